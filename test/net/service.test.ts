import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  AuthenticationError,
  ProtocolError,
  QuotaError,
  RateLimitError,
  UnsupportedError,
} from '../../src/domain/errors.js';
import { CallsUsedUp } from '../../src/domain/limit-reached.js';
import { TransientError } from '../../src/net/failures.js';
import { Service, type ServiceOptions } from '../../src/net/service.js';
import { eventsOf, recorder } from '../support/fakes.js';
import { deferred, quickClock } from '../support/network.js';

function service(options: Partial<ServiceOptions> = {}) {
  const clock = quickClock();
  const made = new Service({
    title: 'Quiz',
    rate: { minGapMs: 0, maxConcurrent: 4 },
    clock,
    random: () => 0.5,
    ...options,
  });
  return { clock, service: made };
}
afterEach(() => void vi.useRealTimers());
const down = (): TransientError => new TransientError('Quiz', 'down', { charged: false });

/** Answers in turn: errors are thrown, the rest is returned; the last one stays. */
function script(...answers: unknown[]) {
  let calls = 0;
  const attempt = async (): Promise<unknown> => {
    const answer = answers[Math.min(calls++, answers.length - 1)];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { attempt, calls: () => calls };
}

describe('a service', () => {
  it('asks again what failed for the moment, and says that it waits', async () => {
    const { service: quiz, clock } = service();
    const { attempt, calls } = script(down(), down(), down(), 'yes');
    const context = recorder();
    expect(await quiz.call(context, attempt)).toBe('yes');
    expect(calls()).toBe(4);
    expect(clock.slept).toEqual([750, 1500, 3000]);
    expect(eventsOf(context, 'waiting').map((e) => e.reason)).toEqual(['down', 'down']);
  });

  it('asks leave for every call that may be charged, and takes no for the end', async () => {
    const { service: quiz } = service();
    const { attempt, calls } = script(down());
    let left = 2;
    const spend = (): void => {
      if (left-- === 0) throw new CallsUsedUp('--max-calls 2 is used up');
    };
    await expect(quiz.call({ ...recorder(), spend }, attempt)).rejects.toBeInstanceOf(CallsUsedUp);
    expect(calls()).toBe(2);
    const { service: library } = service({ free: true });
    const free = script('yes');
    expect(await library.call({ ...recorder(), spend }, free.attempt)).toBe('yes');
  });

  it('finds wrong keys by one call, however many ask at once', async () => {
    const { service: quiz } = service();
    const refused = new AuthenticationError('Quiz', 'wrong key');
    const answered = deferred<undefined>();
    let calls = 0;
    const attempt = async (): Promise<never> => {
      calls++;
      await answered.promise;
      throw refused;
    };
    vi.useFakeTimers();
    const all = Promise.allSettled(Array.from({ length: 20 }, () => quiz.call(recorder(), attempt)));
    await vi.runAllTimersAsync();
    expect(calls).toBe(1);
    answered.resolve(undefined);
    await vi.runAllTimersAsync();
    expect((await all).every((r) => r.status === 'rejected' && r.reason === refused)).toBe(true);
    expect(calls).toBe(1);
  });

  it.each([
    ['the quota is used up', new QuotaError('Quiz', 'used up')],
    ["the account isn't let do it", new UnsupportedError('Quiz', 'not for you')],
  ])('asks no more once %s', async (_, error) => {
    const { service: quiz } = service();
    const { attempt, calls } = script('yes', error, 'never');
    await quiz.call(recorder(), attempt);
    for (let i = 0; i < 5; i++) await expect(quiz.call(recorder(), attempt)).rejects.toBe(error);
    expect(calls()).toBe(2);
  });

  it('waits as long as it is told, for everybody', async () => {
    const { service: quiz, clock } = service();
    const retryAt = clock.now() + 30_000;
    const { attempt } = script(new RateLimitError('Quiz', 'slow down', { retryAt }), 'yes');
    const context = recorder();
    expect(await quiz.call(context, attempt)).toBe('yes');
    expect(clock.now()).toBe(retryAt);
    expect(eventsOf(context, 'waiting')).toEqual([
      { type: 'waiting', provider: 'Quiz', until: retryAt, reason: 'slow down' },
    ]);
  });

  it('tells the time instead of waiting for hours, and goes on afterwards', async () => {
    const { service: quiz, clock } = service();
    const retryAt = clock.now() + 3 * 3600_000;
    const { attempt, calls } = script(new RateLimitError('Quiz', 'slow down', { retryAt }), 'yes');
    for (let i = 0; i < 3; i++) {
      const error = await quiz.call(recorder(), attempt).catch((e: RateLimitError) => e);
      expect(error).toMatchObject({ retryAt, message: expect.stringMatching(/rate limited until \d\d:\d\d/) });
    }
    expect(calls()).toBe(1);
    await clock.sleep(3 * 3600_000, new AbortController().signal);
    expect(await quiz.call(recorder(), attempt)).toBe('yes');
  });

  it('pauses longer and longer while it is refused, over all questions', async () => {
    const { service: quiz, clock } = service({
      retry: { pausesMs: [10_000, 20_000, 40_000], attempts: 2, longestPauseMs: 60_000 },
    });
    const slow = new RateLimitError('Quiz', 'slow');
    const { attempt } = script(slow, slow, slow, 'yes');
    await expect(quiz.call(recorder(), attempt)).rejects.toBeInstanceOf(RateLimitError);
    expect(await quiz.call(recorder(), attempt)).toBe('yes');
    expect(clock.slept).toEqual([11_000, 22_000, 44_000]);
  });

  it('leaves a service alone that fails again and again, then tries it once', async () => {
    const { service: quiz, clock } = service({ breaker: { failures: 3, restMs: 60_000 } });
    const broken = new ProtocolError('Quiz', 'HTML');
    const { attempt, calls } = script(broken, broken, broken, broken, 'yes');
    const ask = (): Promise<unknown> => quiz.call(recorder(), attempt).catch((e: Error) => e.message);
    for (let i = 0; i < 3; i++) expect(await ask()).toBe('HTML');
    expect(await ask()).toMatch(/failed 3 times in a row and is left alone until .*HTML/);
    expect(calls()).toBe(3);
    await clock.sleep(60_000, new AbortController().signal);
    expect(await ask()).toBe('HTML');
    expect(await ask()).toMatch(/left alone/);
    await clock.sleep(60_000, new AbortController().signal);
    expect([await ask(), await ask()]).toEqual(['yes', 'yes']);
  });

  it('leaves the queue at once when interrupted, but keeps an answer that is under way', async () => {
    const { service: quiz } = service({ graceMs: 60_000 });
    const controller = new AbortController();
    const reason = new Error('Ctrl-C');
    const started = deferred<undefined>();
    const answer = deferred<string>();
    const first = quiz.call(recorder(controller.signal), () => {
      started.resolve(undefined);
      return answer.promise;
    });
    const second = quiz.call(recorder(controller.signal), async () => 'never');
    await started.promise;
    controller.abort(reason);
    answer.resolve('paid for');
    expect(await first).toBe('paid for');
    await expect(second).rejects.toBe(reason);
  });

  it('hands on a mistake of ours as it is', async () => {
    const { service: quiz } = service();
    const { attempt, calls } = script(new TypeError('undefined is not a function'));
    await expect(quiz.call(recorder(), attempt)).rejects.toThrow('undefined is not a function');
    expect(calls()).toBe(1);
  });
});
