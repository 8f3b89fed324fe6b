import { expect, it } from 'vitest';
import { rekordbox } from '../../../src/decks/rekordbox/deck.js';
import { rekordboxXml } from '../../../src/decks/rekordbox/write.js';
import type { DeckTrack } from '../../../src/domain/ports/deck.js';
import type { KnownFile } from '../../../src/domain/ports/export.js';
import type { Tracklist } from '../../../src/domain/tracklist.js';
import { fileOf, tracksIn } from '../../support/deck-reading.js';
import { CONTROLS, sampleOfHostile } from '../../support/hostile-tracklists.js';
import { trackEntry, tracklistOf, unknownEntry } from '../../support/tracklists.js';

function written(list: Tracklist, own: Readonly<Record<string, DeckTrack>> = {}, missing: readonly string[] = []) {
  const files = new Map(
    list.entries.flatMap(({ track }): Array<[string, KnownFile]> => {
      const file = track?.file;
      if (!file || missing.includes(file)) return [];
      return [[file, { bytes: 1234, decks: own[file] ? { rekordbox: own[file] } : {} }]];
    }),
  );
  const { files: made, warnings } = rekordboxXml.export(list, { baseName: 'set', folder: '/lists', files });
  return { name: made[0]!.name, text: String(made[0]!.content), warnings };
}

const heard = (mixTime: number, mixDuration: number, trackTime: number) => ({
  ...{ identifier: 'library', mixTime, mixDuration, trackTime, speed: 1, score: 0.9 },
});

const set = tracklistOf(
  [
    trackEntry(0, 310, '', {
      track: {
        ...{ title: 'Sea & Sky', version: 'Dub', artists: ['Ann', 'Bo'], album: 'Tides', label: 'Small "L"' },
        ...{ genres: ['Techno', 'Dub'], releaseDate: '2019-05-01', bpm: 124.5, key: '8A', duration: 372.4 },
        file: '/music/Ann & Bo #1.mp3',
      },
      evidence: [heard(0, 310, 31.0934)],
    }),
    trackEntry(300, 600, '', {
      track: { title: 'Of theirs', artists: ['X'], file: '/music/own.flac', duration: 300 },
      evidence: [heard(300, 300, 5)],
      transition: { start: 290, end: 310 },
    }),
    unknownEntry(600, 650),
    trackEntry(650, 700, '', { track: { title: 'Gone', artists: [], file: '/music/gone.mp3' } }),
    trackEntry(700, 800, '', { track: { title: 'No file', artists: [] } }),
    trackEntry(800, 900, '', {
      track: { title: 'Sea & Sky', artists: ['Ann'], file: '/music/Ann & Bo #1.mp3', duration: 372.4 },
      evidence: [heard(800, 100, 200)],
    }),
  ],
  { source: { name: 'set.mp3', kind: 'file', location: '/mixes/set.mp3', title: 'My <Mix>' } },
);

