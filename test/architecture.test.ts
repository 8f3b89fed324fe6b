import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { everyProvider } from '../src/wiring/registry.js';
import { registry } from './support/settings.js';

/** The dependency rule of the house, read from the imports themselves: cli → wiring → { app, adapters } → domain. */
const src = resolve(import.meta.dirname, '../src');

/** What the files of a room may import, besides their own room, the domain and node's own modules. */
const MAY_IMPORT: Record<string, { rooms: string[]; packages: string[] | 'any' }> = {
  domain: { rooms: [], packages: ['zod'] },
  // Loads kernels of WebAssembly, for the two rooms that calculate.
  wasm: { rooms: [], packages: [] },
  sound: { rooms: ['wasm'], packages: [] },
  app: { rooms: ['sound'], packages: [] },
  // What every room that keeps files has to know of them: names that aren't text, names until a file is whole, checksums.
  files: { rooms: [], packages: ['zod'] },
  audio: { rooms: ['files', 'net'], packages: 'any' },
  fingerprint: { rooms: ['wasm'], packages: [] },
  threads: { rooms: [], packages: [] },
  // Its worker threads listen to tracks as they fingerprint them.
  library: { rooms: ['files', 'fingerprint', 'sound', 'threads'], packages: 'any' },
  // IDs are compared by the engine, and their index lies on disk as the library's does.
  archive: { rooms: ['files', 'fingerprint', 'library'], packages: 'any' },
  identifiers: { rooms: ['files', 'fingerprint', 'library', 'net', 'sound', 'threads'], packages: 'any' },
  resolvers: { rooms: ['net'], packages: 'any' },
  namers: { rooms: ['net'], packages: 'any' },
  // A service's playlists ask its catalogue, which knows nothing of playlists.
  playlists: { rooms: ['files', 'net', 'resolvers'], packages: 'any' },
  enrichers: { rooms: ['files', 'net'], packages: 'any' },
  net: { rooms: [], packages: 'any' },
  cache: { rooms: ['files'], packages: 'any' },
  // Programs' files are read and written in their own folders, and a writer is an output format like any other.
  decks: { rooms: ['files'], packages: 'any' },
  // Lists of what is said to be in a mix, wherever they lie.
  claims: { rooms: ['files'], packages: 'any' },
  exporters: { rooms: ['decks', 'files', 'web'], packages: 'any' },
  // Knows no provider: the wiring hands it their descriptors, and it makes one schema of them.
  config: { rooms: ['files'], packages: 'any' },
  demo: { rooms: [], packages: [] },
  // Pages run in a browser: of the program they know what is pure, and nothing of node.
  web: { rooms: [], packages: ['preact', 'preact/hooks'] },
  // Serves them, and knows of them what the two tell each other.
  'web-server': { rooms: ['files', 'web'], packages: 'any' },
  wiring: { rooms: [], packages: 'any' },
  // Whatever touches the world is the wiring's to make; what is judged of the demo is as pure as the domain.
  cli: { rooms: ['app', 'demo', 'wiring'], packages: 'any' },
};
/** Rooms whose files make things that touch the world: only the wiring may import them as values. */
const ADAPTERS = [
  ...['archive', 'audio', 'library', 'identifiers', 'resolvers', 'namers', 'playlists', 'enrichers', 'net', 'cache'],
  ...['claims', 'config', 'decks', 'exporters', 'files', 'web-server'],
];

interface Import {
  file: string;
  room: string;
  target: string;
  typeOnly: boolean;
  /** Loaded only when it is needed. */
  lazy: boolean;
}

const sources = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return { path, file: relative(src, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') };
  });

function imports(): Import[] {
  const found: Import[] = [];
  for (const { path, file, text } of sources) {
    const pattern =
      /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\(\s*'([^']+)'\s*\)/g;
    for (const [, type, fixed, dynamic] of text.matchAll(pattern)) {
      const specifier = (fixed ?? dynamic)!;
      const target = specifier.startsWith('.')
        ? relative(src, resolve(dirname(path), specifier))
            .replaceAll('\\', '/')
            .replace(/\.js$/, existsSync(resolve(dirname(path), specifier.replace(/\.js$/, '.tsx'))) ? '.tsx' : '.ts')
        : specifier;
      found.push({
        file,
        room: roomOf(file),
        target: specifier.startsWith('.') ? target : `npm:${target}`,
        typeOnly: !!type,
        lazy: !fixed,
      });
    }
  }
  return found;
}

/** Circles in a graph: one for each arrow that leads back to where a walk came from. */
function circlesIn(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const walk = (place: string, way: readonly string[]): void => {
    if (way.includes(place)) circles.push([...way.slice(way.indexOf(place)), place].join(' → '));
    if (way.includes(place) || done.has(place)) return;
    for (const next of graph.get(place) ?? []) walk(next, [...way, place]);
    done.add(place);
  };
  for (const place of graph.keys()) walk(place, []);
  return circles;
}

/** One file, and the parts that it is made of. */
const isWiring = (file: string): boolean => file.startsWith('wiring/');
const roomOf = (file: string): string => (file.includes('/') ? file.split('/')[0]! : '');
const all = imports();

