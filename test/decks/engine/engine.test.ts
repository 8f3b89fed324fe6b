import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { engine } from '../../../src/decks/engine/deck.js';
import type { DeckTrack } from '../../../src/domain/ports/deck.js';
import { listening, makeDatabase } from '../../support/databases.js';
import { tempFolder } from '../../support/temp.js';

type Value = string | number | Uint8Array | null;

let disk: string;
let library: string;
let database: string;
let temp: string;
beforeEach(() => {
  disk = tempFolder();
  temp = tempFolder();
  library = join(disk, 'Engine Library');
  mkdirSync(join(library, 'Database2'), { recursive: true });
  database = join(library, 'Database2', 'm.db');
});

const UUID = 'c0ffee00-0000-4000-8000-000000000001';
const TRACK =
  'id INTEGER PRIMARY KEY AUTOINCREMENT, length INTEGER, bpm INTEGER, year INTEGER, path TEXT, filename TEXT, bpmAnalyzed REAL, title TEXT, ' +
  'artist TEXT, album TEXT, genre TEXT, comment TEXT, label TEXT, remixer TEXT, key INTEGER, streamingSource TEXT, uri TEXT';
const SEA: Value[] = [
  ...[
    1,
    372,
    124,
    2012,
    '../Music/sea.mp3',
    'sea.mp3',
    124.02,
    'Sea & Sky',
    'Ann Orr',
    'Shore',
    'House',
    'warm',
    'Deep',
    'Bo',
    1,
  ],
  ...[null, null],
];
const BARE: Value[] = [
  2,
  null,
  null,
  0,
  '../Music/bare.mp3',
  'bare.mp3',
  null,
  '',
  null,
  null,
  null,
  null,
  null,
  null,
  null,
  null,
  null,
];
const STREAM: Value[] = [
  ...[3, 200, null, null, null, null, null, 'Cloud', 'Cy', null, null, null, null, null, null],
  ...['TIDAL', 'streaming://tidal/77'],
];

const information = (major: number, minor = 0) => ({
  columns:
    'id INTEGER PRIMARY KEY, uuid TEXT, schemaVersionMajor INTEGER, schemaVersionMinor INTEGER, schemaVersionPatch INTEGER',
  rows: [[1, UUID, major, minor, 0]],
});
const PERFORMANCE = 'trackData BLOB, beatData BLOB, quickCues BLOB, loops BLOB';

const double = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
};
const whole = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
};
const little = (bytes: Buffer): Buffer => Buffer.from(bytes).reverse();
const text = (label: string): Buffer => Buffer.concat([Buffer.of(Buffer.byteLength(label)), Buffer.from(label)]);
const packed = (bytes: Buffer): Buffer => {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(bytes.length);
  return Buffer.concat([size, deflateSync(bytes)]);
};

const trackData = packed(Buffer.concat([double(44100), whole(44100 * 372), Buffer.alloc(28)]));
const quickCues = packed(
  Buffer.concat([
    whole(3),
    ...[text('In'), double(44100 * 2), Buffer.of(255, 0x28, 0xe2, 0x14)],
    ...[text(''), double(-1), Buffer.of(0, 0, 0, 0)],
    ...[text('Dröp'), double(44100 * 64.5), Buffer.of(255, 255, 140, 0)],
    ...[double(44100 / 2), Buffer.of(1), double(0)],
  ]),
);
const loops = Buffer.concat([
  little(whole(2)),
  ...[text('round'), little(double(44100)), little(double(88200)), Buffer.of(1, 1, 255, 0, 0, 255)],
  ...[text(''), little(double(-1)), little(double(-1)), Buffer.of(0, 0, 0, 0, 0, 0)],
]);
const marker = (sample: number, beat: number): Buffer =>
  Buffer.concat([little(double(sample)), little(whole(beat)), Buffer.alloc(8)]);
/** A bar before the track at 120 beats a minute, then from the 64th beat on at 125. */
const beatData = packed(
  Buffer.concat([
    ...[double(44100), double(44100 * 372), Buffer.of(1)],
    ...[whole(2), marker(0, 0), marker(44100, 1)],
    ...[
      whole(3),
      marker(-4 * 22050 + 4410, -4),
      marker(64 * 22050 + 4410, 64),
      marker(64 * 22050 + 4410 + 21168 * 8, 72),
    ],
  ]),
);

