import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packWith } from '../../src/audio/pack.js';
import { openSource } from '../../src/audio/sources/registry.js';
import type { AudioSource } from '../../src/domain/ports/source.js';
import { everyFfmpeg } from '../support/audio.js';
import { tone, toneSource } from '../support/fakes.js';
import { tempFolder } from '../support/temp.js';

const ffmpegs = await everyFfmpeg();
const { signal } = new AbortController();

/** Silence but for a tone of half a second that begins at each of these seconds. */
function beeping(seconds: number, at: readonly number[]): AudioSource {
  return {
    ...toneSource(seconds),
    async *pcm({ rate, start = 0, end = seconds }) {
      for (let t = start; t < Math.min(end, seconds); t++) {
        const chunk = new Int16Array(rate);
        if (at.includes(t)) chunk.set(tone(rate / 2, rate));
        yield chunk;
      }
    },
  };
}

/** Where sound begins. */
async function beginnings(path: string, ffmpeg: string): Promise<number[]> {
  const source = await openSource(path, { ffmpeg, cwd: '/', env: {}, signal } as never);
  const found: number[] = [];
  let quiet = 0;
  let at = 0;
  for await (const chunk of source.pcm({ rate: 8000 })) {
    for (const value of chunk) {
      if (Math.abs(value) > 2000) {
        if (quiet > 2000) found.push(at / 8000);
        quiet = 0;
      } else quiet++;
      at++;
    }
  }
  await source.close();
  return found;
}

describe.each(ffmpegs)('a mix as one small file, by the ffmpeg of $name', ({ path: ffmpeg }) => {
  it('holds the stretches one after the other, each sound where it was', async () => {
    const folder = tempFolder();
    const pack = packWith({ ffmpeg, tempFolder: folder });
    const source = beeping(600, [3, 130, 597]);
    const stretches = [
      { start: 0, end: 10 },
      { start: 120, end: 140 },
      { start: 590, end: 1000 },
    ];
    const packed = await pack({ source, stretches, maxBytes: 5e8, signal });
    // The mix ends before the last stretch does.
    expect(packed.stretches).toEqual([stretches[0], stretches[1], { start: 590, end: 600 }]);
    expect(packed.seconds).toBe(40);
    expect(packed).toMatchObject({ extension: 'mp3', contentType: 'audio/mpeg' });
    expect(packed.bytes).toBe((await stat(packed.path)).size);
    expect(packed.bytes).toBeLessThan(40 * 6_100);
    const found = await beginnings(packed.path, ffmpeg);
    expect(found).toHaveLength(3);
    for (const [i, second] of [3, 20, 37].entries()) expect(Math.abs(found[i]! - second)).toBeLessThan(0.12);
    await packed.remove();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is packed tighter where it is long, and refused where even that is too large', async () => {
    const folder = tempFolder();
    const pack = packWith({ ffmpeg, tempFolder: folder });
    const source = toneSource(60);
    const packed = await pack({ source, stretches: [{ start: 0, end: 60 }], maxBytes: 300_000, signal });
    expect(packed.bytes).toBeLessThan(300_000);
    await packed.remove();
    await expect(pack({ source, stretches: [{ start: 0, end: 60 }], maxBytes: 100_000, signal })).rejects.toThrow(
      '"tone" is too long to be sent as one file: 1:00 don\'t fit into 0 MB. Name parts of it by --start and --end.',
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves nothing behind where the mix breaks off or the run does', async () => {
    const folder = tempFolder();
    const pack = packWith({ ffmpeg, tempFolder: folder });
    const broken = toneSource(60, { failAt: 30, failure: new Error('the disk fell over') });
    const stretches = [{ start: 0, end: 60 }];
    await expect(pack({ source: broken, stretches, maxBytes: 5e8, signal })).rejects.toThrow('the disk fell over');
    const leaving = new AbortController();
    const source = toneSource(60, { onChunk: (t) => t === 20 && leaving.abort(new Error('enough')) });
    await expect(pack({ source, stretches, maxBytes: 5e8, signal: leaving.signal })).rejects.toThrow('enough');
    expect(await readdir(folder)).toEqual([]);
  });
});

it.skipIf(process.platform === 'win32')('says what an ffmpeg lacks that can write nothing', async () => {
  const folder = tempFolder();
  const bare = join(folder, 'ffmpeg');
  await writeFile(bare, '#!/bin/sh\necho " A....D pcm_s16le            PCM"\n', { mode: 0o755 });
  const pack = packWith({ ffmpeg: bare, tempFolder: folder });
  const request = { source: toneSource(1), stretches: [{ start: 0, end: 1 }], maxBytes: 5e8, signal };
  await expect(pack(request)).rejects.toThrow('This ffmpeg can write neither MP3 nor Opus nor FLAC');
});
