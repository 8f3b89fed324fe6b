import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { collection } from '../../../src/decks/traktor/collection.js';
import { traktor } from '../../../src/decks/traktor/deck.js';
import type { DeckTrack } from '../../../src/domain/ports/deck.js';
import { eventsOf, recorder } from '../../support/fakes.js';
import { entry, nml, nmlFile, playlist } from '../../support/nml.js';
import { tempFolder } from '../../support/temp.js';

async function readAll(path: string): Promise<{ tracks: DeckTrack[]; warnings: string[] }> {
  const context = recorder();
  const tracks: DeckTrack[] = [];
  for await (const track of collection(path, context)) tracks.push(track);
  return { tracks, warnings: eventsOf(context, 'warning').map(({ message }) => message) };
}

const SEA = `<ALBUM TRACK="1" TITLE="Tides"></ALBUM><MODIFICATION_INFO AUTHOR_TYPE="user"></MODIFICATION_INFO>
<INFO BITRATE="320000" GENRE="House" LABEL="Small" COMMENT="for &quot;later&quot;" REMIXER="Bo" MIX="Bo Dub" KEY="8m" PLAYTIME="420" PLAYTIME_FLOAT="419.604889" RELEASE_DATE="2016/5/3" FILESIZE="17424"></INFO>
<TEMPO BPM="124.999985" BPM_QUALITY="100.000000"></TEMPO><LOUDNESS PEAK_DB="-2.2"></LOUDNESS><MUSICAL_KEY VALUE="21"></MUSICAL_KEY>
<CUE_V2 NAME="AutoGrid" DISPL_ORDER="0" TYPE="4" START="52.341659" LEN="0.000000" REPEATS="-1" HOTCUE="0"></CUE_V2>
<CUE_V2 NAME="n.n." DISPL_ORDER="0" TYPE="0" START="31093.000000" LEN="0.000000" REPEATS="-1" HOTCUE="1"></CUE_V2>
<CUE_V2 NAME="loop &amp; more" DISPL_ORDER="0" TYPE="5" START="60000" LEN="7741.9" REPEATS="-1" HOTCUE="-1"></CUE_V2>
<CUE_V2 NAME="out" TYPE="2" START="400000" LEN="0"></CUE_V2><CUE_V2 TYPE="9" START="1"></CUE_V2><CUE_V2 TYPE="0" START="x"></CUE_V2>`;

it('reads what a collection says of a track, and the playlists that it is in', async () => {
  const key = 'Macintosh HD/:Users/:ann/:Music/:sea.mp3';
  const text = nml(
    [entry('Macintosh HD', '/:Users/:ann/:Music/:', 'sea.mp3', SEA, 'Sea &amp; Sky')],
    `<NODE TYPE="FOLDER" NAME="Peak time"><SUBNODES COUNT="1">${playlist('Techno', [key, key])}</SUBNODES></NODE>
<NODE TYPE="SMARTLIST" NAME="Smart"><SMARTLIST UUID="y"><SEARCH_EXPRESSION VERSION="1" QUERY="x"></SEARCH_EXPRESSION></SMARTLIST></NODE>
${playlist('House', [key])}${playlist('HISTORY', [key], 'PROTOCOL')}${playlist('_RECORDINGS', [key])}`,
  );
  const { tracks, warnings } = await readAll(nmlFile(text));
  expect(warnings).toEqual([]);
  expect(tracks).toEqual([
    {
      file: '/Users/ann/Music/sea.mp3',
      title: 'Sea & Sky (Bo Dub)',
      artists: ['Ann Orr'],
      remixers: ['Bo'],
      album: 'Tides',
      label: 'Small',
      genre: 'House',
      comment: 'for "later"',
      releaseDate: '2016-05-03',
      bpm: 124.999985,
      key: 'Am',
      duration: 419.604889,
      grid: [{ start: 0.052341659, bpm: 124.999985 }],
      cues: [
        { kind: 'cue', start: 31.093, hot: 1 },
        { kind: 'loop', name: 'loop & more', start: 60, end: 67.7419 },
        { kind: 'fade-out', name: 'out', start: 400 },
      ],
      volume: { name: 'Macintosh HD', id: 'id of Macintosh HD' },
      crates: ['Peak time/Techno', 'House'],
    },
  ]);
});

it('reads tempo changes of Traktor 4, a year alone, and the key of a tag where nothing else says it', async () => {
  const inside = `<INFO KEY="8A" RELEASE_DATE="2010/1/1"></INFO><CUE_V2 NAME="Beat Marker" TYPE="4" START="9000"><GRID BPM="126.5"></GRID></CUE_V2>
<CUE_V2 NAME="AutoGrid" TYPE="4" START="100"><GRID BPM="124"></GRID></CUE_V2>`;
  const { tracks } = await readAll(nmlFile(nml([entry('C:', '/:Music/:', 'a.mp3', inside)])));
  expect(tracks[0]).toMatchObject({
    key: 'Am',
    releaseDate: '2010',
    grid: [
      { start: 0.1, bpm: 124 },
      { start: 9, bpm: 126.5 },
    ],
  });
});

