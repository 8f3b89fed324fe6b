import { rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AuthenticationError, FormatError, NetworkError } from '../../src/domain/errors.js';
import type { Namer, Naming } from '../../src/domain/ports/name.js';
import { choose } from '../../src/library/handing-on.js';
import type { NameTools } from '../../src/library/naming.js';
import { withTold } from '../../src/library/scan/retag.js';
import { untoldIn } from '../../src/library/scan/tags.js';
import type { CommonTags } from '../../src/library/tags/parse.js';
import { localTagReader } from '../../src/library/tags/reader.js';
import { Shelf, sound, write } from './made-up.js';
import { inFolder } from './prints.js';

const naming = (title: string, artists = ['Ann'], more: object = {}): Naming => ({
  ...{ title, artists, ids: { ear: `sound of ${title}`, musicbrainz: `recording ${title}` } },
  ...more,
});

/** A library of files whose tags a test says, and somebody who names them by their file's name. */
class Named {
  readonly shelf: Shelf;
  readonly music: string;
  tags: Record<string, CommonTags> = {};
  known: Record<string, Naming | null> = {};
  asked: string[][] = [];
  together = 2;
  failure: Error | undefined;
  /** Of `failure`, the calls that go before. */
  failsAfter = 0;
  unprintable = new Set<string>();
  signal = new AbortController().signal;

  constructor(folder: string) {
    this.shelf = new Shelf(folder);
    this.music = join(folder, 'music');
  }

  file(name: string, seed: number, length?: number): string {
    return write(join(this.music, name), sound(seed, length));
  }

  get tools(): NameTools {
    const namer: Namer = {
      ...{ name: 'ear', title: 'Ear', together: this.together },
      lookUp: async (recordings) => {
        if (this.failure && this.asked.length >= this.failsAfter) throw this.failure;
        this.asked.push(recordings.map(({ fingerprint }) => fingerprint));
        return recordings.map(({ fingerprint }) => this.known[fingerprint] ?? null);
      },
    };
    const fingerprint = async (path: string): Promise<string | null> => {
      if (this.unprintable.has(nameOf(path))) throw new FormatError('no sound in it');
      return nameOf(path).startsWith('short') ? null : nameOf(path);
    };
    return { namer, fingerprint, lanes: 2, againAfter: 7 * 86_400 };
  }

  async add(now = Date.UTC(2026, 0, 1), withNames = true) {
    const library = await this.shelf.openAt(now);
    const tags = {
      ...localTagReader,
      read: async (path: string) => ({
        common: this.tags[nameOf(path)] ?? {},
        cut: false,
        steps: { bytes: 0, reads: 0, values: 0 },
      }),
    };
    const tools = { ...this.shelf.tools, tags, ...(withNames && { naming: this.tools }) };
    return library.add([this.music], tools, { ...this.shelf.context, signal: this.signal });
  }

  async names() {
    const all = await (await this.shelf.open()).list();
    return Object.fromEntries(
      all.map((record) => [nameOf(record.file.path), [record.artists.join('+'), record.title, record.namedBy]]),
    );
  }

  async record(name: string) {
    return (await (await this.shelf.open()).list()).find(({ file }) => nameOf(file.path) === name)!;
  }
}

const nameOf = (path: string): string => path.split(/[\\/]/).at(-1)!;
const withNamed = (run: (named: Named) => Promise<void>) => inFolder((folder) => run(new Named(folder)));

