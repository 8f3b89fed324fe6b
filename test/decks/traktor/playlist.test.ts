import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collection } from '../../../src/decks/traktor/collection.js';
import { readNml } from '../../../src/decks/traktor/nml.js';
import { playlist } from '../../../src/decks/traktor/playlist.js';
import type { DeckTrack } from '../../../src/domain/ports/deck.js';
import type { KnownFile } from '../../../src/domain/ports/export.js';
import type { Tracklist } from '../../../src/domain/tracklist.js';
import { eventsOf, recorder } from '../../support/fakes.js';
import { hold } from '../../support/hostile-files.js';
import { tempFolder } from '../../support/temp.js';
import { trackEntry, tracklistOf, unknownEntry } from '../../support/tracklists.js';

const known = (traktor?: DeckTrack): KnownFile => ({ bytes: 1, decks: traktor ? { traktor } : {} });
function written(
  list: Tracklist,
  files: Array<[string, KnownFile]>,
): { name: string; text: string; warnings: string[] } {
  const { files: made, warnings } = playlist.export(list, { baseName: 'mix', folder: '/lists', files: new Map(files) });
  expect(made).toHaveLength(1);
  return { name: made[0]!.name, text: String(made[0]!.content), warnings };
}

async function readBack(
  text: string,
): Promise<{ tracks: DeckTrack[]; keys: string[]; lists: string[]; warnings: string[] }> {
  const path = join(tempFolder(), 'mix.nml');
  writeFileSync(path, text);
  const context = recorder();
  const tracks: DeckTrack[] = [];
  for await (const track of collection(path, context)) tracks.push(track);
  const listed = [];
  for await (const items of readNml(path, context)) listed.push(...items.filter((item) => item.kind === 'listed'));
  const warnings = eventsOf(context, 'warning').map(({ message }) => message);
  return {
    tracks,
    keys: listed.map(({ key }) => key),
    lists: [...new Set(listed.map(({ list }) => list.name))],
    warnings,
  };
}

const SEA = '/Users/ann/Music/sea.mp3';
const OWN: DeckTrack = {
  file: SEA,
  bpm: 124,
  key: 'Am',
  volume: { name: 'Macintosh HD', id: 'Macintosh HD' },
};
const evidence = (mixTime: number, trackTime: number) => [
  { identifier: 'library', mixTime, mixDuration: 200, trackTime, speed: 1, pitch: 1, score: 0.9 },
];
const sea = trackEntry(100, 400, 'Sea', {
  track: { title: 'Sea & Sky', artists: ['Ann Orr'], file: SEA, duration: 372.14 },
  evidence: evidence(100, 31.093),
});