it('writes paths as the disk of each has them', async () => {
  const { tracks } = await readAll(
    nmlFile(
      nml([
        entry('osx', '/:Users/:ann/:', 'a.mp3'),
        entry('osx', '/:Music of all/:', 'b.mp3'),
        entry('Stick', '/:sets/:2019/:', 'c.mp3'),
        entry('Stick', '/:', 'd.mp3'),
        entry('C:', '/:Users/:ann/:', 'e #1 ☃.mp3'),
        entry('\\\\nas\\music', '/:f/:', 'g.mp3'),
        entry('Stick', '/:Volumes/:Other/:', 'h.mp3'),
        entry('', '', 'beatport-track-1'),
        '<ENTRY TITLE="no place"></ENTRY>',
      ]),
    ),
  );
  expect(tracks.map(({ file }) => file)).toEqual([
    '/Users/ann/a.mp3',
    '/Music of all/b.mp3',
    '/Volumes/Stick/sets/2019/c.mp3',
    '/Volumes/Stick/d.mp3',
    'C:\\Users\\ann\\e #1 ☃.mp3',
    '\\\\nas\\music\\f\\g.mp3',
    '/Volumes/Other/h.mp3',
    null,
  ]);
  expect(tracks.at(-1)).toMatchObject({ streamed: 'beatport-track-1' });
});

it('knows a track in a playlist whose accents are spelt otherwise', async () => {
  const name = 'été.mp3';
  const text = nml([entry('C:', '/:', name.normalize('NFD'))], playlist('List', [`C:/:${name.normalize('NFC')}`]));
  expect((await readAll(nmlFile(text))).tracks[0]!.crates).toEqual(['List']);
});

it('uses what a damaged file holds, and says its lines once', async () => {
  const whole = nml(
    [entry('C:', '/:', 'a.mp3', '', 'A & <B>'), entry('C:', '/:', 'b.mp3')],
    playlist('List', ['C:/:b.mp3']),
  );
  const { tracks, warnings } = await readAll(nmlFile(whole));
  expect(tracks.map(({ file, crates }) => [file, crates])).toContainEqual(['C:\\b.mp3', ['List']]);
  expect(warnings.length).toBeGreaterThan(0);
  expect(new Set(warnings).size).toBe(warnings.length);
  for (const warning of warnings) expect(warning).toMatch(/collection\.nml" is damaged in line \d+/);

  const cut = await readAll(nmlFile(whole.replace('A & <B>', 'A').slice(0, whole.indexOf('b.mp3') + 40)));
  expect(cut.tracks.map(({ file }) => file)).toContain('C:\\a.mp3');
  expect(cut.warnings).toEqual([expect.stringMatching(/breaks off within <\w+>/)]);
});

it('refuses what is no NML, and what is not there', async () => {
  await expect(readAll(nmlFile('<DJ_PLAYLISTS></DJ_PLAYLISTS>'))).rejects.toThrow(/is no NML file of Traktor/);
  await expect(readAll(nmlFile('nothing'))).rejects.toThrow(/is no NML file of Traktor/);
  await expect(readAll(join(tempFolder(), 'collection.nml'))).rejects.toThrow(/can't be read: there is no such file/);
});

it('reads the collection of a folder of Traktor', async () => {
  const folder = join(tempFolder(), 'Traktor 3.11.1');
  mkdirSync(folder);
  writeFileSync(join(folder, 'collection.nml'), nml([entry('C:', '/:', 'a.mp3')]));
  expect((await readAll(folder)).tracks).toHaveLength(1);
});

it('reads a large collection in few pieces of memory', async () => {
  const entries = Array.from({ length: 3000 }, (_, i) => entry('C:', '/:Music/:', `${i}.mp3`, SEA, `Title ${i}`));
  const keys = entries.map((_, i) => `C:/:Music/:${i}.mp3`);
  const { tracks } = await readAll(nmlFile(nml(entries, playlist('All', keys))));
  expect(tracks).toHaveLength(3000);
  expect(tracks.at(-1)).toMatchObject({ file: 'C:\\Music\\2999.mp3', title: 'Title 2999 (Bo Dub)', crates: ['All'] });
});

it('knows its files and folders, and says where they are', () => {
  const head = Buffer.from(nml([]));
  const file = (path: string, bytes = head) => traktor.owns({ path, isFolder: false, head: bytes });
  const folder = (path: string) => traktor.owns({ path, isFolder: true, head: new Uint8Array() });
  expect(file('/x/collection.nml')).toEqual({ collection: true });
  expect(file('C:\\x\\history_2013y06m24d_07h32m50s.nml')).toEqual({ history: true });
  expect(file('/x/My List.nml')).toEqual({ collection: true, history: true });
  expect(file('/x/collection.nml', Buffer.from('<DJ_PLAYLISTS Version="1.0.0">'))).toBeNull();
  expect(file('/x/collection.nml', Buffer.from('<NMLX>'))).toBeNull();
  expect(folder('/Users/ann/Documents/Native Instruments/Traktor 3.11.1')).toEqual({ collection: true, history: true });
  expect(folder('C:\\NI\\Traktor Pro 4\\History')).toEqual({ history: true });
  expect(folder('/Users/ann/Music/History')).toBeNull();
  expect(folder('/music/Traktor')).toBeNull();
  const machine = { env: {}, volumes: [] };
  expect(traktor.places({ ...machine, platform: 'darwin', home: '/Users/ann' })).toEqual([
    '/Users/ann/Documents/Native Instruments/Traktor */collection.nml',
    '/Users/ann/Documents/Native Instruments/Traktor */History/*.nml',
  ]);
  expect(traktor.places({ ...machine, platform: 'win32', home: 'C:\\Users\\ann' })[0]).toBe(
    'C:\\Users\\ann\\Documents\\Native Instruments\\Traktor *\\collection.nml',
  );
});

it('keeps no more playlists of a track than anybody has, so that a file with thousands takes no time that grows with their square', async () => {
  const key = 'C:/:Music/:sea.mp3';
  const lists = Array.from({ length: 100 }, (_, i) => playlist(`List ${i}`, [key])).join('');
  const { tracks } = await readAll(nmlFile(nml([entry('C:', '/:Music/:', 'sea.mp3')], lists)));
  expect(tracks[0]!.crates).toHaveLength(64);
});
