import { describe, expect, it } from 'vitest';
import { LiveInquiry } from '../../../src/app/live/inquiry.js';
import { CallBudget } from '../../../src/domain/call-budget.js';
import { AuthenticationError, NetworkError } from '../../../src/domain/errors.js';
import type { Match } from '../../../src/domain/match.js';
import type { Sample, SampleIdentifier } from '../../../src/domain/ports/identify.js';
import type { Spool } from '../../../src/domain/ports/live.js';
import { memorySpool } from '../../support/broadcast.js';
import { ManualClock } from '../../support/clock.js';
import { answering, eventsOf, recorder } from '../../support/fakes.js';
import { followed, sampled } from '../../support/matches.js';

const RATE = 1000;

/** An hour of tracks of four minutes each, asked about every two seconds as it goes by. */
async function anHour(
  answer: ((mixTime: number) => Match[] | Error) | SampleIdentifier,
  {
    settled = () => [],
    keeps,
    budget = new CallBudget(),
    clock = new ManualClock(),
    known = () => [],
    read,
  }: {
    settled?: (edge: number) => Array<{ start: number; end: number }>;
    keeps?: number;
    budget?: CallBudget;
    clock?: ManualClock;
    known?: () => Match[];
    read?: Spool['read'];
  } = {},
) {
  const identifier = typeof answer === 'function' ? answering('acrcloud', answer) : { ...answer, asked: [] };
  const context = recorder();
  const spool = { ...memorySpool(RATE, keeps), ...(read && { read }) };
  const inquiry = new LiveInquiry(identifier, { rank: 0, start: 0, spool, budget, clock, known }, context);
  for (let edge = 2; edge <= 3600; edge += 2) {
    await spool.append(edge - 2, new Int16Array(2 * RATE));
    clock.advance(2000);
    inquiry.consider(edge, settled(edge));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await inquiry.conclude(3600, () => settled(3600));
  return { inquiry, identifier, context, spool };
}

const named = (mixTime: number): Match[] => [
  sampled(`Track ${Math.floor(mixTime / 240)}`, mixTime, mixTime % 240, {
    track: { title: `Track ${Math.floor(mixTime / 240)}`, artists: [], duration: 300 },
  }),
];

describe('asking about a broadcast', () => {
  it('names every track with two or three calls for each', async () => {
    const { inquiry, identifier } = await anHour(named);
    expect(new Set(inquiry.matches.map((m) => m.key)).size).toBe(15);
    expect(identifier.asked.length).toBeLessThanOrEqual(40);
  });

  it('sends samples of the rate and length that the service wants', async () => {
    const { identifier } = await anHour(named);
    expect(identifier.asked[0]!.rate).toBe(8000);
    expect(identifier.asked[0]!.duration).toBeCloseTo(10, 1);
  });

  it('never asks about what a cheaper one knows', async () => {
    const settled = (edge: number) => [{ start: 0, end: Math.min(edge, 1800) }];
    const { identifier } = await anHour(named, { settled });
    expect(Math.min(...identifier.asked.map((s) => s.mixTime))).toBeGreaterThan(1780);
  });

  it('leaves the cheaper one the time to name a track that has just begun', async () => {
    const settled = (edge: number) => [{ start: 0, end: edge - 20 }];
    const { identifier } = await anHour(named, { settled });
    // Only what the cheaper one hadn't come to when it was over.
    for (const { mixTime } of identifier.asked) expect(mixTime).toBeGreaterThan(3570);
  });

  it('asks a bounded number of times where nobody knows anything', async () => {
    const { identifier } = await anHour(() => []);
    expect(identifier.asked.length).toBeLessThanOrEqual(91);
  });

  it('keeps to the calls that the user allows', async () => {
    const { identifier } = await anHour(named, { budget: new CallBudget(3) });
    expect(identifier.asked).toHaveLength(3);
  });

  it('rests after a failure that may pass, and says it once', async () => {
    const failures: number[] = [];
    const clock = new ManualClock();
    const answer = (mixTime: number): Match[] | Error => {
      if (mixTime < 600 || failures.length === 4) return named(mixTime);
      failures.push(clock.now() / 1000);
      return new NetworkError('acrcloud', 'no route');
    };
    const { inquiry, identifier, context } = await anHour(answer, { clock });
    // 15 s, then twice as long each time, to the next look.
    const pauses = failures.slice(1).map((at, i) => at - failures[i]!);
    expect(pauses).toEqual([16, 30, 60]);
    expect(identifier.asked.length).toBeLessThanOrEqual(44);
    expect(new Set(inquiry.matches.map((m) => m.key)).size).toBe(15);
    expect(inquiry.failure).toBeNull();
    expect(eventsOf(context, 'warning').map((w) => w.message)).toEqual(['no route']);
  });

  it('ends for good where the service refuses', async () => {
    const { inquiry, identifier } = await anHour(() => new AuthenticationError('acrcloud', 'wrong key'));
    expect(identifier.asked).toHaveLength(1);
    expect(inquiry.failure?.message).toBe('wrong key');
  });

  it('passes over what the spool has lost', async () => {
    const { inquiry, identifier, spool } = await anHour(named, { keeps: 20 });
    expect(spool.reads.length).toBeGreaterThan(10);
    // Only what had just gone out when it was over.
    for (const { mixTime } of identifier.asked) expect(mixTime).toBeGreaterThan(3570);
    expect(inquiry.failure).toBeNull();
  });
});

/** Every track is a tone of 200 Hz by itself, and is played at a speed of its own, as on vinyl. */
const playedAt =
  (speedAt: (mixTime: number) => number): Spool['read'] =>
  async (start, end) =>
    Int16Array.from({ length: Math.round((end - start) * RATE) }, (_, i) => {
      return 8000 * Math.sin((2 * Math.PI * 200 * speedAt(start) * i) / RATE);
    });

/** A service that knows a track near its own speed only, as all do. */
function knowsItsOwnSpeed(): SampleIdentifier & { tried: number[] } {
  const tried: number[] = [];
  return {
    ...answering('acrcloud', () => []),
    tried,
    async identify(sample, context) {
      context.emit({ type: 'call', provider: 'acrcloud', mixTime: sample.mixTime, outcome: 'no-match' });
      tried.push(sample.mixTime);
      return Math.abs(pitchOf(sample) / 200 - 1) < 0.012 ? named(sample.mixTime) : [];
    },
  };
}

/** By counting where the sound rises through zero, in hertz. */
function pitchOf({ pcm, rate }: Sample): number {
  let rises = 0;
  for (let i = 1; i < pcm.length; i++) if (pcm[i - 1]! < 0 && pcm[i]! >= 0) rises++;
  return (rises / pcm.length) * rate;
}

describe('asking about a broadcast that is played faster than it was recorded', () => {
  it('finds the speed of a set that is 4 % fast, and names every track of it', async () => {
    const service = knowsItsOwnSpeed();
    const { inquiry } = await anHour(service, { read: playedAt(() => 1.04) });
    expect(new Set(inquiry.matches.map((m) => m.key)).size).toBe(15);
    expect(inquiry.matches.every(({ speed }) => speed! > 1.02 && speed! < 1.06)).toBe(true);
    // Once the speed is known, hardly more than for one that is played as it was recorded.
    expect(service.tried.length).toBeLessThanOrEqual(60);
  });

  it('finds a single track that is 4 % fast among others', async () => {
    const isFast = (mixTime: number): boolean => mixTime >= 1200 && mixTime < 1440;
    const service = knowsItsOwnSpeed();
    const { inquiry } = await anHour(service, { read: playedAt((time) => (isFast(time) ? 1.04 : 1)) });
    expect(new Set(inquiry.matches.map((m) => m.key)).size).toBe(15);
    const fast = inquiry.matches.filter((m) => isFast(m.mixTime));
    expect(fast.length).toBeGreaterThan(0);
    expect(fast.every(({ speed }) => speed! > 1.02 && speed! < 1.06)).toBe(true);
  });

  it('takes the speed of what the library has named around it first', async () => {
    const known = (): Match[] => [followed('Before', 0, 100, { identifier: 'library', speed: 1.04 })];
    const service = knowsItsOwnSpeed();
    const { inquiry } = await anHour(service, { read: playedAt(() => 1.04), known });
    expect(inquiry.matches[0]!.speed).toBeCloseTo(1.04, 5);
  });

  it('guesses in vain once in a while only', async () => {
    const service = knowsItsOwnSpeed();
    await anHour(service, { read: playedAt(() => 1.5) });
    const places = new Map<number, number>();
    for (const time of service.tried) places.set(time, (places.get(time) ?? 0) + 1);
    expect([...places.values()].filter((times) => times > 1).length).toBeLessThanOrEqual(3);
  });
});
