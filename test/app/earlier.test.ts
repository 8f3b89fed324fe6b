import { describe, expect, it } from 'vitest';
import { type IdentifyRun, identify } from '../../src/app/identify.js';
import { NetworkError } from '../../src/domain/errors.js';
import type { KnownMix } from '../../src/domain/ports/archive.js';
import { shiftedTracklist } from '../../src/domain/shifted.js';
import { lengthOf, type Span } from '../../src/domain/span.js';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { answering, recorder, scanning, toneSource } from '../support/fakes.js';
import { sampled } from '../support/matches.js';

const DAY = 86_400_000;
/** The mix: A to 400, nobody knows what to 700, B at another speed to 1000. */
const answers = (t: number) => {
  if (t < 400) return [sampled('A', t, t, { identifier: 'remote', speed: 1, score: 0.8 })];
  return t < 700 ? [] : [sampled('B', t, (t - 700) * 1.05, { identifier: 'remote', speed: 1.05, score: 0.9 })];
};
const service = (by = 0, name = 'remote') =>
  answering(name, (t) =>
    answers(t + by).map((m) => ({ ...m, identifier: name, mixTime: m.mixTime - by, mixDuration: 10 })),
  );
const run = (more: Partial<IdentifyRun>): IdentifyRun => ({
  source: toneSource(1000),
  identifiers: [],
  tool: { name: 'tracklistify', version: '9.9.9' },
  now: () => 0,
  ...more,
});
const named = ({ entries }: Tracklist) =>
  entries.map(({ track, speed }) => `${track?.title ?? 'ID'} ${speed?.toFixed(2) ?? ''}`);

/** A run about a recording of it, as the archive knows the mix. */
function again(tracklist: Tracklist, lies: Span, more: Partial<IdentifyRun> & { noMatchSeconds?: number } = {}) {
  const { noMatchSeconds = 30 * 86_400, ...rest } = more;
  const known: KnownMix = {
    id: 'abc',
    name: 'Set',
    isItself: false,
    lies,
    tracklist: shiftedTracklist(tracklist, -lies.start, { start: 0, end: lengthOf(lies) }),
    corrections: [],
  };
  const archive = { recognise: async () => known, recurrence: async () => undefined, noMatchSeconds };
  const remote = service(lies.start);
  return {
    remote,
    result: identify(run({ source: toneSource(lengthOf(lies)), identifiers: [remote], archive, ...rest }), recorder()),
  };
}

