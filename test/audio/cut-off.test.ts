import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isCutOff } from '../../src/audio/cut-off.js';
import { wavBytes } from '../support/audio.js';
import { tempFolder } from '../support/temp.js';

/** One Ogg page around `length` bytes. */
function oggPage(length: number): Buffer {
  const segments = [...Array<number>(Math.floor(length / 255)).fill(255), length % 255];
  return Buffer.concat([
    Buffer.from('OggS'),
    Buffer.alloc(22),
    Buffer.from([segments.length, ...segments]),
    Buffer.alloc(length),
  ]);
}

function check(bytes: Uint8Array): Promise<boolean> {
  const path = join(tempFolder(), 'x');
  writeFileSync(path, bytes);
  return isCutOff(path, bytes.length);
}

describe('a file that was cut off', () => {
  const wav = wavBytes(new Int16Array(5000), 8000);

  it('is seen in a WAV by its declared length', async () => {
    expect(await check(wav)).toBe(false);
    expect(await check(wav.subarray(0, 6000))).toBe(true);
  });

  it('is not seen in a WAV that was written into a pipe and declares nothing', async () => {
    const piped = Buffer.from(wav);
    piped.writeUInt32LE(0xffffffff, 40);
    expect(await check(piped)).toBe(false);
  });

  it('is seen in an AIFF by its declared length', async () => {
    const aiff = Buffer.concat([
      Buffer.from('FORM'),
      Buffer.from([0, 0, 1, 0]),
      Buffer.from('AIFF'),
      Buffer.alloc(252),
    ]);
    expect(await check(aiff)).toBe(false);
    expect(await check(aiff.subarray(0, 200))).toBe(true);
  });

  it('is seen in an Ogg by its last page, wherever the cut falls', async () => {
    const ogg = Buffer.concat([oggPage(4000), oggPage(4000)]);
    expect(await check(ogg)).toBe(false);
    expect(await check(Buffer.concat([ogg, Buffer.from('a tag behind it')]))).toBe(false);
    for (const cut of [1, 3000, 4000, 4010, 4030]) expect(await check(ogg.subarray(0, -cut))).toBe(true);
  });

  it('is left to ffmpeg in other formats', async () => expect(await check(Buffer.from('ID3 and so on'))).toBe(false));
});
