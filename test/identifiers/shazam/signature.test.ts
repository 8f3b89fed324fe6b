import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Bands, findPeaks } from '../../../src/identifiers/shazam/peaks.js';
import { encodeSignature, signatureOf } from '../../../src/identifiers/shazam/signature.js';
import { BINS, powerSpectra } from '../../../src/identifiers/shazam/spectrum.js';
import { SIGNALS } from '../../support/shazam-signals.js';

const bytesOf = (name: string): Buffer =>
  readFileSync(new URL(`../../../fixtures/shazam/${name}.sig.bin`, import.meta.url));
const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
const sound = (pcm: Int16Array): Uint8Array => new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength);

describe("Shazam's signature", () => {
  it.each([
    ['chords-12s', 'dd5b633213e485a570353815d401029c26394a532292414766cbad58a24e27e2', [22, 85, 191, 189], 12_000],
    ['white-3s', '73e16deddca81ae1f155b3d3d8825faf72669ce62ed889cf4df7d402cf81fdf1', [24, 76, 167, 170], 3000],
    ['sweep-12s', '161bbf733460e567', [34, 95, 203, 188], 12_000],
    ['bursts-12s', 'd98e26c6d5e0f6cd', [4, 14, 18, 18], 12_000],
    ['quiet-12s', 'c93222ee298db8f1', [17, 83, 184, 179], 12_000],
    ['chords-3s-odd', '25cad58edaf0c283', [6, 24, 39, 48], 3000],
    ['silence-3s', '55873fecc61a79e8', [0, 0, 0, 0], 3000],
    ['tiny-100', '386ae46176f62210', [0, 0, 0, 0], 0],
  ])('of %s is right to the byte', (name, pcmSha256, peaks, milliseconds) => {
    const pcm = SIGNALS[name]!();
    expect(sha256(sound(pcm)).slice(0, pcmSha256.length)).toBe(pcmSha256);
    expect(findPeaks(pcm).map((band) => band.length)).toEqual(peaks);
    const signature = signatureOf(pcm);
    const [head, base64] = signature.uri.split(',') as [string, string];
    expect(head).toBe('data:audio/vnd.shazam.sig;base64');
    expect(Buffer.from(base64, 'base64').equals(bytesOf(name))).toBe(true);
    expect(signature).toMatchObject({ milliseconds, peaks: peaks.reduce((a, b) => a + b) });
  });

  it('packs gaps that are too long for a byte, and peaks of one frame', () => {
    const bands: Bands = [
      [
        { t: 0, magnitude: 12345, frequency: 3000 },
        { t: 254, magnitude: 1, frequency: 4000 },
        { t: 254, magnitude: 2, frequency: 4100 },
      ],
      [],
      [
        { t: 3, magnitude: 40000, frequency: 15000 },
        { t: 257, magnitude: 65535, frequency: 20000 },
        { t: 512, magnitude: 0, frequency: 25000 },
        { t: 1000, magnitude: 6144, frequency: 28000 },
      ],
      [],
    ];
    expect(Buffer.from(encodeSignature(bands, 160_000)).equals(bytesOf('encode-only'))).toBe(true);
  });

  it('sees an impulse in every bin alike, by the window', () => {
    const pcm = new Int16Array(4096);
    pcm[1000] = 16384;
    const { rows } = powerSpectra(pcm);
    for (const [frame, power] of [
      [7, 0.003751582641651839],
      [8, 5.826157189413631],
      [15, 2042.6882004419317],
      [22, 1.3520987294004583],
      [23, 1e-10],
    ] as const) {
      for (const bin of [0, 1, 511, 512, 1024]) expect(rows[frame * BINS + bin]! / power).toBeCloseTo(1, 9);
    }
  });
});