describe('a mix that was identified before', () => {
  it('is asked about no more, under another name or as a part, and comes to the same', async () => {
    const first = service();
    const { tracklist } = await identify(run({ identifiers: [first] }), recorder());
    expect(named(tracklist)).toEqual(['A 1.00', 'ID ', 'B 1.05']);
    const whole = again(tracklist, { start: 0, end: 1000 });
    const { tracklist: same } = await whole.result;
    expect(named(same)).toEqual(named(tracklist));
    expect(whole.remote.asked).toHaveLength(0);
    expect(same.stats.providers['remote']).toMatchObject({ calls: 0, cacheHits: first.asked.length });

    const part = again(tracklist, { start: 217, end: 880 });
    expect(named((await part.result).tracklist)).toEqual(['A 1.00', 'ID ', 'B 1.05']);
    expect(part.remote.asked).toHaveLength(0);
  });

  it('is asked about where it wasn’t: by another service, in what a longer recording adds, after a failure, and in time', async () => {
    const { tracklist } = await identify(run({ identifiers: [service()] }), recorder());
    const other = service(0, 'other');
    await again(tracklist, { start: 0, end: 1000 }, { identifiers: [other] }).result;
    expect(other.asked.length).toBeGreaterThan(5);

    const longer = again(tracklist, { start: -300, end: 1000 });
    await longer.result;
    expect(longer.remote.asked.every(({ mixTime }) => mixTime < 300)).toBe(true);
    expect(longer.remote.asked.length).toBeGreaterThan(1);

    const inUnknown = (asked: ReadonlyArray<{ mixTime: number }>): boolean =>
      asked.length > 0 && asked.every(({ mixTime }) => mixTime > 390 && mixTime < 700);
    const late = again(tracklist, { start: 0, end: 1000 }, { now: () => 31 * DAY });
    await late.result;
    expect(inUnknown(late.remote.asked)).toBe(true);
    for (const doubtful of [
      { ...tracklist, complete: false },
      { ...tracklist, warnings: ['No more calls are made (--max-calls 9): what is still open isn’t asked about.'] },
    ]) {
      const { remote, result } = again(doubtful, { start: 0, end: 1000 });
      await result;
      expect(inUnknown(remote.asked)).toBe(true);
    }
  });

  it('is asked about nothing but the seam where both its halves were identified by themselves', async () => {
    const halves = await Promise.all(
      [0, 500].map((from) => identify(run({ source: toneSource(500), identifiers: [service(from)] }), recorder())),
    );
    const [first, second] = halves.map(({ tracklist }) => tracklist) as [Tracklist, Tracklist];
    const room = { start: 0, end: 1000 };
    const part = { id: 'def', name: 'Set 2', at: 500, tracklist: shiftedTracklist(second, 500, room) };
    const known = {
      id: 'abc',
      name: 'Set 1',
      isItself: false,
      lies: room,
      tracklist: first,
      corrections: [],
      parts: [part],
    };
    const others: string[][] = [];
    const archive = {
      recognise: async () => known,
      recurrence: async (_: unknown, but: readonly string[]) => void others.push([...but]),
      noMatchSeconds: 30 * 86_400,
    };
    const remote = service();
    const context = recorder();
    const { tracklist } = await identify(run({ identifiers: [remote], archive }), context);
    expect(named(tracklist)).toEqual(['A 1.00', 'ID ', 'B 1.05']);
    expect(remote.asked.filter(({ mixTime }) => Math.abs(mixTime + 5 - 500) > 10)).toEqual([]);
    expect(others).toEqual([['abc', 'def']]);
    expect(context.events).toContainEqual(
      expect.objectContaining({
        type: 'news',
        message: expect.stringMatching(/^"Set 2".* a part of this mix from 8:20 on/),
      }),
    );
  });

  it('is asked about anew where that is wanted', async () => {
    const { tracklist } = await identify(run({ identifiers: [service()] }), recorder());
    const remote = service();
    const archive = { recognise: async () => null, recurrence: async () => undefined };
    await identify(run({ identifiers: [remote], archive }), recorder());
    expect(remote.asked.length).toBeGreaterThan(5);
    expect(tracklist.complete).toBe(true);
  });

  it('goes on after a failure with what was answered before it', async () => {
    let calls = 0;
    const failing = answering('remote', (t) =>
      ++calls > 4 ? new NetworkError('remote', 'It is gone.') : answers(t).map((m) => ({ ...m, mixDuration: 10 })),
    );
    const { tracklist } = await identify(run({ identifiers: [failing] }), recorder());
    expect(tracklist.complete).toBe(false);
    const { remote, result } = again(tracklist, { start: 0, end: 1000 });
    expect(named((await result).tracklist)).toEqual(['A 1.00', 'ID ', 'B 1.05']);
    const known = tracklist.entries.find(({ track }) => track?.title === 'A')!;
    expect(remote.asked.some(({ mixTime }) => mixTime > known.start && mixTime + 10 < known.end)).toBe(false);
  });

  it('isn’t handed over whole again', async () => {
    const scanner = () =>
      scanning('remote', [
        sampled('A', 0, 0, { identifier: 'remote', mixDuration: 400 }),
        sampled('B', 700, 0, { identifier: 'remote', mixDuration: 300 }),
      ]);
    const { tracklist } = await identify(run({ identifiers: [scanner()] }), recorder());
    const next = scanner();
    const { result } = again(tracklist, { start: 0, end: 1000 }, { identifiers: [next] });
    expect(named((await result).tracklist)).toEqual(named(tracklist));
    expect(next.scanned).toHaveLength(0);
    const longer = scanner();
    await again(tracklist, { start: -200, end: 1000 }, { identifiers: [longer] }).result;
    expect(longer.scanned).toMatchObject([{ settled: [{ start: 200, end: 1200 }] }]);
  });
});

it('asks again around a name that has turned out to be a phantom, which would bear itself out else', async () => {
  const ghost = answering('remote', (t) => [
    sampled('Ghost', t, 61, { identifier: 'remote', score: 0.8, mixDuration: 10 }),
  ]);
  const run = { source: toneSource(200), tool: { name: 't', version: '1' }, now: () => 0 };
  const entries = (await identify({ ...run, identifiers: [ghost] }, recorder())).tracklist.entries.slice(0, 1);
  const tracklist = { ...(await identify({ ...run, identifiers: [] }, recorder())).tracklist, entries };
  const whole = {
    ...tracklist,
    entries: [{ ...entries[0]!, start: 0, end: 200 }],
    identifiers: ['remote'],
  } as Tracklist;
  const sightings = { asked: 6, borneOut: 0, lone: 6, rejected: 0, accepted: false };
  const again = async (isKnown: boolean) => {
    const knows = {
      id: 'abc',
      name: 'Set',
      isItself: true,
      lies: { start: 0, end: 200 },
      tracklist: whole,
      corrections: [],
    };
    const archive = {
      recognise: async () => knows,
      recurrence: async () => (isKnown ? () => sightings : undefined),
      noMatchSeconds: 86_400,
    };
    const service = answering('remote', () => []);
    const { tracklist } = await identify({ ...run, identifiers: [service], archive }, recorder());
    return { asked: service.asked.length, names: tracklist.entries.map(({ track }) => track?.title ?? null) };
  };
  expect(await again(false)).toEqual({ asked: 0, names: ['Ghost'] });
  const doubting = await again(true);
  expect(doubting.asked).toBeGreaterThan(0);
  expect(doubting.names).not.toContain('Ghost');
});