describe('files without tags', () => {
  it('are named by their sound, together, and keep their own names where nobody knows it; tagged ones are not asked about', () =>
    withNamed(async (named) => {
      for (const [i, name] of ['Guy - One.wav', 'Guy - Two.wav', 'Guy - Three.wav', 'tagged.wav'].entries())
        named.file(name, i + 1);
      named.tags = { 'tagged.wav': { title: 'Own', artist: 'Tess' } };
      named.known = {
        'Guy - One.wav': naming('Real One', ['Ann', 'Bob'], { version: 'Dub', isrc: 'GBAYE0000001' }),
        'tagged.wav': naming('No'),
      };
      const report = await named.add();
      expect(report).toMatchObject({
        added: 4,
        naming: { by: 'Ear', named: 1, unknown: 2, otherwise: 0, failed: [], left: 0 },
      });
      expect(named.asked.map((some) => some.length)).toEqual([2, 1]);
      expect(await named.names()).toEqual({
        'Guy - One.wav': ['Ann+Bob', 'Real One', 'ear'],
        'Guy - Two.wav': ['Guy', 'Two', undefined],
        'Guy - Three.wav': ['Guy', 'Three', undefined],
        'tagged.wav': ['Tess', 'Own', undefined],
      });
      expect(await named.record('Guy - One.wav')).toMatchObject({
        version: 'Dub',
        isrc: 'GBAYE0000001',
        ids: { ear: 'sound of Real One', musicbrainz: 'recording Real One' },
      });
    }));

  it('are asked about once; what was unknown again after a while, and what was added without names', () =>
    withNamed(async (named) => {
      named.file('Guy - One.wav', 1);
      await named.add(undefined, false);
      expect((await named.names())['Guy - One.wav']).toEqual(['Guy', 'One', undefined]);
      const began = Date.parse('2026-01-01');
      expect(await named.add(began)).toMatchObject({ unchanged: 1, naming: { unknown: 1, known: 0 } });
      named.known = { 'Guy - One.wav': naming('Real') };
      expect(await named.add(began + 6 * 86_400_000)).toMatchObject({ naming: { named: 0, known: 1 } });
      expect(await named.add(began + 8 * 86_400_000)).toMatchObject({ naming: { named: 1, known: 0 } });
      expect(await named.add(began + 80 * 86_400_000)).toMatchObject({ naming: { named: 0, known: 0, left: 0 } });
      expect(named.asked).toHaveLength(2);
    }));

  it('keep the name that they were given when they move, and lose it to what their owner writes into their tags', () =>
    withNamed(async (named) => {
      const path = named.file('Guy - One.wav', 1);
      named.known = { 'Guy - One.wav': naming('Real', ['Ann'], { isrc: 'GBAYE0000001' }) };
      await named.add();
      rmSync(path);
      named.file('moved.wav', 1);
      expect(await named.add()).toMatchObject({ moved: 1, naming: { named: 0 } });
      expect((await named.names())['moved.wav']).toEqual(['Ann', 'Real', 'ear']);
      named.tags = { 'moved.wav': { title: 'Mine', artist: 'Me' } };
      utimesSync(join(named.music, 'moved.wav'), 1e9, 1e9);
      expect(await named.add()).toMatchObject({ retagged: 1 });
      expect((await named.names())['moved.wav']).toEqual(['Me', 'Mine', undefined]);
      // What is another piece by its tags hasn't that ISRC; the sound is the same.
      const record = await named.record('moved.wav');
      expect(record.isrc).toBeUndefined();
      expect(record.ids).toEqual({ ear: 'sound of Real' });
      // Taken out again, what was told of the sound holds.
      named.tags = {};
      utimesSync(join(named.music, 'moved.wav'), 2e9, 2e9);
      await named.add(undefined, false);
      expect((await named.names())['moved.wav']).toEqual(['Ann', 'Real', 'ear']);
      expect(named.asked).toHaveLength(1);
    }));

  it('are in the library under their own names where the service fails, and named by the next run', () =>
    withNamed(async (named) => {
      for (const seed of [1, 2, 3, 4, 5]) named.file(`Guy - ${seed}x.wav`, seed);
      named.known = Object.fromEntries([1, 2, 3, 4, 5].map((seed) => [`Guy - ${seed}x.wav`, naming(`Real ${seed}`)]));
      named.failure = new NetworkError('Ear', "Can't reach Ear.");
      named.failsAfter = 1;
      const first = await named.add();
      expect(first).toMatchObject({ added: 5, naming: { named: 2, left: 3, failure: { code: 'network' } } });
      expect(Object.values(await named.names()).filter(([, , by]) => by === 'ear')).toHaveLength(2);
      named.failure = undefined;
      expect(await named.add()).toMatchObject({ unchanged: 5, naming: { named: 3, left: 0 } });
      expect(named.asked.flat().sort()).toEqual(Object.keys(named.known));
    }));

  it('are whole after an interruption, with what was told by then, and the next run goes on', () =>
    withNamed(async (named) => {
      for (const seed of [1, 2, 3, 4]) named.file(`Guy - ${seed}x.wav`, seed);
      named.known = Object.fromEntries([1, 2, 3, 4].map((seed) => [`Guy - ${seed}x.wav`, naming(`Real ${seed}`)]));
      const ending = new AbortController();
      named.signal = ending.signal;
      const { emit } = named.shelf.context;
      named.shelf.context.emit = (event) => {
        if (event.type === 'count' && event.stage === 'ask' && event.done === 3) ending.abort(new Error('enough'));
        emit(event);
      };
      await expect(named.add()).rejects.toThrow('enough');
      named.shelf.context.emit = emit;
      named.signal = new AbortController().signal;
      expect(Object.values(await named.names()).filter(([, , by]) => by === 'ear')).toHaveLength(2);
      expect(await named.add()).toMatchObject({ unchanged: 4, naming: { named: 2, left: 0 } });
      expect(named.asked.flat().sort()).toEqual(Object.keys(named.known));
    }));

  it('that nothing can be told of are said, and hold up nobody', () =>
    withNamed(async (named) => {
      named.file('broken.wav', 1);
      named.file('short.wav', 2);
      named.file('fine.wav', 3);
      named.unprintable.add('broken.wav');
      named.known = { 'fine.wav': naming('Fine') };
      const { naming: report } = await named.add();
      expect(report).toMatchObject({ named: 1, unknown: 1, left: 0 });
      expect(report!.failed).toMatchObject([
        { path: join(named.music, 'broken.wav'), reason: expect.stringContaining('no sound') },
      ]);
    }));

  it('of a refused key it is the key that is at fault, and mixes are never asked about', () =>
    withNamed(async (named) => {
      named.file('Guy - One.wav', 1);
      named.failure = new AuthenticationError('Ear', 'Wrong key.');
      expect(await named.add()).toMatchObject({ naming: { failure: { code: 'authentication' } } });
      named.failure = undefined;
      const library = await named.shelf.open();
      await library.mark(
        (await library.list()).map(({ id }) => id),
        'mix',
      );
      expect(await named.add()).toMatchObject({ naming: { named: 0, unknown: 0, known: 0 } });
      expect(named.asked).toEqual([]);
    }));
});

