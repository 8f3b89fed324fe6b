import { parseBuffer } from 'music-metadata';
import { expect, it } from 'vitest';
import { RATE } from '../../src/demo/sound.js';
import { wavFile } from '../../src/demo/wav.js';

const tags = { title: '夜行列車', artist: 'Söhne', album: 'Odd', label: 'Ours', genre: 'Acid', year: 2026 };

it('is a WAV file whose tags others read', async () => {
  const { format, common } = await parseBuffer(wavFile(new Float32Array(RATE + 1), tags), 'audio/wav');
  expect(format).toMatchObject({ sampleRate: RATE, numberOfChannels: 1, bitsPerSample: 16, numberOfSamples: RATE + 1 });
  expect(common).toMatchObject({ title: '夜行列車', artist: 'Söhne', album: 'Odd', label: ['Ours'], year: 2026 });
});

it('holds the samples, cut at full scale', () => {
  const bytes = wavFile(new Float32Array([0, 0.5, -1, 3]));
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  expect([0, 1, 2, 3].map((i) => view.getInt16(44 + 2 * i, true))).toEqual([0, 16_384, -32_767, 32_767]);
  expect(view.getUint32(4, true)).toBe(bytes.length - 8);
});
