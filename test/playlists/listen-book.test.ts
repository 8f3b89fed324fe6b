import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { NotedListen } from '../../src/domain/ports/listens.js';
import { FileListenBook } from '../../src/playlists/listen-book.js';
import { ManualClock } from '../support/clock.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'listens-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NOTES: NotedListen[] = [
  { start: 0, end: 200, listenedAt: 1_800_000_000, track: { title: 'A', artists: ['B'] }, told: true },
];
const clock = new ManualClock();

it('reads back what it has written, for its owner alone, and nothing where nothing is', async () => {
  const path = join(folder, 'deep/listenbrainz-1.json');
  const book = new FileListenBook(path, clock);
  expect(await book.read()).toEqual([]);
  await book.write(NOTES);
  await book.write([...NOTES, ...NOTES]);
  expect(await new FileListenBook(path, clock).read()).toEqual([...NOTES, ...NOTES]);
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, 'deep'))).toEqual(['listenbrainz-1.json']);
});

it.each(['', '{', '[{"start":"x"}]', '{"a":1}'])('takes nothing from a file that says %j', async (text) => {
  const path = join(folder, 'a.json');
  writeFileSync(path, text);
  expect(await new FileListenBook(path, clock).read()).toEqual([]);
  expect(readFileSync(path, 'utf8')).toBe(text);
});

it('forgets broadcasts that nobody goes on with', async () => {
  for (const name of ['old.json', 'new.json']) writeFileSync(join(folder, name), '[]');
  const ago = (days: number): number => clock.now() / 1000 - days * 24 * 3600;
  utimesSync(join(folder, 'old.json'), ago(91), ago(91));
  utimesSync(join(folder, 'new.json'), ago(89), ago(89));
  const path = join(folder, 'mine.json');
  writeFileSync(path, '[]');
  utimesSync(path, ago(0), ago(0));
  await new FileListenBook(path, clock).write(NOTES);
  expect(readdirSync(folder).sort()).toEqual(['mine.json', 'new.json']);
});