describe('what tags say', () => {
  it.each([
    [{}, ['title', 'artists']],
    [{ title: 'Track 01', artist: 'Unknown Artist' }, ['title', 'artists']],
    [{ artist: 'A' }, ['title']],
    [{ title: 'T' }, ['artists']],
    [{ title: 'A - T' }, []],
    [{ title: 'T', artist: 'A' }, []],
  ])('of %j the name lacks %j', (common, untold) => {
    expect(untoldIn(common)).toEqual(untold);
  });

  const told = {
    by: 'ear',
    at: '',
    title: 'Real',
    artists: ['Ann'],
    isrc: 'GBAYE0000001',
    ids: { ear: 'x', other: 'y' },
  };
  const whole = { ids: told.ids, isrc: told.isrc };
  it.each([
    [
      'nothing: all is filled in',
      { title: 'file', version: 'Old', artists: [], untold: ['title', 'artists'] },
      { title: 'Real', artists: ['Ann'], namedBy: 'ear', ...whole },
    ],
    [
      'the same artist: the title is',
      { title: 'file', artists: ['ANN'], untold: ['title'] },
      { title: 'Real', artists: ['ANN'], namedBy: 'ear', ...whole },
    ],
    [
      'another artist: it stays as it is',
      { title: 'file', artists: ['Bob'], untold: ['title'] },
      { title: 'file', artists: ['Bob'], ids: { ear: 'x' } },
    ],
    [
      'the same title: the artist is',
      { title: 'real', artists: ['Guess'], untold: ['artists'] },
      { title: 'real', artists: ['Ann'], namedBy: 'ear', ...whole },
    ],
    [
      'another title: it stays',
      { title: 'Else', artists: [], untold: ['artists'] },
      { title: 'Else', artists: [], ids: { ear: 'x' } },
    ],
    [
      'another version: it stays',
      { title: 'Real', version: 'Live', artists: ['Ann'] },
      { title: 'Real', version: 'Live', artists: ['Ann'], ids: { ear: 'x' } },
    ],
    [
      'all, and the same: codes are',
      { title: 'Real', artists: ['Ann'] },
      { title: 'Real', artists: ['Ann'], ...whole },
    ],
    [
      'a code of its own: it stays',
      { title: 'Real', artists: ['Ann'], isrc: 'FRZ039800001', ids: { other: 'own' } },
      { title: 'Real', artists: ['Ann'], isrc: 'FRZ039800001', ids: { ear: 'x', other: 'own' } },
    ],
  ] as const)('is never replaced. Of %s', (_what, tags, expected) => {
    const { untold: _, ...found } = withTold(structuredClone(tags) as never, told) as Record<string, unknown>;
    expect(found).toEqual(expected);
  });

  it('is all there is where nothing was told', () => {
    const tags = { title: 'file', artists: [], untold: ['title', 'artists'] as ('title' | 'artists')[] };
    expect(withTold(tags, undefined)).toEqual(tags);
    expect(withTold(tags, { by: 'ear', at: '' })).toEqual(tags);
    expect(withTold(tags, { by: 'ear', at: '', artists: [], ids: { ear: 'x' } })).toEqual({
      ...tags,
      ids: { ear: 'x' },
    });
  });
});

