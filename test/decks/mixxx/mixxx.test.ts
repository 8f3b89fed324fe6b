import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { mixxx } from '../../../src/decks/mixxx/deck.js';
import type { DeckTrack } from '../../../src/domain/ports/deck.js';
import { listening, makeDatabase } from '../../support/databases.js';
import { tempFolder } from '../../support/temp.js';

type Rows = Parameters<typeof makeDatabase>[1][string]['rows'];

let folder: string;
let temp: string;
let path: string;
beforeEach(() => {
  folder = tempFolder();
  temp = tempFolder();
  path = join(folder, 'mixxxdb.sqlite');
});

/** The tables that Mixxx 2.5 has, without columns that aren't read. */
const make = ({ library = [] as Rows, cues = [] as Rows, plays = [] as Rows } = {}) =>
  makeDatabase(path, {
    track_locations: {
      columns: 'id INTEGER PRIMARY KEY, location TEXT UNIQUE, filename TEXT, fs_deleted INTEGER',
      rows: [1, 2, 3].map((id) => [id, `/home/ann/Music/${id}.flac`, `${id}.flac`, 0]),
    },
    library: {
      columns:
        'id INTEGER PRIMARY KEY, artist, title, album, year, genre, comment, location INTEGER, duration REAL, samplerate INTEGER, bpm REAL, ' +
        'key TEXT, key_id INTEGER, mixxx_deleted INTEGER',
      rows: library,
    },
    cues: {
      columns: 'id INTEGER PRIMARY KEY, track_id, type, position, length, hotcue, label, color',
      rows: cues,
    },
    crates: { columns: 'id INTEGER PRIMARY KEY, name', rows: [[1, 'Peak time']] },
    crate_tracks: {
      columns: 'crate_id, track_id',
      rows: [
        [1, 2],
        [1, 1],
      ],
    },
    Playlists: {
      columns: 'id INTEGER PRIMARY KEY, name, position, hidden, date_created',
      rows: [
        [1, 'Summer', 1, 0, ''],
        [2, 'Auto DJ', 2, 1, ''],
        [3, '2024-06-10', 3, 2, ''],
        [4, '2024-06-11', 4, 2, ''],
      ],
    },
    PlaylistTracks: {
      columns: 'id INTEGER PRIMARY KEY, playlist_id, track_id, position, pl_datetime_added',
      rows: plays,
    },
  });

const SEA = [1, 'Ann Orr', 'Sea & Sky', 'Shore', '2012-05-31', 'House', 'warm', 1, 372.14, 48000, 124.02, '8A', 22, 0];
const BARE = [2, null, null, null, null, null, null, 2, null, 44100, 0, null, null, 0];
const GONE = [3, 'Bo', 'Deleted', null, null, null, null, 3, 100, 44100, 120, null, null, 1];

/** 120 beats a minute, with one at frame 24,000. */
const GRID = Buffer.from('0a09090000000000005e40120608c0bb011001', 'hex');

async function collection(context = listening()): Promise<DeckTrack[]> {
  const { collection } = await mixxx.load({ tempFolder: temp });
  const found: DeckTrack[] = [];
  for await (const track of collection!(path, context)) found.push(track);
  return found;
}
const history = async () => (await mixxx.load({ tempFolder: temp })).history!(path, listening());

