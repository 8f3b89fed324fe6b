import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { SourceError } from '../../src/domain/errors.js';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { text } from '../../src/exporters/text.js';
import { claimsFound, type Finding, resultBeside } from '../../src/wiring/found-claims.js';
import { exported } from '../support/exporting.js';
import { tempFolder } from '../support/temp.js';
import { trackEntry, tracklistOf } from '../support/tracklists.js';

let folder: string;
const put = (name: string, text: string | Buffer): void => writeFileSync(join(folder, name), text);
/** Without an ffmpeg there is nothing in the file. */
const found = async (more: Partial<Finding> = {}, results: Tracklist[] = []) => {
  const lists = await claimsFound({
    path: join(folder, 'set.mp3'),
    ffmpeg: async () => join(folder, 'no-ffmpeg'),
    signal: new AbortController().signal,
    results: async () => results,
    ofDeck: async () => null,
    ...more,
  });
  return lists.map(({ by, claims }) => `${by}: ${claims.map(({ track }) => track.title).join(', ')}`);
};

beforeEach(() => {
  folder = tempFolder();
});

it('takes what lies beside a mix under its name, and nothing else', async () => {
  put('set.cue', 'FILE "x" WAVE\nTRACK 01 AUDIO\nTITLE "Sea"\nPERFORMER "Ann Orr"\nINDEX 01 00:00:00\n');
  put('set.chapters.json', '{"chapters":[{"startTime":0,"title":"Ann Orr - Sea"},{"startTime":9,"title":"Bo - Sky"}]}');
  put('other.cue', 'FILE "x" WAVE\nTRACK 01 AUDIO\nTITLE "Late"\nINDEX 01 00:00:00\n');
  put('set2.txt', '0:00 Cy - Over\n1:00 Cy - Under\n');
  expect(await found()).toEqual(['set.cue: Sea', 'chapters in set.chapters.json: Sea, Sky']);
});

it('takes a text for a list only where it has times, or most lines are tracks', async () => {
  const texts: Array<[string, boolean]> = [
    ['Recorded live - at the harbour\nThanks to all who came\nSee you next year\n', false],
    ['Ann Orr - Sea\nBo - Sky\n', false],
    ['Tracklist\nAnn Orr - Sea\nBo - Sky\nCy - Late\n', true],
    ['0:00 Ann Orr - Sea\n5:00 Bo - Sky\nThanks to all\nwho came\nand danced\n', true],
  ];
  for (const [text, isList] of texts) {
    put('set.txt', text);
    expect([text, (await found()).length > 0]).toEqual([text, isList]);
  }
});

it('takes no result of ours for a list, though it carries no mark', async () => {
  put('set.txt', '[00:00] Somebody - A\n[05:00] Somebody - B\n[10:00] Somebody - C\n');
  const result = (times: number[]) =>
    tracklistOf(['A', 'B', 'C'].map((title, i) => trackEntry(times[i]!, times[i]! + 9, title)));
  expect(await found({}, [result([0.2, 300.4, 600.9])])).toEqual([]);
  expect(await found({}, [result([0.2, 310, 620])])).toHaveLength(1);
});

it('takes no text of ours for a list, where it tells that it is one, though the mix and it have another name now', async () => {
  const entries = ['A', 'B', 'C'].map((title, i) => trackEntry(i * 300, i * 300 + 299, title));
  const lists: Array<[Tracklist, number]> = [
    [tracklistOf(entries), 1],
    [tracklistOf([{ ...entries[0]!, confidence: 0.3 }, ...entries.slice(1)]), 0],
    [tracklistOf(entries, { window: { start: 0, end: 900 } }), 0],
  ];
  for (const [list, count] of lists) {
    put('set.txt', exported(text, list).text);
    expect(await found()).toHaveLength(count);
  }
  put('set.txt', '0:00 Ann - Sea (?)\n[05:00] Bo - Sky\n');
  expect(await found()).toHaveLength(1);
});

it('waits for no pipe that lies beside a mix', async () => {
  for (const name of ['set.txt', 'set.json']) execFileSync('mkfifo', [join(folder, name)]);
  put('set.cue', 'FILE "x" WAVE\nTRACK 01 AUDIO\nTITLE "Sea"\nPERFORMER "Ann Orr"\nINDEX 01 00:00:00\n');
  expect(await found()).toEqual(['set.cue: Sea']);
  expect(await resultBeside(join(folder, 'set.mp3'), new AbortController().signal)).toEqual([]);
});

it('passes over what can not be read, and what a program that owns it calls damaged', async () => {
  mkdirSync(join(folder, 'set.txt'));
  put('set.cue', Buffer.from([0, 1, 2, 3]));
  put('set.nml', '<NML');
  const ofDeck = async (path: string) => {
    if (path.endsWith('.nml')) throw new SourceError('It is damaged.');
    return null;
  };
  expect(await found({ ofDeck })).toEqual([]);
});