describe('handing on', () => {
  const record = {
    ...{ id: 'a'.repeat(20), file: { path: '/m/a.mp3', size: 1, mtime: 1 }, addedAt: '' },
    title: 'T',
    artists: ['A'],
    duration: 200,
  };

  it('takes whole single tracks that their own tags name, each once', () => {
    const unfit = [
      { untold: ['artists' as const] },
      { untold: ['title' as const], namedBy: 'ear' },
      { duration: 3000 },
      { holds: ['x'] },
      { damage: 'broken' },
      { duration: 8 },
      { handedOn: { ear: '2026-02-03T00:00:00Z' } },
    ].map((more) => ({ ...record, ...more }));
    const chosen = choose([record, ...unfit], 'ear', 1200, false);
    expect(chosen.fit).toEqual([record]);
    expect(chosen.unfit.map(({ reason }) => reason)).toEqual([
      "its tags don't say who and what it is",
      "its tags don't say who and what it is",
      'a mix',
      'a mix',
      'it can only be read in part',
      'shorter than 15 s',
      'handed on before, on 2026-02-03',
    ]);
    expect(choose(unfit, 'ear', 1200, true).fit).toHaveLength(1);
    expect(choose(unfit, 'another', 1200, false).fit).toHaveLength(1);
  });

  it('notes what was taken before it sends more, and says what failed', () =>
    withNamed(async (named) => {
      for (const seed of [1, 2, 3, 4]) named.file(`${seed}.wav`, seed, 1500);
      named.tags = Object.fromEntries([1, 2, 3, 4].map((seed) => [`${seed}.wav`, { title: `T${seed}`, artist: 'A' }]));
      named.unprintable.add('2.wav');
      await named.add();
      const library = await named.shelf.openAt(Date.parse('2026-02-03'));
      const sent: string[][] = [];
      const submit: NonNullable<Namer['submit']> = async (recordings) => {
        if (sent.length === 2) throw new NetworkError('Ear', 'gone');
        sent.push(recordings.map(({ track, format, fingerprint }) => `${track.title} ${format} ${fingerprint}`));
        return recordings.map((_, i) => (sent.length === 2 ? null : { id: `${i}`, imported: false }));
      };
      const { namer, fingerprint } = { ...named.tools };
      const tools = { fingerprint, namer: { ...namer, together: 1, submit } };
      const { fit } = library.fitToHandOn(await library.list(), 'ear', false);
      const report = await library.handOn(fit, tools, named.shelf.context);
      expect(sent).toEqual([['T1 wav 1.wav'], ['T3 wav 3.wav']]);
      expect(report).toMatchObject({
        left: 1,
        failure: { code: 'network' },
        submitted: [{ id: '0', imported: false }],
      });
      expect(report.passedOver.map(({ path }) => nameOf(path))).toEqual(['2.wav', '3.wav']);
      expect(library.fitToHandOn(await library.list(), 'ear', false).fit.map(({ title }) => title)).toEqual([
        'T2',
        'T3',
        'T4',
      ]);
    }));
});