it('writes the tracks that are there, with marks where they were mixed, and the playlist in its order', () => {
  const own: DeckTrack = {
    file: 'D:\\Music\\own.flac',
    title: 'Mine',
    artists: ['Me'],
    remixers: ['R'],
    comment: 'c',
    bpm: 128,
    key: 'F#m',
    duration: 301,
    grid: [{ start: 0.025, bpm: 128, beat: 3 }],
    cues: [
      { kind: 'loop', name: 'l', start: 62.061, end: 69.803, hot: 1, colour: '#ff8c00' },
      // Of the last time.
      { kind: 'cue', name: 'mix out', start: 305.01 - 10 },
    ],
  };
  const { name, text, warnings } = written(set, { '/music/own.flac': own }, ['/music/gone.mp3']);
  expect(name).toBe('set.rekordbox.xml');
  expect(text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<DJ_PLAYLISTS Version="1.0.0">
  <PRODUCT Name="tracklistify" Version="1.0" Company=""/>
  <COLLECTION Entries="2">
    <TRACK TrackID="1" Name="Sea &amp; Sky (Dub)" Artist="Ann &amp; Bo" Album="Tides" Genre="Techno, Dub" Kind="MP3 File" Size="1234" TotalTime="372" Year="2019" AverageBpm="124.50" Location="file://localhost/music/Ann%20%26%20Bo%20%231.mp3" Tonality="Am" Label="Small &quot;L&quot;">
      <POSITION_MARK Name="mix in" Type="0" Start="31.093" Num="-1"/>
      <POSITION_MARK Name="mix in 2" Type="0" Start="200.000" Num="-1"/>
      <POSITION_MARK Name="mix out" Type="0" Start="321.093" Num="-1"/>
    </TRACK>
    <TRACK TrackID="2" Name="Mine" Artist="Me" Kind="FLAC File" Size="1234" TotalTime="301" AverageBpm="128.00" Comments="c" Location="file://localhost/D:/Music/own.flac" Remixer="R" Tonality="F#m">
      <TEMPO Inizio="0.025" Bpm="128.00" Metro="4/4" Battito="3"/>
      <POSITION_MARK Name="mix in" Type="0" Start="0.000" Num="-1"/>
      <POSITION_MARK Name="l" Type="4" Start="62.061" End="69.803" Num="1" Red="255" Green="140" Blue="0"/>
      <POSITION_MARK Name="mix out" Type="0" Start="295.010" Num="-1"/>
      <POSITION_MARK Name="mix out" Type="0" Start="300.000" Num="-1"/>
    </TRACK>
  </COLLECTION>
  <PLAYLISTS>
    <NODE Type="0" Name="ROOT" Count="1">
      <NODE Name="My &lt;Mix&gt;" Type="1" KeyType="0" Entries="3">
        <TRACK Key="1"/>
        <TRACK Key="2"/>
        <TRACK Key="1"/>
      </NODE>
    </NODE>
  </PLAYLISTS>
</DJ_PLAYLISTS>
`);
  expect(warnings).toEqual([expect.stringMatching(/2 of 5 named tracks/)]);
});

it('adds no mark that rekordbox has from the last time', () => {
  const own: DeckTrack = { file: '/music/own.flac', cues: [{ kind: 'cue', name: 'mix out', start: 300.02 }] };
  expect(written(set, { '/music/own.flac': own }).text.match(/Name="mix out" Type="0" Start="300/g)).toHaveLength(1);
});

it('leaves out what rekordbox refuses, and says so', () => {
  const file = (file: string) => trackEntry(0, 10, '', { track: { title: 't', artists: [], file } });
  const long = `/${'a'.repeat(251)}.mp3`;
  const list = tracklistOf([file(long), file('/b\ufffd.mp3'), file(`/${'é'.repeat(250)}.mp3`)]);
  const { text, warnings } = written(list);
  expect(text.match(/Entries="1"/g)).toHaveLength(2);
  expect(warnings).toEqual([
    `The XML leaves out "${long}": rekordbox takes no path of more than 255 letters.`,
    'The XML leaves out "/b\ufffd.mp3", whose name holds bytes that are no text.',
  ]);
});

it('is an empty playlist where nothing is there, and says so', async () => {
  const { text, warnings } = written(tracklistOf([unknownEntry(0, 10)]));
  expect(text).toContain('<COLLECTION Entries="0">');
  expect(text).toContain('<NODE Name="mix" Type="1" KeyType="0" Entries="0">');
  expect(warnings).toEqual([expect.stringContaining('None of the tracks is a file of yours')]);
});

it('reads back as what went in, whatever tracks and files are called', async () => {
  for (const list of sampleOfHostile(60)) {
    // Absolute, as those that were seen on the disk are.
    for (const { track } of list.entries) if (track?.file) track.file = `/m/${track.file}`;
    const { text } = written(list);
    expect(text).not.toMatch(CONTROLS);
    const { tracks, warnings } = await tracksIn(rekordbox, fileOf('set.xml', text));
    expect(warnings).toEqual([]);
    const sayable = list.entries.flatMap(({ track }) =>
      track?.file && track.file.length <= 255 && !/\ufffd|\p{Surrogate}/u.test(track.file) ? [track.file] : [],
    );
    expect(tracks.map(({ file }) => file).sort()).toEqual([...new Set(sayable)].sort());
    expect(tracks.every(({ crates }) => crates?.length === 1)).toBe(true);
    expect(text).toContain(`<COLLECTION Entries="${tracks.length}">`);
    expect(text).toContain(`Type="1" KeyType="0" Entries="${sayable.length}">`);
  }
});
