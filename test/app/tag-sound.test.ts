import { basename } from 'node:path';
import { expect, it } from 'vitest';
import type { Analysed } from '../../src/app/analyse.js';
import { tagSound } from '../../src/app/tag-sound.js';

it('replaces earlier copies where that is wanted, and never the copy of another file of the same name', async () => {
  const heard = ['/a/x.mp3', '/b/x.mp3'].map((file): Analysed => {
    const tempo = { bpm: 120, confidence: 1, firstBeat: 0, downbeat: 0, beatsPerBar: 4 };
    const none = { key: null, loudness: null, energy: null, timbre: null, sections: [], vocals: null };
    const track = { title: 'X', artists: [] };
    return { file, track, heard: { seconds: 60, tempo, ...none }, told: [], kept: false, isLong: false };
  });
  const written: string[] = [];
  const { tagged, failed } = await tagSound(
    heard,
    {
      copyTo: (file) => `/copies/${basename(file)}`,
      replace: true,
      embed: async ({ from, to }) => {
        written.push(from);
        return [to];
      },
      tagInPlace: async () => '',
    },
    { signal: new AbortController().signal, emit: () => {} },
  );
  expect(written).toEqual(['/a/x.mp3']);
  expect(tagged).toMatchObject([{ file: '/a/x.mp3', to: '/copies/x.mp3' }]);
  expect(failed.map(({ message }) => message)).toEqual([expect.stringContaining('/b/x.mp3 has the name of another')]);
});
