import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ENGINE_RATE, type PeakChunk } from '../../../src/fingerprint/index.js';
import { localPeaks, type PeakFlow, type PeakRoom } from '../../../src/identifiers/library/peaks.js';
import { threadPeaks } from '../../../src/identifiers/library/thread-peaks.js';
import { synth, toInt16 } from '../../support/audio.js';

const WORKER = pathToFileURL(resolve(import.meta.dirname, '../../../dist/peak-worker.js'));
/** A worker that takes sound and never says anything of it. */
const MUTE = program("import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => {});");

function program(text: string): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}

async function withThreads<T>(worker: URL, run: (room: PeakRoom) => Promise<T>): Promise<T> {
  const room = threadPeaks(worker);
  try {
    return await run(room);
  } finally {
    await room.close();
  }
}

async function hearAll(flow: PeakFlow, pcm: Int16Array, size: number): Promise<void> {
  for (let at = 0; at < pcm.length; at += size) await flow.hear(pcm.subarray(at, at + size));
}

/** All peaks of a mix one after the other, as words, and the frames it has. */
async function peaksOf(room: PeakRoom, pcm: Int16Array, size: number) {
  const words: string[] = [];
  const take = ({ times, bands, levels }: PeakChunk): void => {
    for (let i = 0; i < times.length; i++) words.push(`${times[i]} ${bands[i]} ${levels[i]}`);
  };
  const flow = room.begin(take);
  await hearAll(flow, pcm, size);
  const last = await flow.finish();
  take(last);
  return { words, frames: last.frames };
}

describe('peaks found in threads', () => {
  it('are those that this thread finds, mix after mix and several at once', () =>
    withThreads(WORKER, async (room) => {
      const mixes = [1, 2, 3].map((seed) => toInt16(synth(200 + seed, { seed, rate: ENGINE_RATE })));
      mixes.push(new Int16Array(0), Int16Array.of(1, 2, 3));
      const expected: Awaited<ReturnType<typeof peaksOf>>[] = [];
      for (const mix of mixes) expected.push(await peaksOf(localPeaks(), mix, ENGINE_RATE));
      expect(expected[0]!.words.length).toBeGreaterThan(1000);
      const inTurn: typeof expected = [];
      for (const mix of mixes) inTurn.push(await peaksOf(room, mix, 7777));
      expect(inTurn).toEqual(expected);
      expect(await Promise.all(mixes.map((mix) => peaksOf(room, mix, 1_000_000)))).toEqual(expected);
    }));

  it('make the sound wait once a minute of it is under way, until the room is closed', () =>
    withThreads(MUTE, async (room) => {
      let heard = 0;
      const flow = room.begin(() => {});
      const hearing = (async () => {
        for (;;) {
          await flow.hear(new Int16Array(ENGINE_RATE));
          heard++;
        }
      })();
      const stopped = expect(hearing).rejects.toThrow('stopped');
      await new Promise(setImmediate);
      expect(heard).toBeGreaterThan(40);
      expect(heard).toBeLessThan(60);
      await room.close();
      await stopped;
    }));

  it.each([
    ['cannot be started', new URL('file:///nowhere/worker.js'), /nowhere/],
    ['breaks', program('throw new Error("out of wits")'), 'out of wits'],
    ['ends', program('process.exit(0)'), 'stopped'],
  ])('end the hearing with an error when the worker %s', (_, worker, message) =>
    withThreads(worker, async (room) => {
      const flow = room.begin(() => {});
      await expect(hearAll(flow, new Int16Array(120 * ENGINE_RATE), ENGINE_RATE)).rejects.toThrow(message);
      await expect(flow.finish()).rejects.toThrow(message);
    }),
  );

  it('end the hearing with the error of who takes them, and the next mix is heard', () =>
    withThreads(WORKER, async (room) => {
      const minutes = toInt16(synth(120, { rate: ENGINE_RATE }));
      const flow = room.begin(() => {
        throw new Error('the index has gone');
      });
      await expect(hearAll(flow, minutes, ENGINE_RATE)).rejects.toThrow('the index has gone');
      await expect(flow.finish()).rejects.toThrow('the index has gone');
      expect((await peaksOf(room, minutes, ENGINE_RATE)).words.length).toBeGreaterThan(100);
    }));
});
