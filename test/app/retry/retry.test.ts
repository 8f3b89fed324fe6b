import { describe, expect, it } from 'vitest';
import type { Mended } from '../../../src/app/mending.js';
import type { MixToRetry, RetryWith } from '../../../src/app/retry/run.js';
import { type Retried, retryMix } from '../../../src/app/retry.js';
import { CallBudget } from '../../../src/domain/call-budget.js';
import type { SoughtClaim } from '../../../src/domain/claim.js';
import { QuotaError, SourceError } from '../../../src/domain/errors.js';
import type { Match } from '../../../src/domain/match.js';
import type { MixSound } from '../../../src/domain/mix-sound.js';
import type { Unknowns } from '../../../src/domain/ports/archive.js';
import type { MixIdentifier } from '../../../src/domain/ports/identify.js';
import type { AudioSource } from '../../../src/domain/ports/source.js';
import type { Span } from '../../../src/domain/span.js';
import type { Entry, Tracklist } from '../../../src/domain/tracklist.js';
import { answering, recorder, toneSource } from '../../support/fakes.js';
import { trackEntry, tracklistOf, unknownEntry } from '../../support/tracklists.js';

const SOUND: MixSound = {
  engine: '3',
  start: 0,
  end: 900,
  peaks: new Uint8Array(),
  musicless: [],
  waveform: { perSecond: 1, low: new Uint8Array(), mid: new Uint8Array(), high: new Uint8Array() },
};
const heard = (title: string, start: number, end: number, more: Partial<Match> = {}): Match => ({
  identifier: 'library',
  key: title,
  track: { title, artists: [] },
  mixTime: start,
  mixDuration: end - start,
  score: 0.98,
  tracked: true,
  owned: 1,
  ...more,
});

/** A library that hears one track in kept sound, and notes where it was asked. */
function library(...matches: Match[]): MixIdentifier & { asked: Span[][]; listened: number } {
  const own = {
    kind: 'mix' as const,
    name: 'library',
    rate: 8000,
    asked: [] as Span[][],
    listened: 0,
    listen() {
      own.listened++;
      return {
        hear: async () => {},
        soFar: () => matches,
        finish: async () => matches,
        breakOff: async () => matches,
        print: () => ({ engine: '3', peaks: new Uint8Array() }),
      };
    },
    async hearAgain(sound: MixSound, stretches: readonly Span[]) {
      own.asked.push([...stretches]);
      return sound.engine === '3' ? matches : null;
    },
  };
  return own;
}

/** A mix of an archive in memory. */
function mixOf(tracklist: Tracklist, { sound = SOUND as MixSound | null, source = null as AudioSource | null } = {}) {
  let revision = 0;
  const mix: MixToRetry & { tracklist: Tracklist; kept: MixSound[]; opened: number } = {
    id: 'a',
    looked: undefined,
    tracklist,
    kept: [],
    opened: 0,
    read: async () => ({ tracklist: mix.tracklist, kept: String(revision) }),
    sound: async () => sound,
    async keepSound(_: Tracklist, now: MixSound) {
      mix.kept.push(now);
      revision++;
    },
    async note(looked) {
      mix.looked = looked;
    },
    async mend(change: (tracklist: Tracklist) => Tracklist): Promise<Mended> {
      const before = mix.tracklist;
      mix.tracklist = change(before);
      revision++;
      return { before, after: mix.tracklist, written: [], staying: [], gone: [] };
    },
    async open() {
      mix.opened++;
      if (!source) throw new SourceError('"/mixes/a.mp3" doesn\'t exist.');
      return source;
    },
  };
  return mix;
}

const runWith = (more: Partial<RetryWith> = {}): RetryWith => ({
  ear: library(),
  libraries: [],
  knowledge: { engine: '3', libraries: { mine: { newest: '2026-05-01', tracks: 3 } } },
  services: [],
  calls: new CallBudget(0),
  askAgainAfter: 1000,
  now: () => Date.parse('2026-06-01'),
  ...more,
});
const again = async (mix: MixToRetry, run: RetryWith): Promise<Retried> => (await retryMix(mix, run, recorder()))!;
const titles = ({ entries }: Tracklist): string[] => entries.map(({ track }) => track?.title ?? 'ID');

const list = (): Tracklist =>
  tracklistOf([trackEntry(0, 300, 'One'), unknownEntry(300, 600), trackEntry(600, 900, 'Three')]);

