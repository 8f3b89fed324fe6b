import { withoutName } from '../../domain/corrections.js';
import type { Match } from '../../domain/match.js';
import { answersIn, isBorneOut, isSettled, type Recurrence, trustAfter } from '../../domain/phantoms.js';
import { relate } from '../../domain/recording.js';
import { type Track, trackLabel } from '../../domain/track.js';
import type { Alternative, Entry, Recurring, TrackEntry } from '../../domain/tracklist.js';
import { withRecording } from '../../domain/which-recording.js';
import { findLines } from './lines.js';
import type { Play } from './plays.js';
import { ENTRY_THRESHOLD, gapBetween, NEARBY } from './rivals.js';

/** A name that loses less than this isn't doubted. */
const NOTHING = 0.05;
/** Seconds between two rows that follow each other. */
const HAIR = 1;

/** What is left of a play's confidence after what other mixes say of its name. What nobody can doubt, stays as it is. */
export function doubted(plays: readonly Play[], recurrence: Recurrence): Play[] {
  const answers = new Map<string, Match[]>();
  for (const play of plays) answers.set(play.key, [...(answers.get(play.key) ?? []), ...matchesOf(play)]);
  const givenBy = (play: Play) => {
    return { answers: matchesOf(play), all: answers.get(play.key)!, duration: play.track.duration };
  };
  const beside = plays.filter((play) => isBorneOut(givenBy(play))).map(({ track }) => track);
  return plays.map((play) => {
    if (isSettled(givenBy(play)) || hasWitness(play, plays)) return play;
    return { ...play, ...trusted(play.track, play.confidence, play.lines[0]!.identifier, recurrence, beside) };
  });
}

/** Whether an answer alone is no reason to take its stretch for named. */
export function isPhantom(match: Match, recurrence: Recurrence | undefined): boolean {
  if (!recurrence || match.witness || isSettled({ answers: [match] })) return false;
  const [line] = findLines([match]);
  return trusted(match.track, line!.confidence, match.identifier, recurrence, []).confidence < ENTRY_THRESHOLD;
}

/**
 * The entries of a tracklist that was made when less was known of other mixes: what has turned out to be a phantom since then is an
 * unknown, with its name among the candidates. Doing it again changes nothing.
 */
export function withoutPhantoms(entries: readonly Entry[], recurrence: Recurrence): Entry[] {
  const answers = answersIn(entries);
  const tracks = entries.filter((entry) => entry.kind === 'track');
  const beside = tracks.filter((entry) => isBorneOut(answers.behind(entry))).map(({ track }) => track);
  const fresh = new Set<Entry>();
  const left = entries.map((entry) => {
    if (entry.kind !== 'track' || entry.corrected || entry.evidence.length === 0) return entry;
    const now = trustedEntry(entry, isSettled(answers.behind(entry)), recurrence, beside);
    if (now.confidence >= ENTRY_THRESHOLD) return now;
    const aside = setAside(now);
    fresh.add(aside);
    return aside;
  });
  return joined(left, fresh);
}

/** What a phantom has parted is one unknown; two that have numbers stay two. */
function joined(entries: readonly Entry[], fresh: Set<Entry>): Entry[] {
  const rows: Entry[] = [];
  for (const entry of entries) {
    const last = rows.at(-1);
    const isOne =
      last?.kind === 'unknown' &&
      entry.kind === 'unknown' &&
      (fresh.has(last) || fresh.has(entry)) &&
      entry.start - last.end <= HAIR &&
      !(last.corrected || entry.corrected) &&
      (last.number === undefined || entry.number === undefined);
    if (!isOne) {
      rows.push(entry);
      continue;
    }
    const alternatives = [...last.alternatives, ...entry.alternatives].sort((a, b) => b.confidence - a.confidence);
    const whole = { ...entry, ...last, end: Math.max(last.end, entry.end), alternatives };
    fresh.add(whole);
    rows[rows.length - 1] = whole;
  }
  return rows;
}

function trustedEntry(
  entry: TrackEntry,
  isSure: boolean,
  recurrence: Recurrence,
  beside: readonly Track[],
): TrackEntry {
  const { track, evidence, alternatives } = entry;
  const [{ identifier } = { identifier: '' }] = evidence;
  const isWitnessed = alternatives.some(
    (other) =>
      relate(other.track, track) !== 'different' && other.evidence.some((one) => one.identifier !== identifier),
  );
  if (isSure || isWitnessed) return entry;
  // By the evidence alone, lest what was taken away before is taken away twice.
  const lines = findLines(evidence.map((one) => ({ ...one, key: '', track })));
  const alone = Math.max(...lines.map(({ confidence }) => confidence));
  const { confidence, recurring } = trusted(track, alone, identifier, recurrence, beside);
  if (!recurring || confidence >= entry.confidence - NOTHING) return entry;
  return withRecording({ ...entry, confidence, recurring });
}

/** Whatever sounds there, it is more likely something else. */
function setAside(entry: TrackEntry): Entry {
  const { track, confidence, evidence, recurring } = entry;
  const rest = withoutName(entry, trackLabel(track));
  const name: Alternative = { track, confidence, evidence, ...(recurring && { recurring }) };
  const alternatives = [...rest.alternatives, name].sort((a, b) => b.confidence - a.confidence);
  return { ...rest, alternatives };
}

function trusted(
  track: Track,
  confidence: number,
  identifier: string,
  recurrence: Recurrence,
  beside: readonly Track[],
): { confidence: number; recurring?: Recurring } {
  const sightings = recurrence(track, identifier, beside);
  const left = trustAfter(confidence, sightings);
  if (left >= confidence - NOTHING) return { confidence };
  const { asked, lone, rejected } = sightings;
  return { confidence: Number(left.toFixed(3)), recurring: { asked, lone, rejected } };
}

/** Another identifier gives the same piece there, in whatever version. */
function hasWitness(play: Play, plays: readonly Play[]): boolean {
  const [{ identifier }] = play.lines as [Play['lines'][number]];
  return plays.some(
    (other) =>
      other.lines.every((line) => line.identifier !== identifier) &&
      relate(other.track, play.track) !== 'different' &&
      gapBetween(other, play) <= NEARBY,
  );
}

const matchesOf = (play: Play): Match[] => play.lines.flatMap((line) => line.matches);
