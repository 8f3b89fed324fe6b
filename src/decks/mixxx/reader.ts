import * as z from 'zod';
import type { ClaimList } from '../../domain/claim.js';
import { given } from '../../domain/given.js';
import { classicKey } from '../../domain/musical-key.js';
import { readPath } from '../../domain/names/read-name.js';
import type { DeckCue, DeckReader, DeckTools, DeckTrack } from '../../domain/ports/deck.js';
import type { Track } from '../../domain/track.js';
import { inStep } from '../in-step.js';
import { keyOfMixxx } from '../keys.js';
import { sessionsOf } from '../sessions.js';
import { column, openSqlite, type Sqlite, short } from '../sqlite.js';
import { dateIn, filled, positive } from '../values.js';
import { gridIn } from './beats.js';

const TITLE = 'Mixxx';

/** By so many seconds its times are off: it notes a track when that is the louder one, which is in the midst of a fade. */
const SLACK = 60;
const HISTORY = 2;

export const mixxxReader = (tools: DeckTools): DeckReader => ({
  async *collection(path, context) {
    const db = await openSqlite(path, tools, context);
    try {
      db.expect(TITLE, 'library', 'track_locations');
      yield* tracksIn(db);
    } finally {
      await db.close();
    }
  },
  async history(path, context) {
    const db = await openSqlite(path, tools, context);
    try {
      db.expect(TITLE, 'library', 'track_locations', 'Playlists', 'PlaylistTracks');
      return sessionsIn(db);
    } finally {
      await db.close();
    }
  },
});

const FIELDS = [
  ...['id', 'title', 'artist', 'album', 'genre', 'comment', 'year', 'duration', 'bpm', 'key', 'key_id', 'samplerate'],
  'mixxx_deleted',
];
const trackRow = z.object({
  id: z.number(),
  location: column.text,
  title: column.text,
  artist: column.text,
  album: column.text,
  genre: column.text,
  comment: column.text,
  year: column.text,
  duration: column.number,
  bpm: column.number,
  key: column.text,
  key_id: column.number,
  samplerate: column.number,
  mixxx_deleted: column.number,
});
type TrackRow = z.output<typeof trackRow>;
const analysedRow = trackRow.extend({ beats_version: column.text, beats: column.bytes });

function* tracksIn(db: Sqlite): Generator<DeckTrack> {
  const cuesOf = inStep(cuesIn(db));
  const cratesOf = inStep(cratesIn(db));
  const query = `SELECT ${db.pick('library', 'l', [...FIELDS, 'beats_version', 'beats'])}, ${db.pick('track_locations', 'f', ['location'])}
    FROM library l JOIN track_locations f ON f.id = l.location ORDER BY l.id`;
  for (const row of db.rows('tracks', query, analysedRow)) {
    const [cues, crates] = [cuesOf(row.id), cratesOf(row.id)];
    if (row.location === '' || row.mixxx_deleted === 1) continue;
    yield {
      file: row.location,
      ...factsOf(row),
      ...given({
        genre: filled(row.genre),
        comment: filled(row.comment),
        grid: all(gridIn(row.beats_version, row.beats, row.samplerate)),
        cues: all(cues.flatMap((cue) => cueOf(cue, row.samplerate))),
        crates: all([...new Set(crates.map(({ name }) => name))]),
      }),
    };
  }
}

type Facts = Pick<DeckTrack, 'title' | 'artists' | 'album' | 'releaseDate' | 'bpm' | 'key' | 'duration'>;

const factsOf = (row: TrackRow): Facts =>
  given<Facts>({
    title: filled(row.title),
    artists: row.artist === '' ? undefined : [row.artist],
    album: filled(row.album),
    releaseDate: dateIn(row.year),
    bpm: positive(row.bpm),
    key: (row.key_id === null ? undefined : keyOfMixxx(row.key_id)) ?? classicKey(row.key),
    duration: positive(row.duration),
  });

const all = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined);

const cueRow = z.object({
  track: z.number(),
  type: z.number(),
  position: z.number().nonnegative(),
  length: column.number,
  hotcue: column.number,
  label: column.text,
  color: column.number,
});
type CueRow = z.output<typeof cueRow>;