describe("Mixxx' database", () => {
  it('gives its tracks with facts, cues, crates and playlists, and without those that were removed', async () => {
    make({
      library: [SEA, BARE, GONE],
      cues: [
        // Of the second one first: they lie in the order in which they were made.
        [1, 2, 1, 88200, 0, 3, 'drop', 0x28e214],
        [2, 1, 2, 0, 0, -1, '', null],
        [3, 1, 1, 96000, 0, 0, '', 0xff8c00],
        [4, 1, 4, 192000, 96000, 1, 'loop', null],
        [5, 1, 6, 480000, 0, -1, '', null],
        [6, 1, 7, 960000, 0, -1, '', null],
        [7, 1, 8, 0, 100, -1, '', null],
        [8, 1, 1, -1, 0, 2, '', null],
      ],
      plays: [
        [1, 1, 1, 1, '2020-01-01 00:00:00'],
        [2, 2, 1, 1, '2020-01-01 00:00:00'],
        [3, 3, 1, 1, '2024-06-10 20:14:05'],
      ],
    });
    const context = listening();
    expect(await collection(context)).toEqual([
      {
        file: '/home/ann/Music/1.flac',
        title: 'Sea & Sky',
        artists: ['Ann Orr'],
        album: 'Shore',
        releaseDate: '2012-05-31',
        genre: 'House',
        comment: 'warm',
        duration: 372.14,
        bpm: 124.02,
        key: 'Am',
        cues: [
          { kind: 'load', start: 0 },
          { kind: 'cue', start: 1, hot: 0, colour: '#ff8c00' },
          { kind: 'loop', start: 2, end: 3, hot: 1, name: 'loop' },
          { kind: 'fade-in', start: 5 },
          { kind: 'fade-out', start: 10 },
        ],
        crates: ['Peak time', 'Summer'],
      },
      {
        file: '/home/ann/Music/2.flac',
        cues: [{ kind: 'cue', start: 1, hot: 3, name: 'drop', colour: '#28e214' }],
        crates: ['Peak time'],
      },
    ]);
    expect(context.said).toEqual([]);
    expect(readdirSync(temp)).toEqual([]);
    expect(readdirSync(folder)).toEqual(['mixxxdb.sqlite']);
  });

  it('takes the key from its text where it has no number, and is read without the tables of later versions', async () => {
    makeDatabase(path, {
      track_locations: { columns: 'id INTEGER PRIMARY KEY, location', rows: [[1, '/m/1.mp3']] },
      library: {
        columns: 'id INTEGER PRIMARY KEY, artist, title, location, key, samplerate, beats_version, beats',
        rows: [[1, 'A', 'B', 1, '9B', 48000, 'BeatGrid-2.0', GRID]],
      },
    });
    expect(await collection()).toEqual([
      { file: '/m/1.mp3', title: 'B', artists: ['A'], key: 'G', grid: [{ start: 0.5, bpm: 120 }] },
    ]);
  });

  it('tells what was played, a list for each session, at times that are UTC', async () => {
    make({
      library: [SEA, BARE],
      plays: [
        [1, 4, 2, 1, '2024-06-11T22:00:00.500Z'],
        [2, 3, 2, 2, '2024-06-10T20:18:30.000Z'],
        [3, 3, 1, 1, '2024-06-10 20:14:05'],
        [4, 1, 1, 1, '2024-06-10 20:14:05'],
        [5, 4, 1, 2, 'tomorrow'],
      ],
    });
    const sea = expect.objectContaining({ title: 'Sea & Sky', artists: ['Ann Orr'], file: '/home/ann/Music/1.flac' });
    const bare = { title: '2', artists: [], file: '/home/ann/Music/2.flac' };
    expect(await history()).toEqual([
      {
        ...{ kind: 'history', by: 'Mixxx history', clock: 'world', slack: 60 },
        claims: [
          { track: sea, at: Date.UTC(2024, 5, 10, 20, 14, 5) / 1000 },
          { track: bare, at: Date.UTC(2024, 5, 10, 20, 18, 30) / 1000 },
        ],
      },
      {
        ...{ kind: 'history', by: 'Mixxx history', clock: 'world', slack: 60 },
        claims: [
          { track: bare, at: Date.UTC(2024, 5, 11, 22, 0, 0, 500) / 1000 },
          { track: sea, at: null },
        ],
      },
    ]);
    expect(readdirSync(temp)).toEqual([]);
  });

  it('of another program is refused', async () => {
    makeDatabase(path, { things: { columns: 'id' } });
    await expect(collection()).rejects.toThrow(`"${path}" is a SQLite database, but none of Mixxx`);
    await expect(history()).rejects.toThrow('no table "library"');
    expect(readdirSync(temp)).toEqual([]);
  });

  it('leaves no copy behind when only a part of it is wanted', async () => {
    make({ library: [SEA, BARE] });
    const { collection } = await mixxx.load({ tempFolder: temp });
    for await (const track of collection!(path, listening())) {
      expect(track.title).toBe('Sea & Sky');
      expect(readdirSync(temp)).toHaveLength(1);
      break;
    }
    expect(readdirSync(temp)).toEqual([]);
  });

  it('is known by its name, and looked for where each system has it', () => {
    const head = Buffer.alloc(0);
    expect(mixxx.owns({ path: '/x/mixxxdb.sqlite', isFolder: false, head })).toEqual({
      collection: true,
      history: true,
    });
    expect(mixxx.owns({ path: 'C:\\x\\mixxxdb (1).sqlite', isFolder: false, head })).not.toBeNull();
    expect(mixxx.owns({ path: '/x/mixxxdb.sqlite', isFolder: true, head })).toBeNull();
    expect(mixxx.owns({ path: '/x/other.sqlite', isFolder: false, head })).toBeNull();
    const at = (platform: string, home: string, env = {}) => mixxx.places({ platform, home, env, volumes: [] });
    expect(at('linux', '/home/ann')).toEqual(['/home/ann/.mixxx/mixxxdb.sqlite']);
    expect(at('darwin', '/Users/ann')).toEqual([
      '/Users/ann/Library/Containers/org.mixxx.mixxx/Data/Library/Application Support/Mixxx/mixxxdb.sqlite',
      '/Users/ann/Library/Application Support/Mixxx/mixxxdb.sqlite',
    ]);
    expect(at('win32', 'C:\\Users\\ann')).toEqual(['C:\\Users\\ann\\AppData\\Local\\Mixxx\\mixxxdb.sqlite']);
    expect(at('win32', 'C:\\Users\\ann', { LOCALAPPDATA: 'D:\\L' })).toEqual(['D:\\L\\Mixxx\\mixxxdb.sqlite']);
  });
});