describe('the dependency rule', () => {
  it('sees the imports it judges', () => {
    expect(all.length).toBeGreaterThan(10);
    expect(all).toContainEqual({
      file: 'domain/match.ts',
      room: 'domain',
      target: 'domain/track.ts',
      typeOnly: true,
      lazy: false,
    });
  });

  it.each(Object.keys(MAY_IMPORT))('%s imports only what it may', (room) => {
    const rule = MAY_IMPORT[room]!;
    const broken = all.filter((i) => {
      if (i.room !== room || isWiring(i.file)) return false;
      if (i.target.startsWith('npm:node:'))
        return ['domain', 'app', 'sound', 'fingerprint', 'demo', 'web'].includes(room);
      if (i.target.startsWith('npm:')) {
        const name = i.target.slice(4);
        return rule.packages !== 'any' && !rule.packages.includes(name);
      }
      const target = roomOf(i.target);
      if (target === '') return i.target !== 'version.ts';
      if (room === 'cli' && i.typeOnly) return false;
      return target !== room && target !== 'domain' && !rule.rooms.includes(target);
    });
    expect(broken.map((i) => `${i.file} → ${i.target}`)).toEqual([]);
  });

  it('lets only the wiring make adapters', () => {
    const broken = all.filter((i) => {
      const target = roomOf(i.target);
      return ADAPTERS.includes(target) && !i.typeOnly && !isWiring(i.file) && (i.room === 'cli' || i.room === 'app');
    });
    expect(broken.map((i) => `${i.file} → ${i.target}`)).toEqual([]);
  });

  it('keeps signal processing and the engine apart from everything: of the domain they know types at most', () => {
    const broken = all.filter(
      (i) => ['sound', 'fingerprint'].includes(i.room) && roomOf(i.target) === 'domain' && !i.typeOnly,
    );
    expect(broken.map((i) => `${i.file} → ${i.target}`)).toEqual([]);
  });

  it.each([
    ['files', (file: string) => file],
    ['rooms', roomOf],
  ])('has no circle of imports between %s', (_what, placeOf) => {
    // Imports of types count, too, and those at run time: who reads has to follow them all the same.
    const graph = new Map<string, Set<string>>();
    for (const { file, target } of all) {
      const [from, to] = [placeOf(file), placeOf(target)];
      if (target.startsWith('npm:') || from === to || from === '') continue;
      graph.set(from, (graph.get(from) ?? new Set()).add(to));
    }
    expect(circlesIn(graph)).toEqual([]);
  });

  it('finds circles where there are any', () => {
    const graph = new Map([
      ['a', new Set(['b', 'd'])],
      ['b', new Set(['c'])],
      ['c', new Set(['a'])],
      ['d', new Set(['b'])],
    ]);
    expect(circlesIn(graph)).toEqual(['a → b → c → a']);
  });

  it('names no provider in rooms that serve them all', () => {
    const names = everyProvider(registry).map(({ name }) => name);
    const literal = new RegExp(`(['"])(${names.join('|')})\\1`, 'g');
    const broken = sources.flatMap(({ file, text }) => {
      const mine =
        ['wiring', 'config', 'app', 'net'].includes(roomOf(file)) ||
        /^enrichers\/(batch|chat|routing|tasks)\//.test(file);
      const imported = all.filter((i) => i.file === file && names.some((name) => i.target.includes(`/${name}/`)));
      return mine
        ? [...(text.match(literal) ?? []), ...imported.map((i) => i.target)].map((what) => `${file}: ${what}`)
        : [];
    });
    expect(names).toContain('spotify');
    expect(broken).toEqual([]);
  });

  it.each(['identifiers', 'resolvers', 'namers', 'playlists', 'enrichers'])(
    'keeps the descriptors of %s light',
    (room) => {
      const begun = [`${room}/registry.ts`];
      for (const file of begun) {
        const next = all.filter((i) => i.file === file && !i.typeOnly && !i.lazy).map(({ target }) => target);
        begun.push(...new Set(next.filter((target) => !begun.includes(target))));
      }
      // Schemas, texts and what they are written with; a client or a protocol is loaded when somebody is asked.
      const heavy = begun.filter(
        (target) =>
          !/(^|\/)(registry|descriptor|about|settings|server|address)\.ts$/.test(target) &&
          !['npm:zod', 'net/base-url.ts', 'net/key.ts', 'domain/errors.ts', 'domain/text.ts'].includes(target),
      );
      expect(begun.length).toBeGreaterThan(3);
      expect(heavy).toEqual([]);
    },
  );

  it('takes zod as a namespace, of which the bundle keeps what is used: else every language comes along', () => {
    const whole = sources.filter(({ text }) => /^import \{[^}]*\bz\b[^}]*\} from 'zod'/m.test(text));
    expect(whole.map(({ file }) => `${file}: write import * as z from 'zod'`)).toEqual([]);
  });

  it('reads the process in bin, cli/main and the wiring alone', () => {
    // What never changes while it runs may be looked at anywhere, best as a default that tests replace. A process that is
    // handed in is no global one, and only the system can tell whether another process is there.
    const facts = /\bprocess\.(?:platform|arch|pid|version|execPath|getuid)\b/g;
    const excepted = ['cli/main.ts', 'files/running.ts'];
    const broken = sources.flatMap(({ file, text }) => {
      if (isWiring(file) || excepted.includes(file) || /\bprocess: [A-Z]/.test(text)) return [];
      const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').replaceAll(facts, '');
      return [...code.matchAll(/\bprocess(?:\.\w+|\[)/g)].map(([use]) => `${file}: ${use}`);
    });
    expect(broken).toEqual([]);
  });

  it('hides what is private in a class by #, in which nothing gets by the compiler', () => {
    const broken = sources.flatMap(({ file, text }) =>
      [...text.matchAll(/^\s+(?:private|protected|public) (?!constructor).*$/gm)].map(
        ([line]) => `${file}: ${line.trim()}`,
      ),
    );
    expect(broken).toEqual([]);
  });

  it('has a rule for every room', () => {
    const rooms = new Set(all.map((i) => i.room).filter(Boolean));
    expect([...rooms].filter((room) => !(room in MAY_IMPORT))).toEqual([]);
  });
});
