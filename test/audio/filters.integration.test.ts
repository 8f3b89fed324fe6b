import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isComplaint } from '../../src/audio/complaints.js';
import { runFfmpeg } from '../../src/audio/ffmpeg.js';
import { markIn, outputOptions } from '../../src/audio/filters.js';
import { encode, everyFfmpeg, synth, toInt16, writeWav } from '../support/audio.js';

const RATE = 8_000;
const ffmpegs = await everyFfmpeg();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-test-'));
  await writeWav(join(folder, 'whole.wav'), toInt16(synth(6, { rate: 22_050 })), 22_050);
  await encode(ffmpegs[0]!.path, join(folder, 'whole.wav'), join(folder, 'whole.flac'), []);
  const whole = readFileSync(join(folder, 'whole.flac'));
  // Frames of the middle are gone, and with them some two seconds.
  writeFileSync(
    join(folder, 'hole.flac'),
    Buffer.concat([whole.subarray(0, whole.length / 3), whole.subarray((whole.length * 2) / 3)]),
  );
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(ffmpegs)('the lines that filters print, with the ffmpeg by $name', ({ path: ffmpeg }) => {
  const linesOf = async (name: string): Promise<string[]> => {
    const lines: string[] = [];
    const run = runFfmpeg(ffmpeg, {
      input: { path: join(folder, name) },
      outputOptions: outputOptions(RATE),
      onLine: (line) => lines.push(line),
    });
    run.output.resume();
    await run.ended;
    return lines;
  };
  const marks = (lines: readonly string[], kind: string): number[] =>
    lines.map(markIn).flatMap((mark) => (mark?.kind === kind ? [mark.seconds] : []));

  it('say every half second how far decoding has come, by one number and nothing else', async () => {
    const lines = await linesOf('whole.wav');
    expect(marks(lines, 'at')).toEqual([0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6]);
    expect(marks(lines, 'gap')).toEqual([]);
    expect(marks(lines, 'jump')).toEqual([]);
    // Whoever shows a frame writes a line in many parts, each of which wakes both sides up.
    expect(lines.filter((line) => line.includes('showinfo'))).toEqual([]);
  });

  it('say once where a hole ends, before decoding has come so far, and are no complaints', async () => {
    const lines = await linesOf('hole.flac');
    const gaps = marks(lines, 'gap');
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toBeGreaterThan(3);
    const gap = lines.findIndex((line) => markIn(line)?.kind === 'gap');
    expect(marks(lines.slice(0, gap), 'at').every((at) => at < gaps[0]!)).toBe(true);
    expect(lines.filter((line) => markIn(line) && isComplaint(line))).toEqual([]);
  });
});
