import { playedBpm } from '../domain/track.js';
import type { Entry } from '../domain/tracklist.js';
import type { KeptMix } from './kept.js';

/** To be raised when summaries hold something else: then they are made anew from the mixes. */
export const READING = 2;

/** What is known of an entry without opening its mix. */
export interface Played {
  start: number;
  end: number;
  /** Empty where nobody knows what it is. */
  artists: string[];
  title: string;
  /** Of the ID that it is. */
  number?: number;
  version?: string;
  label?: string;
  year?: number;
  bpm?: number;
  key?: string;
}

/** What is known of a mix without opening it: enough for lists, search and figures. */
export interface MixSummary extends Pick<KeptMix, 'id' | 'content' | 'places' | 'firstKept' | 'lastKept'> {
  revision: number;
  name: string;
  title?: string;
  artist?: string;
  createdAt: string;
  duration: number;
  /** False for what was cut short. */
  complete: boolean;
  corrections: number;
  played: Played[];
}

export function summaryOf({ tracklist, changes: _, sound: __, ...mix }: KeptMix, revision: number): MixSummary {
  const { source, createdAt, duration, complete, window, corrections = [], entries } = tracklist;
  const { name, title, artist } = source;
  return {
    ...mix,
    revision,
    name,
    ...(title !== undefined && { title }),
    ...(artist !== undefined && { artist }),
    createdAt,
    duration,
    complete: complete && window === undefined,
    corrections: corrections.length,
    played: entries.map(playedOf),
  };
}

function playedOf(entry: Entry): Played {
  const { start, end, track } = entry;
  if (!track) {
    const { number } = entry;
    return { start, end, artists: [], title: '', ...(number !== undefined && { number }) };
  }
  const { artists, title, version, label, releaseDate, key } = track;
  const bpm = playedBpm(entry);
  const year = Number(releaseDate?.slice(0, 4));
  return {
    start,
    end,
    artists,
    title,
    ...(version !== undefined && { version }),
    ...(label !== undefined && { label }),
    ...(year > 0 && { year }),
    ...(bpm !== null && { bpm }),
    ...(key !== undefined && { key }),
  };
}

export const isKnown = (played: Played): boolean => played.title !== '';
