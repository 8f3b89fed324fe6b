import { expect, it } from 'vitest';
import { identify } from '../../src/app/identify.js';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { answering, knowingListener, recorder, toneSource } from '../support/fakes.js';
import { followed, sampled } from '../support/matches.js';

const tool = { name: 'tracklistify', version: '0' };

it('keeps what is known so far after every ten calls, as a part', async () => {
  const saved: Tracklist[] = [];
  const service = answering('x', (t) => [sampled('A', t, t, { identifier: 'x', mixDuration: 10 })]);
  await identify(
    {
      source: toneSource(350),
      identifiers: [service],
      asking: { step: 10 },
      tool,
      now: () => 0,
      save: async (tracklist) => void saved.push(structuredClone(tracklist)),
    },
    recorder(),
  );
  expect(saved.map((t) => t.entries[0]!.evidence.length)).toEqual([10, 20, 30]);
  expect(saved.map((t) => t.complete)).toEqual([false, false, false]);
});

it('keeps it every minute while listening, and goes on when that fails', async () => {
  let now = 0;
  const tick = (): void => {
    now += 1000;
  };
  const ends: number[] = [];
  const source = toneSource(300, { onChunk: tick });
  const library = knowingListener([followed('A', 100, 250)]);
  const { tracklist, failure } = await identify(
    {
      source,
      identifiers: [library],
      tool,
      now: () => now,
      save: async (soFar) => {
        ends.push(soFar.window?.end ?? soFar.duration);
        throw new Error('the disk is full');
      },
    },
    recorder(),
  );
  // Nothing was known in the first minute.
  expect(ends.map((end) => Math.round(end / 60))).toEqual([2, 3, 4, 5].slice(0, ends.length));
  expect(ends.length).toBeGreaterThan(1);
  expect({ failure, complete: tracklist.complete }).toEqual({ failure: null, complete: true });
});
