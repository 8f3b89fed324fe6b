import { expect, it, vi } from 'vitest';
import type { Cache } from '../../../src/domain/ports/cache.js';
import type { PackAudio, PackedAudio } from '../../../src/domain/ports/pack.js';
import { createAuddEnterprise } from '../../../src/identifiers/audd-enterprise/identifier.js';
import { recorder } from '../../support/fakes.js';
import { quickClock, tools } from '../../support/network.js';
import { numberedMix, packAsWav, recogniseNumbered, titleAt } from '../../support/providers/audd-mixes.js';
import { auddServer, errorBody } from '../../support/providers/audd-server.js';
import { FAULTS, fetchFrom, json, type Reply } from '../../support/providers/protocol.js';
import { rounds } from '../../support/rounds.js';
import { tempFolder } from '../../support/temp.js';

const TOKEN = 'token-0123456789';
const FAILURES = rounds(10_000);
const MIXES = rounds(2000);
/** Three chunks, of a known track or of an unknown one. */
const SECONDS = 36;
const FAKE = { result: [{ offset: '00:00', songs: [{ title: 'Made up', score: 100 }] }] };

/** Files are made as often as mixes are tried, which is tested elsewhere, and takes longer than all the rest. */
function packedOnce(pack: PackAudio): PackAudio {
  const made = new Map<string | undefined, Promise<PackedAudio>>();
  return (request) => {
    const { id } = request.source.info;
    const file = made.get(id) ?? pack(request).then((packed) => ({ ...packed, remove: async () => {} }));
    made.set(id, file);
    return file;
  };
}

/** A small generator with a seed: the same failures at every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const TROUBLE: Array<() => Reply> = [
  ...Object.entries(FAULTS)
    .filter(([name]) => name !== 'a huge answer')
    .map(([, reply]) => reply),
  ...[50, 100, 500, 611, 1000, 4711].map((code) => () => json(errorBody(code, 'x', 'enterprise', FAKE))),
  () => json(errorBody(611), 429, { 'retry-after': '3' }),
  () => ({ status: 503, body: '<html>busy' }),
  () => ({ status: 429 }),
];

// How fast calls may start is tested elsewhere; here its timers would only take time.
vi.mock('bottleneck', () => ({
  default: class {
    schedule = (job: () => Promise<unknown>): Promise<unknown> => job();
    stop = async (): Promise<void> => {};
  },
}));

it('many scans that fail leave no wrong answer, lose none, and none is paid for twice, though runs are killed', async () => {
  const random = dice(11);
  const clock = quickClock();
  const disk = new Map<string, string>();
  const cache: Cache = {
    get: async (key) => JSON.parse(disk.get(key) ?? 'null') ?? undefined,
    set: async (key, value) => void disk.set(key, JSON.stringify(value)),
  };
  let failures = 0;
  const server = auddServer({
    token: TOKEN,
    now: clock.now,
    recognise: recogniseNumbered,
    fault() {
      if (random() > 0.85) return undefined;
      failures++;
      return TROUBLE[Math.floor(random() * TROUBLE.length)]!();
    },
  });
  const pack = packedOnce(packAsWav(tempFolder()));
  const answers = new Map<number, Array<string | null>>();
  const open = Array.from({ length: MIXES }, (_, mix) => mix);
  for (let runs = 1; open.length > 0; runs++) {
    expect(runs, 'the runs get nowhere').toBeLessThan(500);
    // A new process: nothing is left but the disk.
    const keeping = { cache, refresh: false, matchSeconds: 9e9, noMatchSeconds: 9e9 };
    const fetch = fetchFrom((request) => server.provider({ ...request, url: `/enterprise${request.url}` }));
    const { provider, close } = createAuddEnterprise(
      { apiToken: TOKEN, host: 'audd.example', secondsBetween: 12, byAddress: false, timeout: 5 },
      tools({ clock, pack, fetch, keeping }),
    );
    const killed = new AbortController();
    const killAfter = server.calls.length + Math.floor(random() * 1000);
    while (open.length > 0 && !killed.signal.aborted) {
      const mix = open.shift()!;
      if (server.calls.length >= killAfter) killed.abort(new Error('killed'));
      // A known track begins every mix of an even number, an unknown one those of odd numbers.
      const from = mix % 2 === 0 ? 0 : 720;
      const source = numberedMix(mix, from + SECONDS);
      const titles: Array<string | null> = [];
      try {
        const range = { start: from, end: from + SECONDS };
        for await (const found of provider.scan({ source, range, settled: [] }, recorder(killed.signal))) {
          titles.push(...found.filter(({ score }) => score > 0.5).map(({ track }) => track.title));
        }
        answers.set(mix, titles);
      } catch {
        // Rest for the breaker, as a user would.
        await clock.sleep(61_000, new AbortController().signal);
        open.push(mix);
      }
    }
    await close();
  }
  expect(failures).toBeGreaterThan(FAILURES);
  for (const [mix, titles] of answers) {
    const title = titleAt(mix, mix % 2 === 0 ? 0 : 720);
    expect(titles).toEqual(title === null ? [] : [title, title, title]);
  }
  const paid = server.calls.flatMap(({ sounds }) => sounds);
  expect(new Set(paid).size).toBe(paid.length);
  expect(paid).toHaveLength(3 * MIXES);
  expect(server.calls.every(({ billed, fields }) => billed <= Number(fields['limit'] ?? 0))).toBe(true);
});
