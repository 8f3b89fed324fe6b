import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSource } from '../../src/audio/sources/registry.js';
import { collect, encode, everyFfmpeg, lag, synth, toInt16, writeWav } from '../support/audio.js';

const SECONDS = 24;
const RATE = 8_000;
const HOUR = 3600;
const ffmpegs = await everyFfmpeg();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-test-'));
  await writeWav(join(folder, 'good.wav'), toInt16(synth(SECONDS, { rate: 22_050 })), 22_050);
  const { path } = ffmpegs[0]!;
  await encode(path, join(folder, 'good.wav'), join(folder, 'good.flv'), ['-c:a', 'libmp3lame', '-b:a', '32k']);
  await encode(path, join(folder, 'good.wav'), join(folder, 'good.m4a'), ['-c:a', 'aac', '-b:a', '32k']);
});
afterAll(() => rm(folder, { recursive: true }));

/** FLV: tags of type, 24-bit size, 24-bit milliseconds and 8 bits above those; each is followed by its size. */
function shifted(from: number, by: number, only = Number.POSITIVE_INFINITY): string {
  const bytes = readFileSync(join(folder, 'good.flv'));
  let done = 0;
  for (let at = 13; at + 11 < bytes.length; at += bytes.readUIntBE(at + 1, 3) + 15) {
    const stamp = bytes.readUIntBE(at + 4, 3);
    if (bytes[at] !== 8 || stamp < from * 1000 || ++done > only) continue;
    const moved = stamp + by * 1000;
    bytes.writeUIntBE(moved & 0xffffff, at + 4, 3);
    bytes[at + 7] = moved >> 24;
  }
  const path = join(folder, `shifted-${from}-${by}-${only}.flv`);
  writeFileSync(path, bytes);
  return path;
}

/** A copy of the M4A whose boxes claim another length. */
function claiming(seconds: number): string {
  const bytes = readFileSync(join(folder, 'good.m4a'));
  const movie = bytes.indexOf('mvhd');
  bytes.writeUInt32BE(1, movie + 16);
  bytes.writeUInt32BE(seconds, movie + 20);
  const edit = bytes.indexOf('elst');
  const media = bytes.indexOf('mdhd');
  bytes.writeUInt32BE(seconds, media + 20);
  if (edit > 0) bytes.writeUInt32BE(seconds, edit + 12);
  const path = join(folder, `claiming-${seconds}.m4a`);
  writeFileSync(path, bytes);
  return path;
}

describe.each(ffmpegs)('with the ffmpeg by $name', ({ path: ffmpeg }) => {
  const open = (path: string) =>
    openSource(path, { ffmpeg, reach: 'anywhere' as const, stdin: new PassThrough(), tempFolder: tmpdir() });
  async function hear(path: string, start?: number) {
    const source = await open(path);
    const damage: string[] = [];
    const whole = await collect(source.pcm({ rate: RATE, onDamage: (d) => damage.push(d.message) }));
    const part = start === undefined ? null : await collect(source.pcm({ rate: RATE, start, end: start + 4 }));
    const { duration } = source;
    await source.close();
    return { pcm: whole, part, damage, seconds: whole.length / RATE, duration };
  }

  it('fills a gap with silence, which is when a player goes on', async () => {
    const { seconds, damage } = await hear(shifted(10, 20));
    expect(seconds).toBeCloseTo(SECONDS + 20, 0);
    expect(damage).toHaveLength(1);
  });

  it.each([
    ['10 hours', 10, 10 * HOUR, Number.POSITIVE_INFINITY, ['by 10:00:00']],
    ['10 hours in one packet alone', 10, 10 * HOUR, 1, ['by 10:00:00', 'back by 10:00:00']],
    // Silence of such a length would take ffmpeg hundreds of megabytes.
    ['20 minutes', 10, 1200, Number.POSITIVE_INFINITY, ['by 20:00']],
    ['back to the beginning', 12, -12, Number.POSITIVE_INFINITY, ['back by 0:12']],
  ])('loses no sound and invents no silence where time stamps jump: %s', async (_, from, by, only, far) => {
    const good = await hear(join(folder, 'good.flv'), 16);
    const { pcm, part, seconds, damage } = await hear(shifted(from, by, only), 16);
    expect(seconds).toBeCloseTo(good.seconds, 1);
    const after = lag(good.pcm.subarray(14 * RATE), pcm.subarray(14 * RATE), 80);
    expect(after.likeness).toBeGreaterThan(0.9);
    expect(damage).toEqual(far.map((much) => `the time stamps jump ${much}: the sound goes on without a gap there`));
    // What is asked for later is found by counting from the beginning, not by stamps.
    expect(part!.length).toBe(good.part!.length);
    expect(lag(good.part!, part!, 80).likeness).toBeGreaterThan(0.9);
  });

  it('invents no more than an hour by many small gaps', async () => {
    const bytes = readFileSync(join(folder, 'good.flv'));
    let number = 0;
    for (let at = 13; at + 11 < bytes.length; at += bytes.readUIntBE(at + 1, 3) + 15) {
      const moved = bytes.readUIntBE(at + 4, 3) + 500_000 * number++;
      bytes.writeUIntBE(moved & 0xffffff, at + 4, 3);
      bytes[at + 7] = moved >> 24;
    }
    const path = join(folder, 'many.flv');
    writeFileSync(path, bytes);
    const { seconds, damage } = await hear(path);
    expect(seconds).toBeGreaterThan(SECONDS - 1);
    expect(seconds).toBeLessThan(HOUR + SECONDS);
    expect(damage.length).toBeLessThan(30);
  });

  it('believes no length that the bytes cannot hold', async () => {
    const { seconds, duration } = await hear(claiming(1_000_000_000));
    // Newer ones don't believe it themselves.
    expect(duration ?? 0).toBeLessThan(HOUR);
    expect(seconds).toBeCloseTo(SECONDS, 0);
  });
});
