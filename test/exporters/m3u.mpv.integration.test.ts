import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { m3u, m3uOfMix } from '../../src/exporters/m3u.js';
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
  for (const [exporter, count] of [
    [m3u, files.length],
    [m3uOfMix, files.length + 1],
  ] as const) {
    const { name, text } = exported(exporter, list, join(folder, 'lists'));
    const playlist = join(folder, 'lists', name);
    writeFileSync(playlist, text);
    const said = played(playlist);
    expect(said.match(/^Playing: /gm)).toHaveLength(count);
    expect(said.match(/\(\+\) Audio/g)).toHaveLength(count);
    expect(said).not.toMatch(/Failed|Cannot open|No such file/);
  }
});

function played(playlist: string): string {
  return execFileSync(
    'mpv',
    ['--no-config', '--vo=null', '--ao=null', '--frames=0', '--length=0.01', `--playlist=${playlist}`],
    {
      encoding: 'utf8',
      cwd: tmpdir(),
    },
  );
}