/** Of those where it says where they are. */
function cuesIn(db: Sqlite): Iterator<CueRow> {
  if (db.columnsOf('cues').size === 0) return [].values();
  const fields = db.pick('cues', 'c', ['type', 'position', 'length', 'hotcue', 'label', 'color']);
  const query = `SELECT c.track_id AS track, ${fields} FROM cues c WHERE c.position >= 0 AND c.track_id IS NOT NULL ORDER BY c.track_id`;
  return db.rows('cues', query, cueRow);
}

/** Mixxx' numbers of kinds. Where the first and the last sound are, it notes for itself. */
const KINDS: Readonly<Record<number, DeckCue['kind']>> = {
  1: 'cue',
  2: 'load',
  4: 'loop',
  6: 'fade-in',
  7: 'fade-out',
};

/** Its positions count the samples of both channels. */
function cueOf({ type, position, length, hotcue, label, color }: CueRow, rate: number | null): DeckCue[] {
  const kind = KINDS[type];
  if (kind === undefined || !rate || rate <= 0) return [];
  const seconds = (samples: number): number => samples / (2 * rate);
  return [
    given<DeckCue>({
      kind,
      start: seconds(position),
      end: kind === 'loop' && length !== null && length > 0 ? seconds(position + length) : undefined,
      name: filled(label),
      hot: hotcue !== null && hotcue >= 0 ? hotcue : undefined,
      colour: hotcue !== null && hotcue >= 0 && color !== null ? hex(color) : undefined,
    }),
  ];
}

const hex = (colour: number): string => `#${(colour & 0xffffff).toString(16).padStart(6, '0')}`;

const memberRow = z.object({ track: z.number(), name: z.string() });

/** Crates, and playlists that a person made. */
function cratesIn(db: Sqlite): Iterator<z.output<typeof memberRow>> {
  const parts = [
    ...(db.columnsOf('crates').size > 0 && db.columnsOf('crate_tracks').size > 0
      ? [
          `SELECT m.track_id AS track, ${short('c.name')} AS name FROM crate_tracks m JOIN crates c ON c.id = m.crate_id`,
        ]
      : []),
    ...(db.columnsOf('Playlists').size > 0 && db.columnsOf('PlaylistTracks').size > 0
      ? [
          `SELECT m.track_id AS track, ${short('p.name')} AS name FROM PlaylistTracks m JOIN Playlists p ON p.id = m.playlist_id WHERE p.hidden = 0`,
        ]
      : []),
  ];
  if (parts.length === 0) return [].values();
  return db.rows('crates', `${parts.join(' UNION ALL ')} ORDER BY track`, memberRow);
}

const playRow = trackRow.extend({ list: z.number(), played: column.text });

function sessionsIn(db: Sqlite): ClaimList[] {
  const query = `SELECT p.id AS list, ${short('m.pl_datetime_added')} AS played, ${db.pick('library', 'l', FIELDS)}, ${db.pick('track_locations', 'f', ['location'])}
    FROM Playlists p JOIN PlaylistTracks m ON m.playlist_id = p.id
    JOIN library l ON l.id = m.track_id LEFT JOIN track_locations f ON f.id = l.location
    WHERE p.hidden = ${HISTORY} ORDER BY p.id DESC, m.position`;
  return sessionsOf(db.plays(query, playRow), (row) => ({ track: trackOf(row), at: momentIn(row.played) }), {
    title: TITLE,
    slack: SLACK,
  });
}

function trackOf(row: TrackRow): Track {
  const { title, artists = [], ...facts } = factsOf(row);
  const named = title === undefined ? readPath(row.location) : { title, artists };
  return { ...named, ...facts, ...(row.location !== '' && { file: row.location }) };
}

/** It writes UTC, of old without saying so: `2024-06-10 20:14:05`, `2024-06-10T20:14:05.123Z`. */
function momentIn(text: string): number | null {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,3})?)(?:Z|\+00:00)?$/.exec(text) ?? [];
  const milliseconds = day && time ? Date.parse(`${day}T${time}Z`) : Number.NaN;
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
}
