import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordedAt, timeInName } from '../../src/audio/recorded-at.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-recorded-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const local = (...parts: [number, number, number, number, number, number]) => new Date(...parts).getTime() / 1000;

it.each([
  ['Set 2026-05-01 21-04-30.wav', local(2026, 4, 1, 21, 4, 30)],
  ['20260501_2104.mp3', local(2026, 4, 1, 21, 4, 0)],
  ['2026-05-01_21h04m30.wav', local(2026, 4, 1, 21, 4, 30)],
  ['Session 2026-05-01 at 21.04.30.aiff', local(2026, 4, 1, 21, 4, 30)],
  ['2026-05-01.wav', null],
  ['2026-02-31 21-04-30.wav', null],
  ['20260501-99.wav', null],
  ['Best of 2020 2104 mixes.mp3', null],
])('%s says %s', (name, at) => {
  expect(timeInName(name)).toBe(at);
});

it('is what the recorder wrote into the file, before its name and its time', async () => {
  const bext = Buffer.alloc(602);
  bext.write('2026-05-0121:04:30', 320, 'latin1');
  const chunk = (id: string, data: Buffer) => {
    const head = Buffer.alloc(8);
    head.write(id, 'latin1');
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data]);
  };
  const body = Buffer.concat([Buffer.from('WAVE'), chunk('bext', bext), chunk('data', Buffer.alloc(4))]);
  const path = join(folder, '2025-01-01 10-00-00.wav');
  await writeFile(path, chunk('RIFF', body));
  expect((await recordedAt(path, 60))!.at).toBe(local(2026, 4, 1, 21, 4, 30));
  // A head that promises more than there is says nothing.
  await writeFile(path, chunk('RIFF', body).subarray(0, 200));
  expect((await recordedAt(path, 60))!.at).toBe(local(2025, 0, 1, 10, 0, 0));
});

it('is the last change less the length where nothing else tells', async () => {
  const path = join(folder, 'set.mp3');
  await writeFile(path, 'x');
  await utimes(path, 1_700_000_000, 1_700_000_000);
  expect(await recordedAt(path, 3600)).toMatchObject({ at: 1_700_000_000 - 3600 });
  expect(await recordedAt(path, null)).toBeNull();
});
