import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AnswerCache } from '../../src/cache/cache.js';

let root: string;
let folder: string;
let warnings: string[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cache-'));
  folder = join(root, 'answers');
  warnings = [];
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(root, { recursive: true, force: true });
});

const open = (maxBytes = 1 << 20): AnswerCache =>
  new AnswerCache({ folder, maxBytes, now: Date.now, warn: (message) => void warnings.push(message) });
const files = (): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, name));

describe('the cache', () => {
  it('has an answer on the disk before anything else can happen, so that a kill costs none', async () => {
    const cache = open();
    const kept = cache.set('acrcloud/1', { title: 'paid' }, 60);
    // Nothing but promises that are settled: no timer, no disk, no network gets a turn.
    for (let i = 0; i < 100; i++) await null;
    expect(files()).toHaveLength(1);
    expect(readFileSync(files()[0]!, 'utf8')).toContain('paid');
    await kept;
  });

  it('keeps what it was given for the next process', async () => {
    await open().set('acrcloud/1', { title: 'Tëst', list: [1, 2] }, 60);
    expect(await open().get('acrcloud/1')).toEqual({ title: 'Tëst', list: [1, 2] });
    expect(await open().get('acrcloud/2')).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  it('forgets what has expired', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const cache = open();
    await cache.set('a/1', 'old', 60);
    vi.advanceTimersByTime(59_000);
    expect(await cache.get('a/1')).toBe('old');
    vi.advanceTimersByTime(2000);
    expect(await cache.get('a/1')).toBeUndefined();
    expect(files()).toEqual([]);
  });

  it.each(['', '{"half', '[]', '{"format":1,"key":"a/other","stored":1,"value":2}', '\u0000\u0000'])(
    'sets a damaged file aside and says so: %j',
    async (content) => {
      const cache = open();
      await cache.set('a/1', 'fine', 60);
      writeFileSync(files()[0]!, content);
      expect(await cache.get('a/1')).toBeUndefined();
      expect(warnings).toEqual([expect.stringContaining('damaged')]);
      expect(await cache.stats()).toMatchObject({ answers: 0, damaged: 1 });
      await cache.set('a/1', 'again', 60);
      expect(await cache.get('a/1')).toBe('again');
    },
  );

  it('is for the owner only', async () => {
    await open().set('a/1', 'x', 60);
    expect(statSync(files()[0]!).mode & 0o077).toBe(0);
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  it('lets many write the same and other keys at once', async () => {
    const caches = Array.from({ length: 8 }, () => open());
    await Promise.all(
      caches.flatMap((cache, c) => [0, 1, 2, 3].map((k) => cache.set(`a/${k}`, { by: c, pad: 'x'.repeat(5000) }, 60))),
    );
    for (const k of [0, 1, 2, 3]) expect(await open().get(`a/${k}`)).toMatchObject({ pad: 'x'.repeat(5000) });
    expect(warnings).toEqual([]);
    expect(readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.tmp'))).toEqual([]);
  });

  it('goes on with one warning where it may not write', async () => {
    writeFileSync(folder, 'a file, not a folder');
    const cache = open();
    await cache.set('a/1', 'x', 60);
    await cache.set('a/2', 'x', 60);
    expect(await cache.get('a/1')).toBeUndefined();
    expect(warnings).toEqual([expect.stringMatching(/can't be used .*TRACKLISTIFY_CACHE_PATH/s)]);
  });

  it('counts answers by provider', async () => {
    const cache = open();
    for (const key of ['acrcloud/1', 'acrcloud/2', 'shazam/1']) await cache.set(key, 'x', 60);
    expect(await cache.stats()).toMatchObject({
      answers: 3,
      groups: { acrcloud: { answers: 2 }, shazam: { answers: 1 } },
    });
  });

  it('prunes what has expired, then the oldest until the rest fits', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    const cache = open();
    await cache.set('a/brief', 'x'.repeat(100), 1);
    for (const i of [1, 2, 3]) {
      await cache.set(`a/${i}`, 'x'.repeat(1000), 600);
      const newest = files().find((f) => readFileSync(f, 'utf8').includes(`"a/${i}"`))!;
      utimesSync(newest, new Date(), new Date(Date.now() - (10 - i) * 1000));
    }
    vi.advanceTimersByTime(2000);
    expect(await cache.prune(2500)).toMatchObject({ expired: 1, oldest: 1 });
    expect(await Promise.all([1, 2, 3].map((i) => cache.get(`a/${i}`).then(Boolean)))).toEqual([false, true, true]);
  });

  it('tidies by itself, once a day', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    await open(500).set('a/1', 'x'.repeat(1000), 600);
    expect(files()).toHaveLength(0);
    await open(500).set('a/2', 'x'.repeat(1000), 600);
    expect(files()).toHaveLength(1);
    vi.advanceTimersByTime(25 * 3600_000);
    await open(500).set('a/3', 'x'.repeat(100), 600);
    expect(files()).toHaveLength(1);
  });

  it('clears one provider or everything, but nothing that it has not made', async () => {
    const cache = open();
    await cache.set('acrcloud/1', 'x', 60);
    await cache.set('shazam/1', 'x', 60);
    mkdirSync(join(folder, 'music', 'ab'), { recursive: true });
    writeFileSync(join(folder, 'music', 'ab', 'song.json'), 'mine');
    await cache.clear('shazam');
    expect(await cache.get('acrcloud/1')).toBe('x');
    expect(await cache.get('shazam/1')).toBeUndefined();
    await cache.clear();
    expect(files()).toEqual([join(folder, 'music', 'ab', 'song.json')]);
  });

  it('takes no key as a path', async () => {
    const cache = open();
    await cache.set('../../evil', 'x', 60);
    expect(readdirSync(root)).toEqual(['answers']);
    expect(await cache.get('../../evil')).toBe('x');
  });
});
