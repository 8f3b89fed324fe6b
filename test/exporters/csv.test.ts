import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/domain/errors.js';
import { csv } from '../../src/exporters/csv.js';
import { exported, readCsv } from '../support/exporting.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

function rowsOf(tracklist: ReturnType<typeof tracklistOf>): Record<string, string>[] {
  const [header, ...rows] = readCsv(exported(csv, tracklist, '/lists', { columns: ['all'] }).text);
  return rows.map((cells) => Object.fromEntries(header!.map((name, i) => [name, cells[i]!])));
}

it('writes one row an entry, with times for people and for programs', () => {
  const entry = trackEntry(263.48, 4000.5, 'One', {
    track: {
      title: 'One',
      version: 'Dub',
      artists: ['A', 'B'],
      label: 'L',
      isrc: 'GBAYE0000351',
      genres: ['House', 'Dub'],
    },
    confidence: 0.9,
    speed: 1.0321,
    evidence: [
      { identifier: 'library', mixTime: 1, mixDuration: 2, score: 1 },
      { identifier: 'library', mixTime: 3, mixDuration: 2, score: 1 },
    ],
  });
  const [row] = rowsOf(tracklistOf([entry]));
  expect(row).toMatchObject({
    number: '1',
    start: '0:04:23',
    end: '1:06:40',
    start_seconds: '263.48',
    end_seconds: '4000.5',
    kind: 'track',
    artist: 'A & B',
    title: 'One',
    version: 'Dub',
    label: 'L',
    isrc: 'GBAYE0000351',
    genres: 'House, Dub',
    confidence: '0.9',
    speed: '1.0321',
    layered: 'false',
    identifiers: 'library',
  });
});

it('tells the number of an unknown in a column of its own, where there is one', () => {
  const [row] = rowsOf(tracklistOf([unknownEntry(0, 10, { number: 417 })]));
  expect(row).toMatchObject({ number: '1', artist: 'ID', title: 'ID', id_number: '417' });
  expect(rowsOf(tracklistOf([unknownEntry(0, 10)]))[0]).not.toHaveProperty('id_number', expect.stringMatching(/./));
});

it('tells what a track sounds like as it was played, and how it was mixed in', () => {
  const [row] = rowsOf(
    tracklistOf([
      trackEntry(100, 300, 'One', {
        track: { title: 'One', artists: [], key: '8A', bpm: 124 },
        speed: 1.01,
        evidence: [{ identifier: 'library', mixTime: 100, mixDuration: 200, pitch: 2 ** (2 / 12), score: 1 }],
        sounds: { bpm: 125.2, key: 'Bm', energy: 7 },
        mixedIn: {
          ...{ after: 0, tempo: 1.0125, keys: { from: '9A', to: '10A', steps: 1, fits: true }, beatOffset: -12 },
          gain: [0, -1.5],
        },
        transition: { start: 90, end: 112.5 },
      }),
    ]),
  );
  expect(row).toMatchObject({
    ...{ key: '8A', played_bpm: '125.2', played_key: 'Bm', camelot: '10A', heard_bpm: '125.2', heard_key: 'Bm' },
    ...{ heard_energy: '7', mixed_seconds: '22.5', tempo_step: '1.0125', key_step: '1', key_fits: 'true' },
    ...{ beat_offset_ms: '-12', gain_db: '[0, -1.5]' },
  });
});

it('says that keys clash where all of them do', () => {
  const keys = { from: '8A', to: '3A', steps: -5, fits: false };
  const list = tracklistOf([trackEntry(0, 300, 'One', { mixedIn: { after: 0, keys } })]);
  const [header, row] = readCsv(exported(csv, list, '/lists', {}).text);
  expect(header!.slice(-2)).toEqual(['key_step', 'key_fits']);
  expect(row!.slice(-2)).toEqual(['-5', 'false']);
});

it('keeps the unknown as a row with empty figures', () => {
  const [row] = rowsOf(tracklistOf([unknownEntry(0, 10)]));
  expect(row).toMatchObject({ kind: 'unknown', artist: 'ID', title: 'ID', confidence: '', speed: '', file: '' });
});

