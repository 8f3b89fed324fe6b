import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ownEngine } from '../../../src/library/workshop/own-engine.js';
import { threadWorkshop } from '../../../src/library/workshop/thread-workshop.js';
import type { PrintJob } from '../../../src/library/workshop/workshop.js';
import { synth, toInt16 } from '../../support/audio.js';
import { inFolder } from '../prints.js';
import { localWorkshop } from './local-workshop.js';

const WORKER = pathToFileURL(resolve(import.meta.dirname, '../../../dist/fingerprint-worker.js'));
const RATE = ownEngine().rate;
const { signal } = new AbortController();

async function* inChunks(pcm: Int16Array, size: number): AsyncGenerator<Int16Array> {
  for (let at = 0; at < pcm.length; at += size) yield pcm.slice(at, at + size);
}

const job = (folder: string, segment: string): PrintJob => ({
  folder,
  segment,
  record: {
    id: segment.padStart(20, '0'),
    file: { path: `/m/${segment}.wav`, size: 1, mtime: 1 },
    addedAt: '2026-01-01T00:00:00.000Z',
    title: segment,
    artists: [],
  },
});

describe('worker threads', () => {
  it('write the same prints as this thread does, whatever the chunks', () =>
    inFolder(async (folder) => {
      const here = join(folder, 'here');
      mkdirSync(join(here, 'segments'), { recursive: true });
      const threads = threadWorkshop(WORKER, 2);
      const local = localWorkshop(ownEngine());
      try {
        const tunes = [1, 2, 3, 4, 5].map((seed) => toInt16(synth(30 + seed, { seed, rate: RATE })));
        const printed = await Promise.all(
          tunes.map((pcm, i) =>
            threads.print(() => inChunks(pcm, 1000 * i + 777), {
              listen: false,
              finish: () => job(folder, `a${i}`),
              signal,
            }),
          ),
        );
        for (const [i, pcm] of tunes.entries()) {
          const expected = await local.print(() => inChunks(pcm, 50_000), {
            listen: false,
            finish: () => job(here, `a${i}`),
            signal,
          });
          expect(printed[i]).toEqual(expected);
          for (const kind of ['prints', 'tracks'])
            expect(readFileSync(join(folder, `segments/a${i}.${kind}`))).toEqual(
              readFileSync(join(here, `segments/a${i}.${kind}`)),
            );
        }
      } finally {
        await threads.close();
      }
    }));

  it('go on with the next print after one that broke off', () =>
    inFolder(async (folder) => {
      const threads = threadWorkshop(WORKER, 1);
      try {
        const pcm = toInt16(synth(20, { rate: RATE }));
        async function* broken(): AsyncGenerator<Int16Array> {
          yield* inChunks(pcm, 40_000);
          throw new Error('the disk was pulled out');
        }
        await expect(
          threads.print(() => broken(), { listen: false, finish: () => job(folder, 'x'), signal }),
        ).rejects.toThrow('pulled out');
        const refuse = () => {
          throw new Error('refused');
        };
        await expect(
          threads.print(() => inChunks(pcm, 40_000), { listen: false, finish: refuse, signal }),
        ).rejects.toThrow('refused');
        const { record } = await threads.print(() => inChunks(pcm, 40_000), {
          listen: false,
          finish: () => job(folder, 'y'),
          signal,
        });
        expect(record.duration).toBeCloseTo(20, 0);
        const nowhere = job(join(folder, 'nowhere'), 'z');
        await expect(
          threads.print(() => inChunks(pcm, 40_000), { listen: false, finish: () => nowhere, signal }),
        ).rejects.toMatchObject({
          code: 'ENOENT',
        });
      } finally {
        await threads.close();
      }
    }));
});
