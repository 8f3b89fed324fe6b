import { labelOf, nameOf } from '../domain/corrections.js';
import { answersIn, type Given, isBorneOut } from '../domain/phantoms.js';
import { relate } from '../domain/recording.js';
import { playedBpm, type Track } from '../domain/track.js';
import type { Alternative, Entry, Tracklist } from '../domain/tracklist.js';
import type { KeptMix } from './kept.js';

/** To be raised when summaries hold something else: then they are made anew from the mixes. */
export const READING = 4;

/** A name, as far as it tells tracks apart. Empty where nobody knows what it is. */
interface Named {
  artists: string[];
  title: string;
  version?: string;
}

/** What is known of an entry without opening its mix. */
export interface Played extends Named {
  start: number;
  end: number;
  /** Of the ID that it is, or was until it got its name. */
  number?: number;
  label?: string;
  year?: number;
  bpm?: number;
  key?: string;
  /** The service that gave the name, where nothing else bears it out. */
  lone?: string;
  /** A person said so. */
  yours?: true;
}

/** A candidate that no entry came of, and that nothing bears out. */
export interface Doubted extends Named {
  lone: string;
}

/** What is known of a mix without opening it: enough for lists, search and figures, and to tell phantoms. */
export interface MixSummary
  extends Pick<KeptMix, 'id' | 'content' | 'copies' | 'places' | 'sound' | 'firstKept' | 'lastKept'> {
  revision: number;
  name: string;
  title?: string;
  artist?: string;
  createdAt: string;
  duration: number;
  /** False for what was cut short. */
  complete: boolean;
  corrections: number;
  /** Who was asked, or has answered. */
  asked: string[];
  played: Played[];
  doubted?: Doubted[];
  /** Names that a person rejected. */
  rejected?: string[];
}

export function summaryOf({ tracklist, undoable: _, ...mix }: KeptMix, revision: number): MixSummary {
  const { source, createdAt, duration, complete, window, corrections = [], entries } = tracklist;
  const { name, title, artist } = source;
  const { behind } = answersIn(entries);
  const doubted = entries.flatMap((entry) => doubtedOf(entry, behind));
  const rejected = rejectedIn(tracklist);
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
    asked: askedIn(tracklist),
    played: entries.map((entry) => playedOf(entry, behind)),
    ...(doubted.length > 0 && { doubted }),
    ...(rejected.length > 0 && { rejected }),
  };
}

function playedOf(entry: Entry, behind: Behind): Played {
  const { start, end, track, number } = entry;
  const numbered = number === undefined ? {} : { number };
  if (!track) return { start, end, artists: [], title: '', ...numbered };
  const { label, releaseDate, key } = track;
  const bpm = playedBpm(entry);
  const year = Number(releaseDate?.slice(0, 4));
  const lone = loneIn(behind(entry));
  return {
    start,
    end,
    ...namedBy(track),
    ...numbered,
    ...(label !== undefined && { label }),
    ...(year > 0 && { year }),
    ...(bpm !== null && { bpm }),
    ...(key !== undefined && { key }),
    ...(lone !== undefined && !entry.corrected && { lone }),
    ...(entry.corrected && { yours: true }),
  };
}

const namedBy = ({ artists, title, version }: Track): Named => ({
  artists,
  title,
  ...(version !== undefined && { version }),
});

/** Who gave a name that nothing bears out. */
const loneIn = (given: Given): string | undefined => (isBorneOut(given) ? undefined : given.answers[0]?.identifier);

type Behind = (one: Pick<Alternative, 'track' | 'evidence'>) => Given;

/** Candidates beside an entry, but for other versions of what it is. */
function doubtedOf(entry: Entry, behind: Behind): Doubted[] {
  return entry.alternatives.flatMap((alternative) => {
    const { track } = alternative;
    const lone = loneIn(behind(alternative));
    if (lone === undefined || (entry.track && relate(entry.track, track) !== 'different')) return [];
    return [{ ...namedBy(track), lone }];
  });
}

/** What was rejected, and isn't what the mix's owner calls it by now. */
function rejectedIn({ corrections = [], entries }: Tracklist): string[] {
  const yours = new Set(entries.filter(({ corrected }) => corrected).map(labelOf));
  const names = corrections.flatMap((one) => (one.kind === 'rejected' ? [one.was] : []));
  return [...new Set(names)].filter((name) => name !== nameOf(null) && !yours.has(name));
}

function askedIn({ identifiers = [], entries }: Tracklist): string[] {
  const evidence = entries.flatMap((entry) => [entry, ...entry.alternatives].flatMap((one) => one.evidence));
  return [...new Set([...identifiers, ...evidence.map(({ identifier }) => identifier)])];
}

export const isKnown = (played: Played): boolean => played.title !== '';
