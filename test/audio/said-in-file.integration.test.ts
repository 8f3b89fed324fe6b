import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { saidInFile } from '../../src/audio/said-in-file.js';
import { testFfmpeg } from '../support/audio.js';
import { tempFolder } from '../support/temp.js';

it('reads lines of comments that are no UTF-8 as what Windows writes', async () => {
  const [ffmpeg, path] = [await testFfmpeg(), join(tempFolder(), 'a.flac')];
  const tags = ['-metadata', 'comment=0:00 Bj#rk - Sea\n0:09 Ölli - Sky', '-metadata', 'title=Caf#'];
  execFileSync(ffmpeg, ['-v', 'error', '-f', 'lavfi', '-i', 'sine=d=0.1', ...tags, path]);
  const bytes = readFileSync(path);
  for (let at = bytes.indexOf('#'); at >= 0 && at < 2000; at = bytes.indexOf('#', at)) bytes[at] = 0xe9;
  writeFileSync(path, bytes);
  const said = await saidInFile(ffmpeg, path, new AbortController().signal);
  expect([said.tags.get('TITLE'), said.tags.get('COMMENT')]).toEqual(['Café', '0:00 Bjérk - Sea\n0:09 Ölli - Sky']);
});
