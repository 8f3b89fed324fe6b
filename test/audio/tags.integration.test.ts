import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { locateFfmpeg } from '../../src/audio/find-ffmpeg.js';
import { openMediaFile } from '../../src/audio/media-file.js';
import { FormatError } from '../../src/domain/errors.js';
import { id3Frame, mp3With } from '../support/hostile-tags.js';
import { tempFolder } from '../support/temp.js';

function mix(frames: readonly Buffer[]) {
  const path = join(tempFolder(), 'mix.mp3');
  writeFileSync(path, mp3With(frames));
  return {
    name: 'mix.mp3',
    path,
    info: { name: 'mix', kind: 'file', location: path },
    ffmpeg: locateFfmpeg({ env: process.env }).path,
  };
}

describe("a mix's own tags", () => {
  it('are read up to a length', async () => {
    const source = await openMediaFile(mix([id3Frame('TIT2', 't'.repeat(3_000_000)), id3Frame('TPE1', 'Somebody')]));
    await source.close();
    expect(source.info.artist).toBe('Somebody');
    expect(source.info.title).toMatch(/^t{100,4000}$/);
  });

  // ffmpeg takes 20 s for these and minutes for three times as many.
  it.each([undefined, 11_025])('keep nobody waiting without end, read ahead at %s', async (ahead) => {
    const file = mix(Array.from({ length: 40_000 }, (_, i) => id3Frame('TXXX', `key ${i}\0value`)));
    const opening = openMediaFile({ ...file, ahead, patience: 0.2 });
    await expect(opening).rejects.toThrow(FormatError);
    await expect(opening).rejects.toThrow(/keeps ffmpeg busy for more than 0\.2 s before any sound/);
  });

  it('are no reason to be told so when it is the user who stops', async () => {
    const stop = new AbortController();
    const opening = openMediaFile({ ...mix([id3Frame('TIT2', 'T')]), signal: stop.signal });
    stop.abort();
    await expect(opening).rejects.toThrow(/abort/i);
  });
});
