import { trackLabel, UNKNOWN_LABEL } from '../domain/track.js';
import type { Entry } from '../domain/tracklist.js';
import type { Truth } from './set.js';

export interface Verdict {
  /** What was played, as a tracklist would say it. */
  played: string;
  truth: Truth;
  /** The entry that stands where this one should, if there is one. */
  entry: Entry | null;
  /** What is wrong with it; empty when it is right. */
  wrong: string[];
}

/** Before the first crossfade there is none to be within. */
const LEAST_TOLERANCE = 2;
const SPEED_TOLERANCE = 0.003;

/**
 * Holds a tracklist against the truth, row by row. A start is right when it lies within the crossfade: a listener who is
 * asked where the new track took over would point somewhere in there too.
 */
export function judge(truths: readonly Truth[], entries: readonly Entry[]): Verdict[] {
  const left = new Set(entries);
  const verdicts = truths.map((truth): Verdict => {
    const entry = entries.find((e) => left.has(e) && labelOf(e) === playedLabel(truth)) ?? null;
    if (entry) left.delete(entry);
    return { played: playedLabel(truth), truth, entry, wrong: entry ? faults(truth, entry) : ['not found'] };
  });
  // What wasn't played at all is a fault of the stretch where it is said to be.
  for (const entry of left) {
    const middle = (entry.start + entry.end) / 2;
    const at = verdicts.findLast(({ truth }) => truth.heard <= middle) ?? verdicts[0]!;
    at.wrong.push(`also said to be ${labelOf(entry)}`);
  }
  return verdicts;
}

function startTolerance({ start, heard }: Truth): number {
  return Math.max(LEAST_TOLERANCE, start - heard);
}

/** A track that the library doesn't have can't be named, and must not be. */
function playedLabel({ score }: Truth): string {
  return score ? `${score.artist} - ${score.title}` : UNKNOWN_LABEL;
}

function labelOf(entry: Entry): string {
  return entry.track ? trackLabel(entry.track) : UNKNOWN_LABEL;
}

function faults(truth: Truth, entry: Entry): string[] {
  const wrong: string[] = [];
  if (Math.abs(entry.start - truth.start) > startTolerance(truth)) wrong.push('start');
  if (truth.score && !(Math.abs((entry.speed ?? 0) - truth.speed) <= SPEED_TOLERANCE)) wrong.push('speed');
  return wrong;
}
