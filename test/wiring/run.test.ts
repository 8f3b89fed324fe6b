import { expect, it } from 'vitest';
import type { TracklistifyEvent } from '../../src/domain/events.js';
import { begin } from '../../src/wiring/run.js';

const warning = (message: string): TracklistifyEvent => ({ type: 'warning', message });
const position = (mixTime: number): TracklistifyEvent => ({ type: 'position', mixTime, duration: null, found: 0 });

it('tells the same by a callback and by iterating, from the first event on', async () => {
  const told: TracklistifyEvent[] = [];
  const run = begin({ onEvent: (event) => told.push(event) }, async (emit) => {
    emit(warning('one'));
    await null;
    emit(warning('two'));
    return 7;
  });
  const read: TracklistifyEvent[] = [];
  for await (const event of run) read.push(event);
  expect(read).toEqual([warning('one'), warning('two')]);
  expect(told).toEqual(read);
  expect(await run).toBe(7);
});

it('tells of a failure after the last event, and where the result is awaited', async () => {
  const run = begin({}, async (emit) => {
    emit(warning('one'));
    throw new Error('over');
  });
  const read: TracklistifyEvent[] = [];
  const reading = async (): Promise<void> => {
    for await (const event of run) read.push(event);
  };
  await expect(reading()).rejects.toThrow('over');
  expect(read).toHaveLength(1);
  await expect(run).rejects.toThrow('over');
});

it('keeps what a slow reader is behind within bounds, at the cost of progress alone', async () => {
  const run = begin({}, async (emit) => {
    emit(warning('first'));
    for (let at = 0; at < 20_000; at++) emit(position(at));
    emit(warning('last'));
  });
  const events = run[Symbol.asyncIterator]();
  await run;
  const read: TracklistifyEvent[] = [];
  for (let next = await events.next(); !next.done; next = await events.next()) read.push(next.value);
  expect(read).toHaveLength(10_000);
  expect([read[0], read.at(-1)]).toEqual([warning('first'), warning('last')]);
  expect(read.at(-2)).toEqual(position(19_999));
});

it('ends for whoever stops reading, and for whoever comes late', async () => {
  const run = begin({}, async (emit) => {
    emit(warning('one'));
    emit(warning('two'));
    return 'done';
  });
  for await (const _ of run) break;
  expect(await run).toBe('done');
  for await (const event of run) throw new Error(`late: ${event.type}`);
});
