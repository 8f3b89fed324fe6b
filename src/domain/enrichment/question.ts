import { given } from '../given.js';
import { oneLine } from '../text.js';
import { trackLabel } from '../track.js';
import type { Entry, TrackEntry } from '../tracklist.js';
import { measuredTrack } from './merge.js';

/** What a model is told of an entry: names and a few figures. No file, no address, no identification, no key. */
export interface Question {
  /** Place in the list of entries. */
  index: number;
  about: {
    artists: string[];
    title: string;
    version?: string;
    label?: string;
    year?: number;
    genres?: string[];
    /** 1.032 is 3.2 % faster than recorded. */
    playedSpeed?: number;
    /** Seconds; of the recording, and for how long it is heard. */
    length?: number;
    heardFor?: number;
  };
  /** The entries before and after it, by name only. */
  before: string | null;
  after: string | null;
}

/** What is longer is cut: a title of a thousand words is no title, and would push the others out of the request. */
const LONGEST = 240;

/** One question for each named entry. */
export function questionsOf(entries: readonly Entry[]): Question[] {
  const names = entries.map((entry) => (entry.kind === 'track' ? cut(trackLabel(measuredTrack(entry))) : null));
  return entries.flatMap((entry, index) =>
    entry.kind === 'track'
      ? [{ index, about: aboutOf(entry), before: names[index - 1] ?? null, after: names[index + 1] ?? null }]
      : [],
  );
}

function aboutOf(entry: TrackEntry): Question['about'] {
  const track = measuredTrack(entry);
  const year = Number(track.releaseDate?.slice(0, 4));
  return given<Question['about']>({
    artists: track.artists.slice(0, 12).map(cut),
    title: cut(track.title),
    version: track.version === undefined ? undefined : cut(track.version),
    label: track.label === undefined ? undefined : cut(track.label),
    year: year > 0 ? year : undefined,
    genres: track.genres?.slice(0, 8).map(cut),
    playedSpeed: entry.speed === null ? undefined : Number(entry.speed.toFixed(3)),
    length: track.duration === undefined ? undefined : Math.round(track.duration),
    heardFor: Math.round(entry.end - entry.start),
  });
}

/** Signs that nobody sees and a model reads: tags, and blanks without width. */
const UNSEEN = /[\u200b\u2060\u{e0000}-\u{e007f}]/gu;

function cut(text: string): string {
  const clean = oneLine(text.replace(UNSEEN, ''));
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST - 1)}…` : clean;
}