describe('an NML for Traktor', () => {
  it('is what Traktor is known to read, byte for byte', () => {
    const list = tracklistOf([sea], { source: { name: 'My Mix.mp3', kind: 'file', location: '/music/My Mix.mp3' } });
    const { name, text, warnings } = written(list, [[SEA, known(OWN)]]);
    expect(name).toBe('mix.nml');
    expect(warnings).toEqual([]);
    expect(text.replace(/(?<=UUID=")[0-9a-f]{32}/, 'ID')).toBe(`<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<NML VERSION="19"><HEAD COMPANY="www.native-instruments.com" PROGRAM="Traktor"></HEAD>
<COLLECTION ENTRIES="1"><ENTRY TITLE="Sea &amp; Sky" ARTIST="Ann Orr"><LOCATION DIR="/:Users/:ann/:Music/:" FILE="sea.mp3" VOLUME="Macintosh HD" VOLUMEID="Macintosh HD"></LOCATION>
<INFO PLAYTIME="372" PLAYTIME_FLOAT="372.140000"></INFO>
<TEMPO BPM="124.000000" BPM_QUALITY="100.000000"></TEMPO>
<MUSICAL_KEY VALUE="21"></MUSICAL_KEY>
<CUE_V2 NAME="mix in" DISPL_ORDER="0" TYPE="0" START="31093.000000" LEN="0.000000" REPEATS="-1" HOTCUE="0"></CUE_V2>
</ENTRY></COLLECTION>
<SETS ENTRIES="0"></SETS>
<PLAYLISTS><NODE TYPE="FOLDER" NAME="$ROOT"><SUBNODES COUNT="1"><NODE TYPE="PLAYLIST" NAME="My Mix"><PLAYLIST ENTRIES="1" TYPE="LIST" UUID="ID"><ENTRY><PRIMARYKEY TYPE="TRACK" KEY="Macintosh HD/:Users/:ann/:Music/:sea.mp3"></PRIMARYKEY></ENTRY></PLAYLIST></NODE></SUBNODES></NODE></PLAYLISTS>
</NML>
`);
  });

  it('has the same number for a mix whenever it is written, and another one for another mix', () => {
    const id = (location: string, entries = [sea]) =>
      /UUID="(.*?)"/.exec(
        written(tracklistOf(entries, { source: { name: 'mix', kind: 'file', location } }), [[SEA, known()]]).text,
      )![1];
    expect(id('/a.mp3')).toBe(id('/a.mp3', [sea, trackEntry(500, 600, 'Later')]));
    expect(id('/a.mp3')).not.toBe(id('/b.mp3'));
  });

  it('lists what is there in its order, twice what was played twice, and counts exactly', async () => {
    const track = (title: string) => ({ title, artists: [], file: `/Users/ann/${title}.mp3` });
    const entries = ['A', 'B', 'A', 'Gone'].map((title, i) =>
      trackEntry(i * 100, i * 100 + 100, title, { track: track(title) }),
    );
    const files = ['A', 'B'].map((title): [string, KnownFile] => [
      track(title).file,
      known({ volume: OWN.volume!, file: track(title).file }),
    ]);
    const { text, warnings } = written(tracklistOf([...entries, unknownEntry(400, 500)]), files);
    expect(text).toContain('<COLLECTION ENTRIES="2">');
    expect(text).toContain('<PLAYLIST ENTRIES="3" ');
    expect(warnings).toEqual(['The NML leaves out 1 of 4 named tracks, of which no file of yours is here.']);
    const { keys, tracks } = await readBack(text);
    expect(tracks.map(({ title }) => title)).toEqual(['A', 'B']);
    expect(keys).toEqual(['A', 'B', 'A'].map((title) => `Macintosh HD/:Users/:ann/:${title}.mp3`));
  });

  it('marks where the DJ mixed, on buttons that the user has free, and keeps what the user and Traktor have', async () => {
    const next = trackEntry(390, 700, 'Next', { track: { title: 'Next', artists: [], file: '/Users/ann/next.mp3' } });
    const own: DeckTrack = {
      ...OWN,
      grid: [{ start: 0.05, bpm: 124 }],
      cues: [
        { kind: 'cue', name: 'drop', start: 64, hot: 0 },
        { kind: 'loop', start: 100, end: 108, hot: 2 },
        { kind: 'fade-out', start: 300 },
      ],
    };
    const { text } = written(tracklistOf([sea, next]), [
      [SEA, known(own)],
      ['/Users/ann/next.mp3', known()],
    ]);
    const { tracks } = await readBack(text);
    expect(tracks[0]).toMatchObject({
      grid: [{ start: 0.05, bpm: 124 }],
      cues: [
        { kind: 'cue', name: 'drop', start: 64, hot: 0 },
        { kind: 'loop', start: 100, end: 108, hot: 2 },
        { kind: 'fade-out', start: 300 },
        { kind: 'cue', name: 'mix in', start: 31.093, hot: 1 },
        { kind: 'cue', name: 'mix out', start: 321.093, hot: 3 },
      ],
    });
    // It would take beats that somebody else counted for its own.
    expect(tracks[1]).not.toHaveProperty('bpm');
    expect(tracks[1]).not.toHaveProperty('grid');
    expect(tracks[1]).not.toHaveProperty('key');
  });

  it('marks no place twice when the list is written again', async () => {
    const first = await readBack(written(tracklistOf([sea]), [[SEA, known(OWN)]]).text);
    const again = await readBack(written(tracklistOf([sea]), [[SEA, known(first.tracks[0])]]).text);
    expect(again.tracks[0]!.cues).toEqual([{ kind: 'cue', name: 'mix in', start: 31.093, hot: 0 }]);
  });

  it('has the tempo in each beat marker, as Traktor 4 has, and says that it is of that version', async () => {
    const grid = [
      { start: 0.05, bpm: 124 },
      { start: 60, bpm: 126.5 },
    ];
    const { text } = written(tracklistOf([sea]), [[SEA, known({ ...OWN, grid })]]);
    expect(text).toContain(
      '\n<NML VERSION="20"><HEAD COMPANY="www.native-instruments.com" PROGRAM="Traktor Pro 4"></HEAD>\n',
    );
    expect(text).toContain(
      'TYPE="4" START="60000.000000" LEN="0.000000" REPEATS="-1" HOTCUE="-1"><GRID BPM="126.500000"></GRID>\n</CUE_V2>',
    );
    expect((await readBack(text)).tracks[0]).toMatchObject({ bpm: 124, grid });
  });

  it.each([
    ['/Users/ann/a.mp3', undefined, ['Macintosh HD', 'Macintosh HD', '/:Users/:ann/:'], true],
    ['/Users/ann/a.mp3', { name: 'osx', id: 'osx' }, ['osx', 'osx', '/:Users/:ann/:'], false],
    ['/Volumes/My Stick/a.mp3', undefined, ['My Stick', 'My Stick', '/:'], false],
    ['/media/ann/STICK/sets/a.mp3', undefined, ['STICK', 'STICK', '/:sets/:'], false],
    ['D:\\Music\\a.mp3', { name: 'D:', id: '1a2b3c4d' }, ['D:', '1a2b3c4d', '/:Music/:'], false],
    ['D:\\a.mp3', undefined, ['D:', 'D:', '/:'], true],
  ])("finds %s by the disk's name", async (file, volume, [name, id, dir], warns) => {
    const other = file.replace('a.mp3', 'b.mp3');
    const entries = [file, other].map((file, i) =>
      trackEntry(i * 100, i * 100 + 100, 'T', { track: { title: 'T', artists: [], file } }),
    );
    // Only one of the two is in Traktor's collection; they are on one disk.
    const { text, warnings } = written(tracklistOf(entries), [
      [file, known(volume && { file, volume })],
      [other, known()],
    ]);
    for (const FILE of ['a.mp3', 'b.mp3']) {
      expect(text).toContain(`<LOCATION DIR="${dir}" FILE="${FILE}" VOLUME="${name}" VOLUMEID="${id}">`);
    }
    expect(warnings.some((warning) => /What Traktor calls the disk isn't known/.test(warning))).toBe(warns);
    if (!file.startsWith('/media'))
      expect((await readBack(text)).tracks.map(({ file }) => file)).toEqual([file, other]);
  });

  it('names a file as Traktor has it, where that is on another system', () => {
    const own = { file: 'C:\\Music\\sea.mp3', volume: { name: 'C:', id: 'ab' } };
    const { text } = written(tracklistOf([sea]), [[SEA, known(own)]]);
    expect(text).toContain('KEY="C:/:Music/:sea.mp3"');
  });

  it('says that nothing is there, and leaves out what no XML can say', () => {
    const empty = written(tracklistOf([sea]), []);
    expect(empty.text).toContain('<PLAYLIST ENTRIES="0"');
    expect(empty.warnings).toEqual(['None of the tracks is a file of yours that is here, so the NML is empty.']);
    const file = '/Users/ann/a\nb.mp3';
    const odd = written(tracklistOf([trackEntry(0, 10, 'x', { track: { title: 'x', artists: [], file } })]), [
      [file, known({ ...OWN, file })],
    ]);
    expect(odd.text).toContain('<COLLECTION ENTRIES="0">');
    expect(odd.warnings).toEqual(["The NML leaves out 1 of your files, whose names hold signs that it can't."]);
  });

  it('reads back as what went in, whatever files and tracks are called', async () => {
    await hold(async (list, files) => {
      const { text } = written(
        list,
        [...files.keys()].map((file) => [file, known()]),
      );
      const { tracks, keys, warnings } = await readBack(text);
      // A title that isn't text has signs in their place that say so.
      if (!text.includes('\ufffd')) expect(warnings).toEqual([]);
      const said = list.entries
        .flatMap(({ track }) => track?.file ?? [])
        .filter((file) => !/[\u0000-\u001f\ufffd-\uffff]|\p{Surrogate}/u.test(file));
      expect(tracks.map(({ file }) => file)).toEqual([...new Set(said)]);
      expect(keys).toEqual(said.map((file) => `Macintosh HD${file.split('/').join('/:')}`));
      const counts = [...text.matchAll(/ENTRIES="(\d+)"/g)].map(([, count]) => Number(count));
      expect(counts).toEqual([new Set(said).size, 0, said.length]);
    });
  });

  it('is XML to a parser of others', () => {
    const name = `/Users/ann/'"<&>]]>--&amp; été ☃ 👩‍👩‍👧.mp3`;
    const list = tracklistOf([
      trackEntry(0, 10, 'x', { track: { title: '\u0001<b>\ud800"', artists: ["O'N & Co"], file: name } }),
    ]);
    const { text } = written(list, [[name, known()]]);
    const script = `import sys, xml.etree.ElementTree as t
root = t.fromstring(sys.stdin.buffer.read())
print(root.find('COLLECTION/ENTRY/LOCATION').get('FILE')); print(root.find('COLLECTION/ENTRY').get('ARTIST'))`;
    const said = execFileSync('python3', ['-c', script], {
      input: text,
      encoding: 'utf8',
      env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
    });
    expect(said).toBe(`${name.slice('/Users/ann/'.length)}\nO'N & Co\n`);
  });
});
