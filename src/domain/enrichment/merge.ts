import { given } from '../given.js';
import type { Span } from '../span.js';
import type { Track } from '../track.js';
import type { Entry, TrackEntry } from '../tracklist.js';
import type { Hearing, Judgement } from './answers.js';
import { sameNames } from './same-names.js';
import { type Enrichment, enrichmentOf, type Filled, type Heard, type Names, type Validation } from './saved.js';

/** Who said it. */
export interface Source {
  provider: string;
  model: string;
  prompt: string;
}

/** Below this a model thinks the entry wrong rather than right; it is told to say .5 of what it doesn't know. */
const DOUBT = 0.35;

/**
 * What the names were before any model touched them: what a question is about, so that enriching twice asks the same. Names
 * that somebody changed by hand after that are taken as they are now.
 */
function measuredNames(entry: TrackEntry): Names {
  const { artists, title, version } = entry.track;
  const { original, split } = enrichmentOf(entry);
  const now = given<Names>({ artists, title, version });
  return original && split && sameSpelling(split, now) ? given<Names>({ ...original }) : now;
}

/** The track without what a model has filled in: what providers measured. */
export function measuredTrack(entry: TrackEntry): Track {
  const { filled = [] } = enrichmentOf(entry);
  const { version: _, ...track } = entry.track;
  for (const field of filled) delete track[field];
  return { ...track, ...measuredNames(entry) };
}

/**
 * An entry with a model's judgement. Names take the model's split when it says the same in other fields, and the measured
 * spelling is kept; gaps take what it knows, unless it doubts the entry. Times, ids, codes, confidence and every field that a
 * provider told stay as they are.
 */
export function withJudgement(entry: TrackEntry, judgement: Judgement, source: Source): TrackEntry {
  const measured = measuredTrack(entry);
  const before = measuredNames(entry);
  const told = given<Names>({
    artists: judgement.artists,
    title: judgement.title,
    version: judgement.version ?? undefined,
  });
  const usable = sameNames(before, told) && (told.artists.length > 0 || before.artists.length === 0);
  const names = usable ? told : before;
  const doubtful = judgement.score < DOUBT;
  const gaps = doubtful || !usable ? {} : gapsOf(measured, judgement);
  const { version: _, ...rest } = measured;
  const validation = given<Validation>({
    ...source,
    score: judgement.score,
    reason: judgement.reason,
    doubtful,
    remixer: judgement.remixer ?? undefined,
    label: judgement.label ?? undefined,
    year: judgement.year ?? undefined,
    genre: judgement.genre ?? undefined,
    subgenre: judgement.subgenre ?? undefined,
    mood: some(judgement.mood),
    energy: judgement.energy ?? undefined,
    otherwise: usable ? undefined : [told.artists.join(' & '), told.title, told.version].filter(Boolean).join(' - '),
  });
  const { heard } = enrichmentOf(entry);
  const enrichment = given<Enrichment>({
    ...(sameSpelling(before, names) ? {} : { original: before, split: names }),
    filled: some(Object.keys(gaps) as Filled[]),
    validation,
    heard,
  });
  return {
    ...entry,
    track: { ...rest, ...gaps, ...names },
    enrichment: { ...foreign(entry), ...enrichment },
  };
}

/** An entry with what a model heard in it. Only a track without any genre takes one from it. */
export function withHearing<E extends Entry>(entry: E, hearing: Hearing, source: Source, clip: Span): E {
  const heard = given<Heard>({
    ...source,
    ...clip,
    description: hearing.description,
    genre: hearing.genre ?? undefined,
    subgenre: hearing.subgenre ?? undefined,
    mood: some(hearing.mood),
    energy: hearing.energy ?? undefined,
    bpm: hearing.bpm ?? undefined,
    instruments: some(hearing.instruments),
    vocal: hearing.vocal === 'unclear' ? undefined : hearing.vocal,
    words: hearing.words ?? undefined,
    language: hearing.language ?? undefined,
  });
  return { ...entry, enrichment: { ...entry.enrichment, ...enrichmentOf(entry), heard } };
}

/** What no provider told and the model knows. */
function gapsOf(measured: Track, { label, year, genre, subgenre }: Judgement): Partial<Track> {
  const genres = [genre, subgenre].filter((name) => name !== null);
  return given<Partial<Track>>({
    label: measured.label === undefined ? (label ?? undefined) : undefined,
    releaseDate: measured.releaseDate === undefined && year !== null ? String(year) : undefined,
    genres: (measured.genres ?? []).length === 0 ? some(genres) : undefined,
  });
}

/** What other programs, or later versions, keep beside ours. */
function foreign(entry: Entry): Record<string, unknown> {
  const { original: _o, split: _s, filled: _f, validation: _v, heard: _h, ...others } = entry.enrichment ?? {};
  return others;
}

const some = <T>(list: readonly T[]): T[] | undefined => (list.length > 0 ? [...list] : undefined);

const sameSpelling = (a: Names, b: Names): boolean =>
  a.title === b.title && (a.version ?? '') === (b.version ?? '') && a.artists.join('\n') === b.artists.join('\n');
