import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { LoudnessMeter } from '../../src/sound/loudness/loudness-meter.js';
import { synth, testFfmpeg, toInt16 } from '../support/audio.js';
import { tempFolder } from '../support/temp.js';

const run = promisify(execFile);
const RATE = 44_100;

it("is what ffmpeg's ebur128 says, of loud and soft stereo", async () => {
  const [left, right] = [1, 2].map((seed) =>
    synth(40, { seed, rate: RATE }).map((value, i) => value * (Math.floor(i / RATE / 7) % 2 === 0 ? 1.2 : 0.3)),
  ) as [Float32Array, Float32Array];
  const both = new Float32Array(2 * left.length).map((_, i) => (i % 2 === 0 ? left : right)[i >> 1]!);
  const pcm = toInt16(both);
  const file = join(tempFolder(), 'stereo.raw');
  await writeFile(file, new Uint8Array(pcm.buffer));
  const source = ['-f', 's16le', '-ar', String(RATE), '-ac', '2', '-i', `file:${file}`];
  const { stderr } = await run(await testFfmpeg(), [
    ...['-nostats', ...source, '-af', 'ebur128=peak=true', '-f', 'null', '-'],
  ]);
  const summary = stderr.slice(stderr.lastIndexOf('Summary:'));
  const [, integrated, range, peak] = /I:\s+(\S+) LUFS[\s\S]*LRA:\s+(\S+) LU[\s\S]*Peak:\s+(\S+) dBFS/
    .exec(summary)!
    .map(Number);

  const meter = new LoudnessMeter(RATE, 2);
  meter.hear(pcm);
  const heard = meter.loudness();
  // It tells tenths.
  expect(Math.abs(heard.integrated! - integrated!)).toBeLessThan(0.15);
  expect(Math.abs(heard.range! - range!)).toBeLessThan(0.15);
  expect(Math.abs(heard.truePeak! - peak!)).toBeLessThan(0.2);
});
