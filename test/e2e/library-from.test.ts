import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, expect, it } from 'vitest';
import { synth, toInt16, writeWav } from '../support/audio.js';
import { BIN, type Ran, runCli } from '../support/cli.js';
import { tempFolder } from '../support/temp.js';

const RATE = 11_025;
const TUNE = toInt16(synth(40, { seed: 7, rate: RATE }));

let cwd: string;
beforeEach(async () => {
  cwd = tempFolder();
  await mkdir(join(cwd, 'music'));
  await writeWav(join(cwd, 'music/01.wav'), TUNE, RATE);
  await writeWav(join(cwd, 'mix.wav'), TUNE, RATE);
});

const run = (...args: string[]): Promise<Ran> =>
  runCli([...args], { cwd, env: { HOME: cwd, XDG_DATA_HOME: join(cwd, 'data') } });
const collection = (...tracks: string[]) =>
  writeFile(
    join(cwd, 'col.xml'),
    `<?xml version="1.0" encoding="UTF-8"?>
<DJ_PLAYLISTS Version="1.0.0"><PRODUCT Name="rekordbox" Version="6" Company=""/>
<COLLECTION Entries="${tracks.length}">${tracks.join('\n')}</COLLECTION>
<PLAYLISTS><NODE Type="0" Name="ROOT" Count="1"><NODE Name="Peak time" Type="1" KeyType="0" Entries="1"><TRACK Key="1"/></NODE></NODE></PLAYLISTS>
</DJ_PLAYLISTS>`,
  );
const SEA =
  '<TRACK TrackID="1" Name="Sea (Dub)" Artist="Ann Orr" AverageBpm="124.00" Tonality="Am" Label="Waves" Location="file://localhost/C:/My%20Music/01.WAV"/>';
const GONE = '<TRACK TrackID="2" Name="Gone" Artist="Bo" Location="file://localhost/C:/My%20Music/x.mp3"/>';
const STREAMED = '<TRACK TrackID="3" Name="Cloud" Artist="Bo" Location="file://localhostspotify:track:1"/>';

it('names what is heard as the DJ program does, whose collection was made on another system', async () => {
  await collection(SEA, GONE, STREAMED);
  const lost = await run('library', 'add', '--from', 'col.xml');
  expect(lost.code).toBe(3);
  expect(lost.stderr).toContain('2 files lie in C:\\My Music on another system. If that is here too: --map');

  const added = await run('library', 'add', '--from', 'col.xml', '--map', 'c:\\my music=music');
  expect(added.stderr).toContain('missing: C:\\My Music\\x.mp3');
  expect(added.stderr.replace(/\s+/g, ' ')).toContain('1 of them here, 1 missing, 1 streamed and without a file');
  expect([added.code, added.stdout]).toEqual([0, '']);

  const found = await run('library', 'search', '--json', 'peak', 'time');
  expect(JSON.parse(found.stdout)).toMatchObject([{ title: 'Sea', version: 'Dub', crates: ['Peak time'] }]);
  for (const library of [[], ['--library', 'music']]) {
    const heard = await run('identify', 'mix.wav', '--json', '--no-files', '--providers', 'library', ...library);
    const [entry] = JSON.parse(heard.stdout).entries;
    expect(entry.track).toMatchObject({
      ...{ title: 'Sea', version: 'Dub', artists: ['Ann Orr'], bpm: 124, key: 'Am', label: 'Waves' },
      file: join(cwd, 'music/01.wav'),
    });
  }
});

it('reads all that can be read, and says what can’t', async () => {
  await collection(SEA);
  await writeFile(join(cwd, 'broken.xml'), 'no collection');
  const map = ['--map', 'C:/My Music=music'];
  const both = await run('library', 'add', '--from', 'broken.xml', '--from', 'col.xml', ...map);
  expect(both.code).toBe(2);
  expect(both.stderr).toContain('"broken.xml" is no collection');
  expect(both.stderr).toContain('1 track added');
  expect((await run('library', 'add', '--from', 'broken.xml')).code).toBe(2);
  const forgotten = await run('library', 'remove', '--from', 'col.xml');
  expect([forgotten.code, forgotten.stderr]).toEqual([
    ...[0, `what rekordbox says of 1 track in ${join(cwd, 'col.xml')} is forgotten; the tracks and files stay\n`],
  ]);
  const never = await run('library', 'remove', '--from', 'col.xml');
  expect([never.code, never.stderr]).toEqual([2, expect.stringContaining('Nothing is kept of what a collection')]);
  expect((await run('library', 'add')).stderr).toContain('Name the folders of your music, or a collection');
  expect((await run('library', 'add', 'music', '--map', 'a=b')).stderr).toContain('--map is about');
});

it('is brought in by programs too, which are told what came of it', async () => {
  await collection(SEA, GONE);
  const script = `
    import { createTracklistify } from ${JSON.stringify(pathToFileURL(resolve(BIN, '../../dist/index.js')).href)};
    const { library } = createTracklistify();
    const { added, from } = await library.add([], { from: ['col.xml'], map: ['C:/My Music=music'] });
    const refused = await library.add([], { from: ['nothing.xml'] }).catch(({ code }) => code);
    const unmapped = await library.add([], { from: ['col.xml'], map: ['nonsense'] }).catch(({ code }) => code);
    console.log(JSON.stringify({ added, from, refused, unmapped, found: await library.search('sea') }));`;
  const env = { PATH: process.env['PATH'], HOME: cwd, XDG_DATA_HOME: join(cwd, 'data') };
  await writeFile(join(cwd, 'script.mjs'), script);
  const said = execFileSync(process.execPath, ['script.mjs'], { cwd, env, encoding: 'utf8' });
  expect(JSON.parse(said)).toMatchObject({
    added: 1,
    from: [{ program: 'rekordbox', tracks: 2, found: 1, missing: { count: 1, first: ['C:\\My Music\\x.mp3'] } }],
    ...{ refused: 'source', unmapped: 'usage' },
    found: [{ title: 'Sea', artists: ['Ann Orr'], key: 'Am', crates: ['Peak time'] }],
  });
});
