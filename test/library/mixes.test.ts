import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AudioSource } from '../../src/domain/ports/source.js';
import { Library } from '../../src/library/library.js';
import { isMix } from '../../src/library/mixes.js';
import { ownEngine } from '../../src/library/workshop/own-engine.js';
import { crossfade, piece, random } from '../support/synth.js';
import { tempFolder } from '../support/temp.js';
import { localWorkshop } from './workshop/local-workshop.js';

const engine = ownEngine();
const context = { signal: new AbortController().signal, emit: () => {} };
const [a, b, c] = [51, 52, 53].map((seed) => piece(seed, 60)) as [Int16Array, Int16Array, Int16Array];
const next = random(5);
/** Eight minutes and a half. */
const long = (parts: Int16Array[]): Int16Array => crossfade(parts, 4).map((v) => 0.7 * v + (next() - 0.5) * 40);
const sounds: Record<string, Int16Array> = {
  'Ann - Amber.wav': a,
  'Bea - Birch.wav': b,
  'Set.wav': long([a, b, a, b, a, b, a, b, a]),
  'Amber (Endless Mix).wav': long([a, a, a, a, a, a, a, a, a]),
  'Other.wav': c,
};

/** A library of its own, to which files are added by name. */
async function shelf() {
  const folder = tempFolder();
  const library = await Library.open({
    ...{ folder: join(folder, 'library'), engine, onWarning: () => {}, now: () => 0, longestTrack: 20 * 60 },
  });
  const openAudio = async (path: string): Promise<AudioSource> => ({
    info: { name: basename(path), kind: 'file', location: path },
    duration: null,
    seekable: true,
    async *pcm() {
      yield sounds[basename(path)]!;
    },
    close: async () => {},
  });
  const tools = { openAudio, workshop: localWorkshop(engine) };
  return {
    library,
    async add(...names: string[]) {
      const paths = names.map((name) => join(folder, name));
      for (const [i, path] of paths.entries()) writeFileSync(path, Buffer.from(sounds[names[i]!]!.buffer));
      return library.add(paths, tools, context);
    },
    mixes: async () => (await library.mixes()).map(({ file }) => basename(file.path)),
  };
}

describe('recordings that hold other tracks', () => {
  it('are mixes when they come with the tracks, unlike a long version of one', async () => {
    const { library, add, mixes } = await shelf();
    expect(await add(...Object.keys(sounds))).toMatchObject({ added: 5, mixes: 1 });
    expect(await mixes()).toEqual(['Set.wav']);
    const [set] = await library.mixes();
    const held = (await library.list()).filter(({ id }) => set!.holds!.includes(id)).map(({ title }) => title);
    expect(held).toEqual(['Amber', 'Birch']);
    // A person knows better, and is remembered through a change of tags.
    expect(await library.mark([set!.id], 'track')).toBe(1);
    expect(await mixes()).toEqual([]);
    await library.mark([set!.id], null);
    expect(await mixes()).toEqual(['Set.wav']);
  });

  it('are mixes when the tracks come later', async () => {
    const { add, mixes } = await shelf();
    expect(await add('Set.wav', 'Amber (Endless Mix).wav')).toMatchObject({ mixes: 0 });
    await add('Ann - Amber.wav', 'Other.wav');
    expect(await mixes()).toEqual([]);
    await add('Bea - Birch.wav');
    expect(await mixes()).toEqual(['Set.wav']);
  });
});

describe('what a recording is', () => {
  it.each([
    [{ duration: 1200 }, false],
    [{ duration: 1201 }, true],
    [{ duration: 600, holds: ['x', 'y'] }, true],
    [{ duration: 5000, mark: 'track' }, false],
    [{ duration: 100, mark: 'mix' }, true],
    [{ duration: 600, holds: ['x', 'y'], mark: 'track' }, false],
  ] as const)('%o', (record, mix) => {
    expect(isMix(record as never, 1200)).toBe(mix);
  });
});
