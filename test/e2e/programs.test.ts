import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testFfmpeg, wavBytes } from '../support/audio.js';
import { knowing, modelServer } from '../support/providers/model-server.js';
import { serve } from '../support/providers/protocol.js';
import { rawServer } from '../support/radio.js';
import { crossfade, piece, RATE } from '../support/synth.js';
import { trackEntry, tracklistOf } from '../support/tracklists.js';

/** The examples of the README's section for programs, compiled and run as a stranger would: from the packed package. */
const root = resolve(import.meta.dirname, '../..');
const section = /^## For programs\n(.*?)^## /ms.exec(readFileSync(join(root, 'README.md'), 'utf8'))![1]!;
const examples = [...section.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);
const called = (text: string): string => {
  const found = examples.filter((code) => code.includes(text));
  if (found.length !== 1) throw new Error(`${found.length} examples have ${text}`);
  return `example-${examples.indexOf(found[0]!)}`;
};
const run = promisify(execFile);

let folder: string;
let env: NodeJS.ProcessEnv;
const closing: Array<() => unknown> = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tracklistify-programs-'));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  const npm = (args: string[]): string =>
    execFileSync('npm', [...args, '--loglevel=error'], { cwd: folder, encoding: 'utf8' });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  const [{ filename }] = JSON.parse(npm(['pack', root, '--json', '--ignore-scripts']));
  npm(['install', `./${filename}`, '--offline', '--omit=optional', '--no-audit', '--no-fund']);
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
  for (const name of ['@types/node', 'undici-types']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }

  mkdirSync(join(folder, 'music'));
  for (const seed of [1, 2]) {
    const title = seed === 1 ? 'Harbour Glass' : 'Copper Rain';
    writeFileSync(join(folder, `music/Artist ${seed} - ${title}.wav`), wavBytes(piece(seed, 50), RATE));
  }
  const mix = crossfade([piece(1, 50), piece(2, 50, { tempo: 1.04 })], 8);
  writeFileSync(join(folder, 'mix.wav'), wavBytes(mix, RATE));
  const mp3 = join(folder, 'mix.mp3');
  execFileSync(await testFfmpeg(), ['-v', 'error', '-i', join(folder, 'mix.wav'), '-b:a', '128k', mp3]);
  const saved = tracklistOf([trackEntry(0, 60, '', { track: { title: 'Song 1', artists: ['Ann'] } })]);
  writeFileSync(join(folder, 'mix.json'), JSON.stringify(saved));

  const models = await serve(modelServer({ key: 'sk-known-key-0001', answer: knowing }).provider);
  closing.push(models.close);
  env = {
    PATH: process.env['PATH'],
    // The one that npm brings was left out above, and there may be no other.
    FFMPEG_PATH: await testFfmpeg(),
    HOME: join(folder, 'home'),
    OPENAI_API_KEY: 'sk-known-key-0001',
    OPENAI_BASE_URL: `${models.url}/v1`,
  };
  for (const [i, code] of examples.entries()) writeFileSync(join(folder, `example-${i}.ts`), code);
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

/** With the types of the package read as strictly as the program's own. */
function compile(files: readonly string[], options: object): void {
  const compilerOptions = { strict: true, module: 'nodenext', target: 'es2022', skipLibCheck: false, ...options };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' });
}

const said = async (name: string): Promise<string> =>
  (await run(process.execPath, [`${name}.js`], { cwd: folder, env })).stdout;

describe('a program', () => {
  it('compiles with the types of the package alone', () => {
    const files = examples.flatMap((code, i) => (code.includes("'node:") ? [] : [`example-${i}.ts`]));
    expect(files.length).toBeGreaterThan(3);
    compile(files, { types: [], lib: ['es2023', 'dom'], noEmit: true });
  });

  it('compiles every example beside the types of Node', () => {
    compile(
      examples.map((_, i) => `example-${i}.ts`),
      { types: ['node'], lib: ['es2023'], exactOptionalPropertyTypes: true },
    );
  });

  it('identifies a mix in three lines', async () => {
    expect(await said(called('for (const { start, track }'))).toMatch(
      /^0 Artist 1 Harbour Glass\n4\d(\.\d+)? Artist 2 Copper Rain\n$/,
    );
  });

  it('follows what a run is doing', async () => {
    const lines = (await said(called('for await (const event'))).trim().split('\n');
    expect(lines.at(-1)).toBe('2 null');
    expect(lines.length).toBeGreaterThan(1);
  });

  it('writes files', async () => {
    await said(called('.export('));
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(['mix.cue', 'mix.m3u8']);
  });

  it('follows a broadcast', async () => {
    const { url } = await rawServer((socket) => {
      socket.write('HTTP/1.0 200 OK\r\nicy-name: Test Radio\r\ncontent-type: audio/mpeg\r\n\r\n');
      socket.write(readFileSync(join(folder, 'mix.mp3')));
    });
    const script = join(folder, `${called('.listen(')}.js`);
    writeFileSync(script, readFileSync(script, 'utf8').replace('https://radio.example/live', url));
    expect(await said(called('.listen('))).toMatch(/Artist 1 - Harbour Glass\n(.*\n)*.*Artist 2 - Copper Rain/);
  });

  it('has a tracklist enriched', async () => {
    expect(await said(called('.enrich('))).toBe("[ [ 'House', 'Deep House' ] ]\n");
  });

  it('hears what music sounds like', async () => {
    expect(await said(called('.analyse('))).toMatch(/^Harbour Glass \S+ -\d+\.\d+\nCopper Rain \S+ -\d+\.\d+\n$/);
  });

  it('keeps a library and opens sources', async () => {
    const text = await said(called('.library.add('));
    expect(text).toMatch(/added: 2/);
    expect(text).toMatch(/Harbour Glass/);
    expect(text).toMatch(/^9\d(\.\d+)? /m);
  });

  it('is told by a code what went wrong', async () => {
    expect(await said(called('TracklistifyError'))).toBe('source "no-such-mix.mp3" doesn\'t exist.\n');
  });

  it('asks an identifier of its own', async () => {
    expect(await said(called("from 'tracklistify/ports'"))).toBe("[ 'Harbour Glass' ]\n");
  });
});
