import { describe, expect, it } from 'vitest';
import { isDue, toCompare } from '../../../src/app/retry/news.js';
import type { RetryWith } from '../../../src/app/retry/run.js';
import { CallBudget } from '../../../src/domain/call-budget.js';
import { hasNews, type Knowledge, type Looked } from '../../../src/domain/looked.js';
import { answering } from '../../support/fakes.js';

const knowledge = (newest: string, tracks: number, more: Partial<Knowledge> = {}): Knowledge => ({
  engine: '3',
  libraries: { mine: { newest, tracks } },
  ...more,
});
const looked: Looked = {
  ...knowledge('2026-05-01', 10),
  kept: '2026-05-02',
  spans: [{ start: 100, end: 200 }],
  services: { shazam: '2026-05-02T00:00:00Z' },
};

describe('news for a mix', () => {
  it('is a track that was added, a library that it was never compared with, or another engine', () => {
    expect(hasNews(knowledge('2026-05-01', 10), looked)).toBe(false);
    expect(hasNews(knowledge('2026-06-01', 11), looked)).toBe(true);
    // Whoever adds one while another one that was begun later is done already.
    expect(hasNews(knowledge('2026-05-01', 11), looked)).toBe(true);
    expect(hasNews(knowledge('2026-05-01', 10, { engine: '4' }), looked)).toBe(true);
    expect(hasNews({ engine: '3', libraries: { other: { newest: '2020', tracks: 1 } } }, looked)).toBe(true);
  });

  it("isn't what was removed, nor a library that holds nothing", () => {
    expect(hasNews(knowledge('2026-04-01', 4), looked)).toBe(false);
    expect(hasNews({ engine: '3', libraries: { other: { newest: '', tracks: 0 } } }, looked)).toBe(false);
    expect(hasNews({ engine: '4', libraries: {} }, looked)).toBe(false);
  });

  it('lets only those stretches be compared that were open never before, where there is none', () => {
    const [old, fresh] = [
      { start: 100, end: 199 },
      { start: 300, end: 400 },
    ];
    expect(toCompare([old, fresh], knowledge('2026-05-01', 10), looked)).toEqual([fresh]);
    expect(toCompare([old, fresh], knowledge('2026-06-01', 11), looked)).toEqual([old, fresh]);
    expect(toCompare([old, fresh], knowledge('2026-05-01', 10), undefined)).toEqual([old, fresh]);
  });

  it('makes a mix due, as do a change of it and a service that was asked long ago', () => {
    const run = (more: Partial<RetryWith> = {}): Parameters<typeof isDue>[2] => ({
      knowledge: knowledge('2026-05-01', 10),
      services: [],
      calls: new CallBudget(0),
      askAgainAfter: 1000,
      now: () => Date.parse('2026-05-02T00:00:00Z') + 999,
      ...more,
    });
    expect(isDue('2026-05-02', looked, run())).toBe(false);
    expect(isDue('2026-05-02', undefined, run())).toBe(true);
    expect(isDue('2026-05-03', looked, run())).toBe(true);
    expect(isDue('2026-05-02', looked, run({ knowledge: knowledge('2026-06-01', 11) }))).toBe(true);
    const asking = { services: [answering('shazam', () => [])], calls: new CallBudget(5) };
    expect(isDue('2026-05-02', looked, run(asking))).toBe(false);
    expect(isDue('2026-05-02', looked, run({ ...asking, now: () => Date.parse('2026-05-03') }))).toBe(true);
    expect(
      isDue('2026-05-02', looked, run({ ...asking, calls: new CallBudget(0), now: () => Date.parse('2026-05-03') })),
    ).toBe(false);
    expect(isDue('2026-05-02', looked, run({ ...asking, services: [answering('acrcloud', () => [])] }))).toBe(true);
  });
});