describe('looking at a mix again', () => {
  it('hears its open stretches by what is kept of its sound, and names what the library has gained', async () => {
    const mix = mixOf(list());
    const own = library(heard('Two', 300, 600));
    const { before, after, seconds } = await again(mix, runWith({ libraries: [own] }));
    expect([titles(before), titles(after), seconds]).toEqual([['One', 'ID', 'Three'], ['One', 'Two', 'Three'], 300]);
    expect(own.asked).toEqual([[{ start: 255, end: 645 }]]);
    expect([mix.opened, own.listened]).toEqual([0, 0]);
    expect(titles(mix.tracklist)).toEqual(['One', 'Two', 'Three']);
  });

  it('looks once more for what was claimed there and not heard', async () => {
    const claim = {
      track: { title: 'Two', artists: [] },
      kind: 'history' as const,
      by: 'Traktor history',
      mixTime: 305,
      stretch: { start: 305, end: 600 },
      heardAt: null,
    };
    const elsewhere = {
      ...claim,
      track: { title: 'Four', artists: [] },
      mixTime: 10,
      stretch: { start: 10, end: 250 },
    };
    const mix = mixOf({ ...list(), claims: [claim, elsewhere] });
    const sought: SoughtClaim[] = [];
    const own: MixIdentifier = {
      ...library(),
      async hearClaims(_sound, claims) {
        sought.push(...claims);
        return claims.map(() => [heard('Two', 300, 600)]);
      },
    };
    const { after } = await again(mix, runWith({ libraries: [own] }));
    expect(titles(after)).toEqual(['One', 'Two', 'Three']);
    expect(after.entries[1]).toMatchObject({ claimedBy: [{ by: 'Traktor history', mixTime: 305 }] });
    expect(after.claims!.map(({ heardAt }) => heardAt)).toEqual([300, null]);
    expect(sought.map(({ track, place }) => [track.title, place])).toEqual([['Two', { start: 260, end: 645 }]]);
  });

  it("doesn't compare it with the same library again, but with one that has grown, and what is open since", async () => {
    const mix = mixOf(list());
    const own = library();
    const run = runWith({ libraries: [own] });
    expect((await again(mix, run)).mended).toBeNull();
    expect(mix.looked).toMatchObject({ kept: '0', spans: [{ start: 300, end: 600 }] });
    await again(mix, run);
    expect(own.asked).toHaveLength(1);
    const grown = { engine: '3', libraries: { mine: { newest: '2026-05-09', tracks: 4 } } };
    await again(mix, { ...run, knowledge: grown });
    expect(own.asked).toHaveLength(2);
    mix.tracklist = tracklistOf([unknownEntry(0, 300), unknownEntry(305, 600), trackEntry(600, 900, 'Three')]);
    await again(mix, { ...run, knowledge: grown });
    expect(own.asked.at(-1)).toEqual([{ start: 0, end: 345 }]);
    expect(mix.looked?.spans).toHaveLength(2);
  });

  it('notes a mix in which nothing is open, so that it needn’t be opened for that', async () => {
    const mix = mixOf(tracklistOf([trackEntry(0, 300, 'One')]));
    await again(mix, runWith({ libraries: [library()] }));
    expect(mix.looked).toMatchObject({ kept: '0', libraries: { mine: { tracks: 3 } } });
  });

  it('decodes a mix of which no sound is kept, or one of another engine, and keeps that then', async () => {
    for (const sound of [null, { ...SOUND, engine: '2' }]) {
      const mix = mixOf(list(), { sound, source: toneSource(900) });
      const own = library(heard('Two', 300, 600));
      await again(mix, runWith({ libraries: [own] }));
      expect(titles(mix.tracklist)).toEqual(['One', 'Two', 'Three']);
      expect(mix.kept).toMatchObject([{ engine: '3', start: 0, end: 900 }]);
      expect([mix.opened, own.listened]).toEqual([1, 1]);
    }
  });

  it('says where neither is to be had, and looks there the next time', async () => {
    const mix = mixOf(list(), { sound: null });
    const { gone, seconds, mended } = await again(mix, runWith({ libraries: [library(heard('Two', 300, 600))] }));
    expect(gone).toMatch(/doesn't exist/);
    expect([seconds, mended, mix.looked]).toEqual([0, null, undefined]);
  });

  it('is a mix that can’t be decoded to its end as if it were gone', async () => {
    const source = toneSource(900, { failAt: 500, failure: new SourceError('It breaks off.') });
    const mix = mixOf(list(), { sound: null, source });
    const { gone, mended } = await again(mix, runWith({ libraries: [library(heard('Two', 300, 600))] }));
    expect([gone, mended, mix.kept]).toEqual(['It breaks off.', null, []]);
  });
});

describe('numbers of unknowns', () => {
  it('are given to mixes that were kept without, with names that they have got since, but for what a person said', async () => {
    const before = tracklistOf(
      [
        trackEntry(0, 100, 'One'),
        unknownEntry(100, 200),
        unknownEntry(200, 300),
        unknownEntry(300, 400, { corrected: true }),
        unknownEntry(400, 500),
        unknownEntry(500, 600, { number: 9 }),
        unknownEntry(600, 700, { corrected: true }),
      ],
      {
        corrections: [
          { kind: 'rejected', start: 400, end: 500, was: 'Somebody - Named' },
          { kind: 'added', start: 600, end: 700, track: null },
        ],
      },
    );
    const named = (start: number) => trackEntry(start, start + 100, 'Named');
    const asked: number[] = [];
    const unknowns: Unknowns = {
      async number(entries) {
        asked.push(entries.length);
        const become = new Map<number, Entry[]>([
          [100, [unknownEntry(100, 150, { number: 1 }), unknownEntry(150, 200, { number: 2 })]],
          [200, [named(200)]],
          [300, [named(300)]],
          [400, [named(400)]],
          [600, [unknownEntry(600, 640, { number: 4 }), unknownEntry(640, 700, { number: 5 })]],
        ]);
        return { entries: entries.flatMap((entry) => become.get(entry.start) ?? [entry]), seen: [], found: [] };
      },
    };
    const mix = mixOf(before);
    const run = runWith({ libraries: [library()], unknowns });
    await again(mix, run);
    const { entries } = mix.tracklist;
    expect(titles(mix.tracklist)).toEqual(['One', 'ID', 'ID', 'Named', 'ID', 'ID', 'ID', 'ID']);
    // Where a person has placed it, nobody cuts it.
    expect(entries.at(-1)).toMatchObject({ start: 600, end: 700, number: 5, corrected: true });
    expect(entries.flatMap((entry) => (entry.kind === 'unknown' ? [entry.number] : []))).toEqual([
      1,
      2,
      undefined,
      undefined,
      9,
      5,
    ]);
    expect(entries[4]).toBe(before.entries[3]);
    // All of it has numbers: nobody is asked.
    await again(mixOf(tracklistOf([unknownEntry(0, 100, { number: 3 })])), run);
    expect(asked).toEqual([7]);
  });
});

describe('asking services again', () => {
  const timesOf = ({ asked }: ReturnType<typeof answering>): number[] => asked.map(({ mixTime }) => mixTime);
  const shorter = (): Tracklist =>
    tracklistOf([trackEntry(0, 300, 'One'), unknownEntry(300, 460), trackEntry(460, 900, 'Three')]);
  const two = (time: number): Match[] => [
    heard('Two', time, time + 8, { identifier: 'shazam', trackTime: time - 300, tracked: false, score: 0.9 }),
  ];

  it('asks about what the library doesn’t know and nothing else, by samples of the mix', async () => {
    const mix = mixOf(shorter(), { source: toneSource(900) });
    const shazam = answering('shazam', two);
    const { after } = await again(
      mix,
      runWith({ libraries: [library()], services: [shazam], calls: new CallBudget(20) }),
    );
    const times = timesOf(shazam);
    expect(titles(after)).toEqual(['One', 'Two', 'Three']);
    expect(times.length).toBeGreaterThan(1);
    expect([Math.min(...times) >= 300 - 10, Math.max(...times) < 460, times]).toEqual([true, true, times]);
    expect(after.stats.providers['shazam']).toMatchObject({ calls: times.length });
    expect(mix.looked?.services).toEqual({ shazam: '2026-06-01T00:00:00.000Z' });
  });

  it('asks nobody where the library knows it all, or no call is left', async () => {
    const mix = mixOf(list(), { source: toneSource(900) });
    const shazam = answering('shazam', () => []);
    const asking = { services: [shazam], calls: new CallBudget(20) };
    await again(mix, runWith({ ...asking, libraries: [library(heard('Two', 300, 600))] }));
    await again(mixOf(list(), { source: toneSource(900) }), runWith({ ...asking, calls: new CallBudget(0) }));
    expect([shazam.asked, mix.opened]).toEqual([[], 0]);
  });

  it('asks a service again when it may know more, and goes on where the calls had ended', async () => {
    const mix = mixOf(list(), { source: toneSource(900) });
    const shazam = answering('shazam', () => []);
    const { asked: times } = shazam;
    const asking = (calls: number, now = '2026-06-01') =>
      runWith({ services: [shazam], calls: new CallBudget(calls), now: () => Date.parse(now) });
    await again(mix, asking(2));
    expect([times.length, mix.looked]).toEqual([2, undefined]);
    await again(mix, asking(50));
    const asked = times.length;
    expect(asked).toBeGreaterThan(2);
    await again(mix, asking(50));
    expect(times).toHaveLength(asked);
    await again(mix, asking(50, '2026-06-02'));
    expect(times.length).toBeGreaterThan(asked);
    // One that was asked when the mix was identified.
    const identified = { identifiers: ['shazam'], createdAt: '2026-06-01T00:00:00.000Z' };
    times.length = 0;
    await again(mixOf({ ...list(), ...identified }, { source: toneSource(900) }), asking(50));
    expect(times).toEqual([]);
  });

  it('keeps what the library said where a service fails, and tells of the failure', async () => {
    const before = tracklistOf([unknownEntry(0, 300), unknownEntry(300, 600)]);
    const mix = mixOf({ ...before, duration: 900 }, { source: toneSource(900) });
    const shazam = answering('shazam', () => new QuotaError('Shazam', 'No calls are left today.'));
    const own = library(heard('Two', 300, 600));
    const { failure } = await again(mix, runWith({ libraries: [own], services: [shazam], calls: new CallBudget(20) }));
    expect(failure).toBeInstanceOf(QuotaError);
    expect(titles(mix.tracklist)).toEqual(['ID', 'Two']);
    expect(mix.looked).toMatchObject({ services: {}, spans: [{ start: 0, end: 600 }] });
  });
});
