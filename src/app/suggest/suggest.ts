import { UsageError } from '../../domain/errors.js';
import type { Features } from '../../domain/ports/features.js';
import { NO_KEY } from '../../domain/ports/features.js';
import type { Played } from '../../domain/ports/played.js';
import {
  type Arc,
  SUGGESTIONS_SCHEMA,
  type Suggestion,
  type Suggestions,
  type Weights,
} from '../../domain/suggestion.js';
import type { Track } from '../../domain/track.js';
import { trackLabel } from '../../domain/track.js';
import { placesBetween, stepsBetween } from './path.js';
import { type Piece, pieceAt, soundingOf } from './piece.js';
import { allRows, best, type Left } from './rank.js';
import { playTime, reasonsFor } from './reasons.js';
import { Scorer } from './scorer.js';
import { draft, timesOf } from './set.js';
import { findWay } from './way.js';

/** A track that somebody named. */
export interface Seed {
  piece: Piece;
  track: Track;
  /** Where the library has it; null where it hasn't. */
  row: number | null;
}

export interface SuggestRun {
  features: Features;
  played: Played;
  weights: Weights;
  from: Seed | null;
  /** What isn't to be played besides: what came before in the mix, and what the user leaves out. */
  not: readonly Seed[];
}

/** What could be played next, the best first. */
export function whatNext(run: SuggestRun & { from: Seed }, count: number): Suggestions {
  const { features, from } = run;
  const scorer = scorerOf(run).after(from.piece);
  if (!scorer.tells) return { ...documentOf(run, 'next'), tracks: [], notes: [...notesOn(run), NOTHING_TELLS] };
  const ranked = best(features.columns, allRows(features.columns), scorer, count, leftOf(run, [from]));
  const tracks = ranked.flatMap(({ row }) => suggestionOf(features, scorer, from.piece, row) ?? []);
  return { ...documentOf(run, 'next'), tracks, notes: notesOn(run) };
}

/** The tracks that lead from one to another, which is the last of them. */
export function pathTo(run: SuggestRun & { from: Seed }, to: Seed & { row: number }, steps?: number): Suggestions {
  const { features, from } = run;
  if (isSamePiece(from, to)) {
    throw new UsageError(`It is "${trackLabel(to.track)}" that both names mean. Name another track to go to.`);
  }
  const { columns } = features;
  const scorer = scorerOf(run);
  const places = placesBetween(from.piece, to.piece, steps ?? stepsBetween(from.piece, to.piece));
  const left = leftOf(run, [from, to]);
  const rows = [...findWay({ columns, scorer, left, from: from.piece, places, to: to.piece }), to.row];
  const path = inOrder(run, 'path', rows, from.piece);
  if (rows.length < places.length + 1) path.notes.push('The library has no more tracks for so many steps.');
  return path;
}

/** A whole set: from a seed, which is its first track where the library has it, or from anywhere. */
export function draftSet(run: SuggestRun, seconds: number, arc: Arc): Suggestions {
  const { features, from, played } = run;
  const { columns } = features;
  const playFor = playTime(played.taste);
  const { rows, arcOf } = draft({
    ...{ columns, scorer: scorerOf(run), left: leftOf(run, from ? [from] : []), seconds, arc, playFor },
    from: from?.piece ?? null,
    first: from?.row ?? null,
  });
  const set = inOrder(run, 'set', rows, from?.row === null ? from.piece : null);
  if (arcOf === 'tempo' && arc !== 'flat')
    set.notes.push('The energy of most tracks is unknown, so the arc is one of tempo.');
  if (arcOf === null) set.notes.push('Neither energy nor tempo is known of these tracks, so there is no arc.');
  const longest = Math.max(0, ...rows.map((row) => columns.seconds[row]!));
  if ((set.length ?? 0) < seconds - longest) set.notes.push('The library has no more tracks for a set of this length.');
  return set;
}

const scorerOf = ({ features, weights, played }: SuggestRun): Scorer => new Scorer(features.columns, weights, played);

const isSamePiece = (a: Seed, b: Seed): boolean =>
  (a.row !== null && a.row === b.row) || (a.piece.name !== 0 && a.piece.name === b.piece.name);

function leftOf({ not }: SuggestRun, seeds: readonly Seed[]): Left {
  const all = [...not, ...seeds];
  return {
    rows: new Set(all.flatMap(({ row }) => row ?? [])),
    names: new Set(all.map(({ piece }) => piece.name)),
    works: new Set(all.map(({ piece }) => piece.work)),
  };
}

const documentOf = (
  { from }: SuggestRun,
  kind: Suggestions['kind'],
): Pick<Suggestions, 'schema' | 'kind' | 'from'> => ({
  schema: SUGGESTIONS_SCHEMA,
  kind,
  from: from && {
    title: from.track.title,
    artists: from.track.artists,
    ...(from.track.version !== undefined && { version: from.track.version }),
    ...(from.track.file !== undefined && { file: from.track.file }),
    ...soundingOf(from.piece),
  },
});

/** Null where what the library says of it can't be read. */
function suggestionOf(features: Features, scorer: Scorer, from: Piece | null, row: number): Suggestion | null {
  const track = features.track(row);
  if (!track) return null;
  const piece = pieceAt(features.columns, row);
  const score = Math.round(scorer.fit(row) * 1000) / 1000;
  const reasons = reasonsFor(from, piece, scorer.values, scorer.neighbour(piece.name));
  return { track, ...soundingOf(piece), duration: features.columns.seconds[row]!, score, reasons };
}

function inOrder(run: SuggestRun, kind: 'path' | 'set', rows: readonly number[], from: Piece | null): Suggestions {
  const { features, played } = run;
  const scorer = scorerOf(run);
  const { starts, ends, length } = timesOf(features.columns, rows, playTime(played.taste));
  const tracks: Suggestion[] = [];
  let before = from;
  for (const [at, row] of rows.entries()) {
    const one = suggestionOf(features, scorer.after(before), before, row);
    if (one) tracks.push({ ...one, start: tenths(starts[at]!), end: tenths(ends[at]!) });
    before = pieceAt(features.columns, row);
  }
  return { ...documentOf(run, kind), tracks, length: Math.round(length), notes: notesOn(run) };
}

const tenths = (seconds: number): number => Math.round(seconds * 10) / 10;

const NOTHING_TELLS =
  'So nothing tells what fits it: neither its tags nor a mix of the archive, nor has the library heard it.';

/** What nobody knows of what it goes on from. */
function notesOn({ from }: SuggestRun): string[] {
  if (!from) return [];
  const { bpm, key, energy } = from.piece;
  const unknown = [
    ...(bpm > 0 ? [] : ['tempo']),
    ...(key === NO_KEY ? ['key'] : []),
    ...(energy > 0 ? [] : ['energy']),
  ];
  if (unknown.length === 0) return [];
  const last = unknown.pop()!;
  const what = unknown.length > 0 ? `${unknown.join(', ')} and ${last}` : last;
  return [`The ${what} of "${trackLabel(from.track)}" ${unknown.length > 0 ? 'are' : 'is'} unknown.`];
}