it('ends every row by CRLF and begins without a byte order mark', () => {
  const { text } = exported(csv, tracklistOf([unknownEntry(0, 10)]));
  expect(text.startsWith('number,')).toBe(true);
  expect(text.endsWith('\r\n')).toBe(true);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\u0007=1', '\ufeff=1', '＝1', '＠x'])(
  'disarms %j wherever it stands',
  (text) => {
    const track = { title: text, version: text, artists: [text], album: text, label: text, genres: [text], file: text };
    const more = { isrc: text, releaseDate: text };
    const evidence = [{ identifier: text, mixTime: 0, mixDuration: 1, score: 1 }];
    const [row] = rowsOf(tracklistOf([trackEntry(0, 9, text, { track: { ...track, ...more }, evidence })]));
    const cells = [
      'artist',
      'title',
      'version',
      'album',
      'label',
      'release_date',
      'isrc',
      'genres',
      'identifiers',
      'file',
    ];
    for (const cell of cells) expect(row![cell]).toMatch(/^'/);
  },
);

it('leaves what only holds such a sign inside as it is', () => {
  const [row] = rowsOf(tracklistOf([trackEntry(0, 9, 'x', { track: { title: 'a=b', artists: ['C+C'] } })]));
  expect(row).toMatchObject({ title: 'a=b', artist: 'C+C' });
});

it("says what a track's own file says: tempo, as recorded and as played, key, number", () => {
  const track = { title: 'One', artists: [], bpm: 124, key: '8A', remixers: ['R', 'S'], catalogueNumber: '=CAT 1' };
  const known = trackEntry(0, 60, 'One', { track, speed: 1.032 });
  const [row, unsure] = rowsOf(tracklistOf([known, { ...known, speed: null }]));
  expect(row).toMatchObject({ bpm: '124', played_bpm: '128', key: '8A', remixer: 'R, S', catalogue_number: "'=CAT 1" });
  expect(unsure).toMatchObject({ bpm: '124', played_bpm: '' });
});

describe('the columns', () => {
  const entry = trackEntry(0, 60, 'One', {
    track: { title: 'One', artists: ['A'], isrc: 'GBAYE0000351' },
    speed: null,
  });
  const header = (columns: string[] | undefined, list = tracklistOf([entry, unknownEntry(60, 90)])) =>
    readCsv(exported(csv, list, '/lists', columns && { columns }).text)[0]!.join();
  const core = 'number,start,end,start_seconds,end_seconds,kind,artist,title,version';

  it('are those that say something in any row, and a few that are always there', () => {
    expect(header(undefined)).toBe(`${core},isrc,confidence`);
    expect(header(['filled'])).toBe(`${core},isrc,confidence`);
    expect(header(undefined, tracklistOf([]))).toBe('number,start,end,artist,title,version,confidence');
    const other = { ...entry, recordingConfidence: 0.48 };
    expect(header(undefined, tracklistOf([other]))).toBe(`${core},isrc,confidence,recording_confidence`);
    // "false" in every row is no news; one "true" is.
    expect(header(undefined, tracklistOf([{ ...entry, layered: true }, entry]))).toBe(
      `${core},isrc,confidence,layered`,
    );
  });

  it('are all of them, or the named ones in their order, where that is asked for', () => {
    expect(header(['all'])).toMatch(
      /^number,start,.*,layered,.*,played_bpm,key,catalogue_number,.*links,recording_confidence,id_number,.*gain_db$/,
    );
    expect(header(['title', ' Artist ', 'title', 'key'])).toBe('title,artist,key');
    expect(header(['filled', 'key'])).toBe(`${core},isrc,confidence,key`);
    expect(header(['key', 'all'])).toBe(header(['all']));
  });

  it('that do not exist are told with the nearest that does', () => {
    expect(() => csv.check!({ columns: ['titel'] })).toThrow(UsageError);
    expect(() => csv.check!({ columns: ['titel'] })).toThrow(
      /no column "titel"; did you mean "title"\? .*filled, all, number/,
    );
    expect(() => csv.check!({ columns: ['filled', 'All', 'ISRC'] })).not.toThrow();
  });
});

it('begins with a byte order mark where that is asked for, and with nothing before it', () => {
  const { text } = exported(csv, tracklistOf([unknownEntry(0, 10)]), '/lists', { byteOrderMark: true });
  expect(text).toMatch(/^\ufeffnumber,/);
});
