import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { threadTagReader } from '../../../src/library/tags/reader.js';
import { flacWith, id3Frame, mp3With } from '../../support/hostile-tags.js';
import { tempFolder } from '../../support/temp.js';

const WORKER = pathToFileURL(resolve(import.meta.dirname, '../../../dist/tag-worker.js'));
const never = new AbortController().signal;

function readerWith(limits?: { seconds: number; megabytes: number }) {
  const tags = threadTagReader(WORKER, limits);
  onTestFinished(() => tags.close());
  const folder = tempFolder();
  return (content: Buffer, signal = never) => {
    const path = join(folder, 'a.mp3');
    writeFileSync(path, content);
    return tags.read(path, signal);
  };
}

const good = mp3With([id3Frame('TIT2', 'T')]);
const frames = (count: number) => mp3With(Array.from({ length: count }, (_, i) => id3Frame('TXXX', `key ${i}\0value`)));

it('reads one file after the other, and goes on after one that is given up', async () => {
  const read = readerWith();
  expect((await read(good)).common.title).toBe('T');
  expect((await read(flacWith(Array.from({ length: 60_000 }, (_, i) => `ARTIST=${i}`)))).beyond).toBe('values');
  expect((await read(good)).common.title).toBe('T');
});

it('gives up what takes longer than anything real', async () => {
  const read = readerWith({ seconds: 0.001, megabytes: 96 });
  expect((await read(frames(20_000))).beyond).toBe('time');
});

it('gives up what takes more memory, and the program lives on', async () => {
  const read = readerWith({ seconds: 60, megabytes: 8 });
  expect((await read(frames(100_000))).beyond).toBe('memory');
  expect((await read(good)).common.title).toBe('T');
});

it('stops at once when it is told to, whatever the parser is busy with', async () => {
  const read = readerWith({ seconds: 60, megabytes: 1_000 });
  const stop = new AbortController();
  const reading = read(frames(100_000), stop.signal);
  setImmediate(() => stop.abort());
  await expect(reading).rejects.toThrow(/abort/i);
});

it('says what is wrong with a file that is not there', async () => {
  const tags = threadTagReader(WORKER);
  onTestFinished(() => tags.close());
  await expect(tags.read('/no/such/file.mp3', never)).rejects.toMatchObject({ code: 'ENOENT' });
});
