import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { m3u } from '../../src/exporters/m3u.js';
import { wavBytes } from '../support/audio.js';
import { exported } from '../support/exporting.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const folder = mkdtempSync(join(tmpdir(), 'tracklistify-m3u-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('leads a player to every file, whatever it is called', () => {
  const names = [
    'lists/sub/a.wav',
    'lists/#1.wav',
    'lists/http:x.wav',
    'lists/ x.wav',
    'lists/-x.wav',
    'lists/日本 é 🎧.wav',
  ];
  names.push('lists/a%20b.wav', 'lists/new\nline.wav', "other/it's.wav", 'lists/two  blanks.wav', 'lists/x\\y.wav');
  const files = names.map((name) => join(folder, name));
  for (const file of files) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, wavBytes(new Int16Array(800), 8000));
  }
  const list = tracklistOf(
    [
      ...files.map((file, i) =>
        trackEntry(i * 60, i * 60 + 60, 'x', { track: { title: `T\n${i}`, artists: [], file } }),
      ),
      unknownEntry(900, 960),
    ],
    { source: { name: 'a', kind: 'file', location: files[0]! } },
  );
  const playlist = join(folder, 'lists/mix.m3u8');
  writeFileSync(playlist, exported(m3u, list, join(folder, 'lists')).text);
  const said = execFileSync(
    'mpv',
    ['--no-config', '--vo=null', '--ao=null', '--frames=0', '--length=0.01', `--playlist=${playlist}`],
    {
      encoding: 'utf8',
      cwd: tmpdir(),
    },
  );
  expect(said.match(/^Playing: /gm)).toHaveLength(files.length + 1);
  expect(said.match(/\(\+\) Audio/g)).toHaveLength(files.length + 1);
  expect(said).not.toMatch(/Failed|Cannot open|No such file/);
});