async function collection(path = database, context = listening()): Promise<DeckTrack[]> {
  const reader = await engine.load({ tempFolder: temp });
  const found: DeckTrack[] = [];
  for await (const track of reader.collection!(path, context)) found.push(track);
  return found;
}

const seaFacts = {
  file: '',
  title: 'Sea & Sky',
  artists: ['Ann Orr'],
  remixers: ['Bo'],
  album: 'Shore',
  label: 'Deep',
  genre: 'House',
  comment: 'warm',
  releaseDate: '2012',
  bpm: 124.02,
  key: 'Am',
  duration: 372,
};
const seaAnalysed = () => ({
  ...seaFacts,
  file: join(disk, 'Music', 'sea.mp3'),
  grid: [
    { start: expect.closeTo(0.1, 9), bpm: expect.closeTo(120, 9), beat: 1 },
    { start: expect.closeTo(32.1, 9), bpm: expect.closeTo(125, 9), beat: 1 },
  ],
  cues: [
    { kind: 'load', start: 0.5 },
    { kind: 'cue', start: 2, name: 'In', hot: 0, colour: '#28e214' },
    { kind: 'cue', start: 64.5, name: 'Dröp', hot: 2, colour: '#ff8c00' },
    { kind: 'loop', start: 1, end: 2, name: 'round', colour: '#0000ff' },
  ],
});

