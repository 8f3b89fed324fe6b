import { basename, extname } from 'node:path';
import { given } from '../../domain/given.js';
import type { DeckTrack } from '../../domain/ports/deck.js';
import { fold, relate } from '../../domain/recording.js';
import type { Track } from '../../domain/track.js';
import { withName } from '../scan/retag.js';
import { tagsFrom, untoldIn } from '../scan/tags.js';
import type { TrackRecord } from '../store/records.js';
import type { CommonTags } from '../tags/parse.js';
import type { Told } from './facts.js';

/** A record with what DJ programs say of its file. */
export interface KnownRecord extends TrackRecord {
  /** The crates and playlists that it is in there. */
  crates?: string[];
  /** The programs that say something of it. */
  decks?: string[];
  /** What those call it, where that is another name than its tags have. */
  called?: Name[];
}

type Name = Pick<Track, 'title' | 'version' | 'artists'>;

/** The file's own tags win where they say something; of several programs, the one that was read last. */
export function withFacts(record: TrackRecord, told: Told): KnownRecord {
  const decks = Object.keys(told);
  if (decks.length === 0) return record;
  const crates = [...new Set(Object.values(told).flatMap((track) => track.crates ?? []))];
  const filled = Object.entries(told).reduce((known, [program, track]) => fill(known, program, track), record);
  const named = Object.values(told).flatMap((track) => nameOf(track, record.file.path));
  const called = named.filter((name) => relate(name, nameIn(filled)) === 'different');
  return { ...filled, decks, ...(crates.length > 0 && { crates }), ...(called.length > 0 && { called }) };
}

function nameOf(track: DeckTrack, path: string): Name[] {
  const common = commonOf(track, path);
  return untoldIn(common).includes('title') ? [] : [nameIn(tagsFrom(common, path))];
}

const nameIn = ({ title, version, artists }: Pick<TrackRecord, 'title' | 'version' | 'artists'>): Name =>
  given<Name>({ title, version, artists });

/** What can be filled in by itself. */
const FIELDS = ['album', 'label', 'releaseDate', 'genres', 'bpm', 'key', 'remixers'] as const;

function fill(record: TrackRecord, program: string, track: DeckTrack): TrackRecord {
  const common = commonOf(track, record.file.path);
  // As tags are read, with what is wrong with names in many of them.
  const said = tagsFrom(common, record.file.path);
  const more = FIELDS.filter((field) => record[field] === undefined && said[field] !== undefined);
  const filled = { ...record, ...Object.fromEntries(more.map((field) => [field, said[field]])) };
  // Who has heard the sound knows more than who may have guessed by the file's name, too.
  if (!record.untold || record.namedBy !== undefined) return filled;
  const guessed = untoldIn(common);
  const [title, artists] = [!guessed.includes('title'), guessed.includes('artists') ? [] : said.artists];
  if (!title) return filled;
  // A program may know more than the tags of which version it is.
  const version = record.untold.includes('title') ? said.version : filled.version;
  const named = withName(filled, { title: said.title, version, artists }, program);
  const untold = record.untold.filter((what) => (what === 'title' ? named === filled : artists.length === 0));
  return untold.length > 0 || named === filled ? named : withoutUntold(named);
}

const withoutUntold = ({ untold: _, ...record }: TrackRecord): TrackRecord => record;

function commonOf(track: DeckTrack, path: string): CommonTags {
  const { title, artists, album, label, genre, remixers, bpm, key, releaseDate } = track;
  // Where there are no tags, programs take the file's name for the title; here that is read with more care.
  const isFileName = !artists && fold(title ?? '') === fold(basename(path, extname(path)));
  return {
    title: isFileName ? undefined : title,
    artists,
    album,
    label: label === undefined ? undefined : [label],
    genre: genre === undefined ? undefined : [genre],
    remixer: remixers,
    bpm,
    key,
    releasedate: releaseDate,
  };
}
