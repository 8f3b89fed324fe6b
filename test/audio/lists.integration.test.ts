import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openMediaFile } from '../../src/audio/media-file.js';
import { ffmetadataText } from '../../src/domain/ffmetadata.js';
import { everyFfmpeg, testFfmpeg } from '../support/audio.js';
import { tempFolder } from '../support/temp.js';

const CHAPTERS = [
  { start: 0, end: 1, title: 'Ann - Sea' },
  { start: 1, end: 2, title: 'Bo - Sky' },
];

it('sees by the start that opens a file whether lists may stand in it', async () => {
  const folder = tempFolder();
  const files: Array<[name: string, text: string, lists: true | undefined]> = [
    ['plain.mp3', ffmetadataText([], { title: 'Night 4:23', comment: 'Live at the harbour' }), undefined],
    ['chapters.mp3', ffmetadataText(CHAPTERS), true],
    ['chapters.m4a', ffmetadataText(CHAPTERS), true],
    ['chapters.mka', ffmetadataText(CHAPTERS), true],
    ['text.flac', ffmetadataText([], { comment: 'Live\n0:00 Ann - Sea\n0:01 Bo - Sky' }), true],
    ['text.ogg', ffmetadataText([], { description: 'Live\n0:00 Ann - Sea\n0:01 Bo - Sky' }), true],
  ];
  const maker = await testFfmpeg();
  for (const [name, text] of files) {
    writeFileSync(join(folder, 'tags.txt'), text);
    const inputs = ['-f', 'lavfi', '-i', 'sine=d=2', '-f', 'ffmetadata', '-i', join(folder, 'tags.txt')];
    execFileSync(maker, ['-v', 'error', ...inputs, '-map', '0:a', '-map_metadata', '1', join(folder, name)]);
  }
  for (const { name: whose, path: ffmpeg } of await everyFfmpeg()) {
    for (const [name, , lists] of files) {
      const path = join(folder, name);
      const source = await openMediaFile({
        name,
        path,
        info: { name, kind: 'file', location: path },
        ffmpeg,
        ahead: 8000,
      });
      expect([whose, name, source.lists]).toEqual([whose, name, lists]);
      await source.close();
    }
  }
});
