import { describe, expect, it } from 'vitest';
import type { SoughtClaim } from '../../../src/domain/claim.js';
import type { Match } from '../../../src/domain/match.js';
import type { MixSound } from '../../../src/domain/mix-sound.js';
import type { Track } from '../../../src/domain/track.js';
import {
  ENGINE_VERSION,
  MemoryIndex,
  PeakList,
  packPeaks,
  reprint,
  retuned,
  SECOND,
} from '../../../src/fingerprint/index.js';
import { libraryIdentifier } from '../../../src/identifiers/library/identifier.js';
import type { KnownRecord } from '../../../src/library/facts/fill.js';
import { Random } from '../../bench/random.js';
import { madeUpPeaks } from '../../support/made-up-peaks.js';

const LENGTH = 120;

/** A file of the library: the peaks of a piece, by its seed, so that equal seeds sound the same. */
interface File {
  seed: number;
  seconds?: number;
  /** A share of another piece's peaks that it has besides. */
  samples?: { seed: number; share: number };
  record?: Partial<KnownRecord>;
}

const pathOf = (name: string): string => `/music/${name}.mp3`;

/** A library of these files, by name; it counts how many of its prints are read. */
function libraryOf(files: Record<string, File>) {
  const names = Object.keys(files);
  const prints = Object.values(files).map(({ seed, seconds = LENGTH, samples }) => {
    const peaks = mixed([
      { peaks: madeUpPeaks(seed, seconds), share: 1 },
      ...(samples ? [{ peaks: madeUpPeaks(samples.seed, seconds), share: samples.share }] : []),
    ]);
    return reprint({ length: seconds * 87, seconds, peaks });
  });
  const records = Object.values(files).map(({ record }, i): KnownRecord => {
    const file = { path: pathOf(names[i]!), size: 1, mtime: 1 };
    const id = String(i).padStart(16, '0');
    return { id, file, addedAt: '', title: names[i]!, artists: ['Ann'], duration: LENGTH, ...record };
  });
  const memory = new MemoryIndex(prints);
  let printsRead = 0;
  const counted = new Proxy(memory, {
    get(target, name) {
      if (name === 'peaksOf') printsRead++;
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const record = (track: number) => records[track]!;
  const identifier = libraryIdentifier({ prints: counted, record, read: record, known: record, close: () => {} });
  return { identifier, prints: () => printsRead };
}

/** Several lists of peaks at once, of each a share, so many seconds later. */
function mixed(parts: readonly { peaks: PeakList; share: number; at?: number }[]): Uint8Array {
  const random = new Random(5);
  const all: [number, number, number][] = [];
  for (const { peaks, share, at = 0 } of parts) {
    for (let i = 0; i < peaks.length; i++) {
      if (random.next() < share)
        all.push([Math.round(peaks.times[i]! + at * SECOND), peaks.bands[i]!, peaks.levels[i]!]);
    }
  }
  const mix = new PeakList();
  for (const [time, band, level] of all.sort((a, b) => a[0] - b[0])) mix.add(time, band, level);
  return packPeaks(mix);
}

interface Played {
  seed: number;
  /** Mix time at which it begins. */
  at: number;
  speed?: number;
  pitch?: number;
  /** A share of its peaks that can be heard. */
  heard?: number;
}

/** What is kept of a mix from second 1000 on: these pieces, and as many peaks of something else as hide them. */
function soundOf(played: readonly Played[], { seconds = 300, noise = 0 } = {}): MixSound {
  const peaks = mixed([
    ...played.map(({ seed, at, speed = 1, pitch = 1, heard = 0.8 }) => ({
      peaks: retuned(madeUpPeaks(seed, LENGTH), { speed, pitch }),
      share: heard,
      at,
    })),
    ...(noise > 0 ? [{ peaks: madeUpPeaks(900, seconds, noise), share: 1 }] : []),
  ]);
  const waveform = { perSecond: 1, low: new Uint8Array(), mid: new Uint8Array(), high: new Uint8Array() };
  return { engine: String(ENGINE_VERSION), start: 1000, end: 1000 + seconds, peaks, musicless: [], waveform };
}

const named = (title: string, more: Partial<Track> = {}): Track => ({ title, artists: ['Ann'], ...more });
const claim = (track: Track, start?: number, more: Partial<SoughtClaim> = {}): SoughtClaim => ({
  track,
  place: start === undefined ? null : { start, end: start + 150 },
  ...more,
});

/** What is heard for each claim, by title; null where the library hasn't got it. */
const titlesOf = (answers: Array<Match[] | null> | null) =>
  answers!.map((one) => one?.map(({ track }) => track.title) ?? null);

describe('claims about a mix', () => {
  const files = { Right: { seed: 1 }, Wrong: { seed: 2 }, Other: { seed: 3 } };

  it('are heard where the library by itself hears nothing, and wrong ones are not', async () => {
    const { identifier } = libraryOf(files);
    const sound = soundOf([{ seed: 1, at: 100, heard: 0.12 }], { noise: 40 });
    expect(await identifier.hearAgain!(sound, [sound])).toEqual([]);
    const answers = await identifier.hearClaims!(sound, [claim(named('Wrong'), 1090), claim(named('Right'), 1090)]);
    expect(titlesOf(answers)).toEqual([[], ['Right']]);
    const [match] = answers![1]!;
    expect(match).toMatchObject({ identifier: 'library', key: `library:${'0'.repeat(16)}`, tracked: true, owned: 1 });
    expect(match!.score).toBeGreaterThan(0.9);
    expect(match!.mixTime - match!.trackTime!).toBeCloseTo(1100, 0);
    expect(await identifier.hearClaims!({ ...sound, engine: '0' }, [claim(named('Right'))])).toBeNull();
  });

  it('are heard at speeds that nobody looks for without them, of records and with key-lock', async () => {
    const { identifier } = libraryOf(files);
    const sound = soundOf([
      { seed: 1, at: 10, speed: 1.15, pitch: 1.15 },
      { seed: 3, at: 150, speed: 0.86 },
    ]);
    expect(await identifier.hearAgain!(sound, [sound])).toEqual([]);
    const answers = await identifier.hearClaims!(
      sound,
      ['Right', 'Wrong', 'Other'].map((title) => claim(named(title))),
    );
    expect(titlesOf(answers)).toEqual([['Right'], [], ['Other']]);
    const [fast, slow] = [answers![0]![0]!, answers![2]![0]!];
    for (const [match, speed, pitch, at] of [
      [fast, 1.15, 1.15, 1010],
      [slow, 0.86, 1, 1150],
    ] as const) {
      expect(match.speed).toBeCloseTo(speed, 2);
      expect(match.pitch).toBeCloseTo(pitch, 2);
      expect(match.mixTime - match.trackTime! / speed).toBeCloseTo(at, 0);
      expect(match.mixDuration).toBeCloseTo(LENGTH / speed, 0);
    }
  });

  it('are told from what the library has of the same sound, though nobody claims that', async () => {
    const { identifier } = libraryOf({ Real: { seed: 1 }, Sampler: { seed: 2, samples: { seed: 1, share: 0.4 } } });
    const sound = soundOf([{ seed: 1, at: 100 }]);
    expect(titlesOf(await identifier.hearClaims!(sound, [claim(named('Sampler'), 1090)]))).toEqual([[]]);
    // Without the piece that really plays it is as much of it as is there.
    const { identifier: alone } = libraryOf({ Sampler: { seed: 2, samples: { seed: 1, share: 0.4 } } });
    expect(titlesOf(await alone.hearClaims!(sound, [claim(named('Sampler'), 1090)]))).toEqual([['Sampler']]);
  });

  it('go by the name and the key of the recording that is heard without them', async () => {
    const { identifier } = libraryOf({ 'track 01': { seed: 1, record: { artists: [] } }, Tagged: { seed: 1 } });
    const sound = soundOf([{ seed: 1, at: 100 }]);
    const [open] = (await identifier.hearAgain!(sound, [sound]))!;
    const [answer] = (await identifier.hearClaims!(sound, [
      claim({ title: '', artists: [], file: pathOf('track 01') }),
    ]))!;
    expect(answer).toHaveLength(1);
    expect([answer![0]!.key, answer![0]!.track.title]).toEqual([open!.key, 'Tagged']);
  });

  it('find their recordings by file, by ids, by name, then other versions of them', async () => {
    const { identifier } = libraryOf({
      a: { seed: 1, record: { title: 'Song', version: 'Dub' } },
      b: { seed: 2, record: { title: 'Ballad', isrc: 'GBAAA9900001' } },
      c: { seed: 3, record: { title: 'Tune', ids: { spotify: 'x1' }, called: [{ title: 'Air', artists: ['Cy'] }] } },
    });
    const sound = soundOf(
      [1, 2, 3].map((seed) => ({ seed, at: 20 + (seed - 1) * 130 })),
      { seconds: 420 },
    );
    const claims = [
      claim(named('Something', { file: pathOf('c') })),
      claim(named('Something', { isrc: 'GBAAA9900001' })),
      claim(named('Something', { ids: { spotify: 'x1' } })),
      claim(named('ballad')),
      claim({ title: 'Song', artists: ['Ann'], version: 'Extended Mix' }),
      claim({ title: 'Song', artists: ['Bob'] }),
      claim(named('Nowhere')),
      // As a DJ program calls it.
      claim({ title: 'Air', artists: ['Cy'] }),
    ];
    const found = [['Tune'], ['Ballad'], ['Tune'], ['Ballad'], ['Song'], null, null, ['Tune']];
    expect(titlesOf(await identifier.hearClaims!(sound, claims))).toEqual(found);
  });

  it('are looked for nowhere else where they can be nowhere else', async () => {
    const { identifier } = libraryOf(files);
    const sound = soundOf([{ seed: 1, at: 150 }]);
    const only = { nowhereElse: true } as const;
    const claims = [claim(named('Right'), 1000), claim(named('Right'), 1000, only), claim(named('Right'), 1200, only)];
    claims[1]!.place!.end = 1100;
    expect(titlesOf(await identifier.hearClaims!(sound, claims))).toEqual([['Right'], [], ['Right']]);
  });

  it('of a year are looked for as far as they have a place in this mix, and so many of the others', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 700 }, (_, i) => [`Past ${i}`, { seed: 10 + i, seconds: 2 }] as const),
    );
    const { identifier, prints } = libraryOf({ ...many, Right: { seed: 1 } });
    const sound = soundOf([{ seed: 1, at: 10 }], { seconds: 140 });
    const past = Array.from({ length: 5000 }, (_, i) => claim(named(`Past ${i % 700}`)));
    const answers = await identifier.hearClaims!(sound, [...past, claim(named('Right'), 1000)]);
    expect(titlesOf(answers!.slice(-2))).toEqual([[], ['Right']]);
    // Once each, and what was heard once more.
    expect(prints()).toBeLessThan(620);
  });
});