describe("Engine's database", () => {
  it('gives its tracks with facts, grid, cues and playlists, from paths that count from its folder', async () => {
    makeDatabase(database, {
      Information: information(3, 0),
      Track: { columns: TRACK, rows: [SEA, BARE, STREAM] },
      PerformanceData: {
        columns: `trackId INTEGER PRIMARY KEY, ${PERFORMANCE}`,
        rows: [[1, trackData, beatData, quickCues, loops]],
      },
      Playlist: {
        columns: 'id INTEGER PRIMARY KEY, title TEXT, parentListId INTEGER, nextListId INTEGER',
        rows: [
          [1, 'Techno', 2, 0],
          [2, 'Peak time', 0, 0],
          [3, 'Snake', 4, 0],
          [4, 'Tail', 3, 0],
        ],
      },
      PlaylistEntity: {
        columns: 'id INTEGER PRIMARY KEY, listId INTEGER, trackId INTEGER, databaseUuid TEXT, nextEntityId INTEGER',
        rows: [
          [1, 1, 2, UUID, 2],
          // The chain of a damaged list leads round in a circle.
          [2, 1, 1, UUID, 1],
          [3, 3, 1, UUID, 0],
          [4, 2, 2, 'of another disk', 0],
          [5, 99, 2, UUID, 0],
        ],
      },
    });
    const context = listening();
    const expected = [
      { ...seaAnalysed(), crates: ['Peak time/Techno', 'Tail/Snake'] },
      { file: join(disk, 'Music', 'bare.mp3'), crates: ['Peak time/Techno'] },
      { file: null, streamed: 'streaming://tidal/77', title: 'Cloud', artists: ['Cy'], duration: 200 },
    ];
    expect(await collection(database, context)).toEqual(expected);
    expect(await collection(library)).toEqual(expected);
    expect(await collection(join(library, 'Database2'))).toEqual(expected);
    expect(context.said).toEqual([]);
    expect(readdirSync(temp)).toEqual([]);
  });

  it('of version 2 has what was analysed beside the facts', async () => {
    makeDatabase(database, {
      Information: information(2, 18),
      Track: { columns: `${TRACK}, ${PERFORMANCE}`, rows: [[...SEA, trackData, beatData, quickCues, loops]] },
    });
    expect(await collection()).toEqual([seaAnalysed()]);
  });

  it('gives a track without what is damaged of its analysis', async () => {
    const cut = (bytes: Buffer, length: number): Buffer => packed(Buffer.concat([bytes]).subarray(0, length));
    const endless = packed(Buffer.alloc(64 * 2 ** 20));
    const rows: Value[][] = [
      [1, trackData, Buffer.from('noise'), Buffer.of(0, 0, 0, 9, 1, 2, 3), Buffer.of(1)],
      [2, trackData, endless, endless, Buffer.alloc(0)],
      [3, trackData, cut(double(44100), 4), packed(Buffer.concat([whole(2 ** 40), text('x')])), little(whole(3))],
      [4, null, beatData, cut(Buffer.concat([whole(2), text('In'), double(441)]), 14), null],
    ];
    makeDatabase(database, {
      Information: information(3),
      Track: { columns: TRACK, rows: rows.map(([id]) => [id!, ...SEA.slice(1)]) },
      PerformanceData: { columns: `trackId INTEGER PRIMARY KEY, ${PERFORMANCE}`, rows },
    });
    const context = listening();
    const found = await collection(database, context);
    expect(context.said).toEqual([
      `In "${database}" beats or cues of 2 tracks are damaged; the tracks are used without them.`,
    ]);
    const plain = { ...seaFacts, file: join(disk, 'Music', 'sea.mp3') };
    expect(found).toEqual([plain, plain, plain, { ...plain, grid: seaAnalysed().grid }]);
  });

  it('of another version, or without one, is refused by a sentence that says what to do', async () => {
    makeDatabase(database, { Information: information(1, 18), Track: { columns: TRACK } });
    await expect(collection()).rejects.toThrow(
      `"${database}" has tables of version 1.18, and only 2 and 3 are known here: those of Engine DJ 2 to 5. An older library`,
    );
    expect(readdirSync(temp)).toEqual([]);
    await expect(collection(join(disk, 'Engine Library', 'Database2', 'other.db'))).rejects.toThrow('no such file');
  });

  it('tells what was played, from its other file', async () => {
    const path = join(library, 'Database2', 'hm.db');
    makeDatabase(path, {
      Information: information(3),
      Track: { columns: TRACK, rows: [SEA, BARE] },
      Historylist: {
        columns: 'id INTEGER PRIMARY KEY, title TEXT, startTime INTEGER, timezone TEXT, isDeleted BOOLEAN',
        rows: [
          [1, 'Club', 1718048000, 'Europe/Zurich', 0],
          [2, 'Thrown away', 1718048000, '', 1],
          [3, 'Untimed', 0, '', 0],
        ],
      },
      HistorylistEntity: {
        columns: 'id INTEGER PRIMARY KEY, listId INTEGER, trackId INTEGER, startTime INTEGER',
        rows: [
          [1, 1, 2, 1718048340],
          [2, 1, 1, 1718048100],
          [3, 2, 1, 1718048100],
          [4, 3, 1, 0],
        ],
      },
    });
    const reader = await engine.load({ tempFolder: temp });
    const sea = expect.objectContaining({
      title: 'Sea & Sky',
      artists: ['Ann Orr'],
      file: join(disk, 'Music', 'sea.mp3'),
    });
    const bare = { title: 'bare', artists: [], file: join(disk, 'Music', 'bare.mp3') };
    const about = { kind: 'history', by: 'Engine DJ history', slack: 30 };
    for (const named of [path, library]) {
      expect(await reader.history!(named, listening())).toEqual([
        {
          ...about,
          clock: 'world',
          claims: [
            { track: sea, at: 1718048100 },
            { track: bare, at: 1718048340 },
          ],
        },
        { ...about, clock: null, claims: [{ track: sea, at: null }] },
      ]);
    }
    expect(readdirSync(temp)).toEqual([]);
  });

  it('is known by its name, and looked for on every disk', () => {
    const owns = (path: string, isFolder = false) => engine.owns({ path, isFolder, head: Buffer.alloc(0) });
    expect(owns('/x/Database2/m.db')).toEqual({ collection: true });
    expect(owns('/x/Database2/hm.db')).toEqual({ history: true });
    expect(owns('E:\\Engine Library', true)).toEqual({ collection: true, history: true });
    expect(owns('/x/m.db', true)).toBeNull();
    expect(owns('/x/some.db')).toBeNull();
    const places = (platform: string, home: string, volumes: string[]) =>
      engine.places({ platform, home, env: {}, volumes });
    expect(places('darwin', '/Users/ann', ['/Volumes/STICK'])).toEqual([
      '/Users/ann/Music/Engine Library',
      '/Volumes/STICK/Engine Library',
    ]);
    expect(places('win32', 'C:\\Users\\ann', ['E:\\'])).toEqual([
      'C:\\Users\\ann\\Music\\Engine Library',
      'E:\\Engine Library',
    ]);
  });

  it('whose file is none says so', async () => {
    writeFileSync(database, 'nothing of the kind');
    await expect(collection(library)).rejects.toThrow(`"${database}" is no SQLite database`);
  });
});
