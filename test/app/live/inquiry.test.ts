import { describe, expect, it } from 'vitest';
import { LiveInquiry } from '../../../src/app/live/inquiry.js';
import { CallBudget } from '../../../src/domain/call-budget.js';
import { AuthenticationError, NetworkError } from '../../../src/domain/errors.js';
import type { Match } from '../../../src/domain/match.js';
import { memorySpool } from '../../support/broadcast.js';
import { ManualClock } from '../../support/clock.js';
import { answering, eventsOf, recorder } from '../../support/fakes.js';
import { sampled } from '../../support/matches.js';

const RATE = 1000;

/** An hour of tracks of four minutes each, asked about every two seconds as it goes by. */
async function anHour(
  answer: (mixTime: number) => Match[] | Error,
  {
    settled = () => [],
    keeps,
    budget = new CallBudget(),
    clock = new ManualClock(),
  }: {
    settled?: (edge: number) => Array<{ start: number; end: number }>;
    keeps?: number;
    budget?: CallBudget;
    clock?: ManualClock;
  } = {},
) {
  const identifier = answering('acrcloud', answer);
  const context = recorder();
  const spool = memorySpool(RATE, keeps);
  const inquiry = new LiveInquiry(identifier, { rank: 0, start: 0, spool, budget, clock }, context);
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
