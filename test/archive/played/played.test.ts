import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { neighboursIn, tasteIn } from '../../../src/archive/played/count.js';
import { PlayedFile, writePlayed } from '../../../src/archive/played/played-file.js';
import { playOf, type Session, sessionOfClaims, sessionOfMix } from '../../../src/archive/played/session.js';
import type { MixSummary } from '../../../src/archive/summary.js';
import { trackHashes } from '../../../src/files/name-hash.js';
import { tempFolder } from '../../support/temp.js';

const session = (...names: number[]): Session => ({ at: 0, plays: names.map((name) => ({ name })) });
const near = (sessions: Session[], name: number) =>
  (neighboursIn(sessions).get(name) ?? []).sort((a, b) => a.name - b.name);
const noGenre = () => undefined;

describe('what was played with what', () => {
  it('counts a mix once for a pair, in the closest way that it has it', () => {
    expect(near([session(1, 2, 3, 1, 2)], 1)).toEqual([
      { name: 2, after: 1, before: 0, near: 0 },
      { name: 3, after: 0, before: 1, near: 0 },
    ]);
    const twice = [session(1, 2), session(9, 1, 2), session(2, 1), session(1, 5, 6, 7, 8)];
    expect(near(twice, 1)).toEqual([
      { name: 2, after: 2, before: 1, near: 0 },
      { name: 5, after: 1, before: 0, near: 0 },
      { name: 6, after: 0, before: 0, near: 1 },
      { name: 7, after: 0, before: 0, near: 1 },
      { name: 9, after: 0, before: 1, near: 0 },
    ]);
    // What nobody knows stands between two others all the same.
    expect(near([session(1, 0, 2)], 1)).toEqual([{ name: 2, after: 0, before: 0, near: 1 }]);
  });

  it('takes names as the library has them, and times from what comes next', () => {
    const track = { artists: ['Á'], title: 'B (Original Mix)' };
    const { name } = trackHashes({ artists: ['a'], title: 'b' });
    const played = [
      { ...track, start: 0, end: 250, bpm: 128, key: '8A', label: 'L' },
      { artists: [], title: '', start: 240, end: 300 },
    ];
    const genreOf = (of: number) => (of === name ? 'House' : undefined);
    const mix = sessionOfMix({ played, firstKept: '2026-01-01T00:00:00Z' } as MixSummary, genreOf);
    expect(mix.plays).toMatchObject([{ name, bpm: 128, key: 21, seconds: 240, genre: { what: 'House' } }, { name: 0 }]);
    const claims = [0, 300, 4000].map((at) => ({ track: { artists: ['a'], title: `t${at}` }, at }));
    const list = { kind: 'history', by: 'it', clock: 'world', slack: 1, claims } as const;
    expect(sessionOfClaims({ ...list, claims: [...claims] }, noGenre)).toMatchObject({
      at: 0,
      plays: [{ seconds: 300 }, {}, {}],
    });
  });

  it('says what somebody likes, from a day on that they chose', () => {
    const play = (bpm: number, label: string, seconds: number) =>
      playOf({ title: label, artists: [], bpm, label, key: 'Am' }, noGenre, seconds);
    const sessions: Session[] = [
      { at: Date.parse('2026-01-01'), plays: [play(120, 'Old', 100)] },
      { at: Date.parse('2026-03-01'), plays: [play(128, 'New', 200), play(129.9, 'NEW', 300), play(131, 'Other', 5)] },
      { at: null, plays: [play(90, 'Undated', 60)] },
    ];
    const all = tasteIn(sessions, null);
    expect([all.mixes, all.plays, all.seconds]).toEqual([3, 5, [60, 100, 200]]);
    const { labels, tempos, keys, mixes } = tasteIn(sessions, '2026-02-01T00:00:00Z');
    expect([mixes, tempos[64], keys[21]]).toEqual([1, 2, 3]);
    expect(labels.map(({ what, plays }) => [what, plays])).toEqual([
      ['New', 2],
      ['Other', 1],
    ]);
    expect(tasteIn([], null).seconds).toBeNull();
  });
});

describe('its file', () => {
  const sessions = Array.from({ length: 40 }, (_, i) =>
    session(...[1, 2, 3, 4, 5].map((n) => ((i * n * 7919) % 50) + 1)),
  );
  const write = async () => {
    const path = join(tempFolder(), 'played');
    const neighbours = neighboursIn(sessions);
    await writePlayed(path, { state: 's', at: 5, mixes: 40, taste: tasteIn(sessions, null), neighbours });
    return { path, neighbours };
  };

  it('gives back what was written', async () => {
    const { path, neighbours } = await write();
    const file = PlayedFile.open(path)!;
    expect(file.about).toMatchObject({ state: 's', at: 5, mixes: 40 });
    expect(file.taste).toEqual(tasteIn(sessions, null));
    for (const [name, all] of neighbours) expect(file.neighbours(name)).toEqual(all);
    expect(file.neighbours(777)).toEqual([]);
    file.close();
  });

  it('says nothing where it is damaged', async () => {
    expect(PlayedFile.open(join(tempFolder(), 'none'))).toBeNull();
    const { path, neighbours } = await write();
    const whole = readFileSync(path);
    const table = 16 + whole.readUInt32BE(8);
    for (const at of [0, 20, table + 9, whole.length - 9]) {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 1;
      writeFileSync(path, bytes);
      const file = PlayedFile.open(path);
      const last = Math.max(...neighbours.keys());
      expect(file === null || file.neighbours(last).length === 0).toBe(true);
      file?.close();
    }
    writeFileSync(path, whole.subarray(0, -4));
    expect(PlayedFile.open(path)).toBeNull();
  });
});
