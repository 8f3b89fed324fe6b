import type { Match } from '../../domain/match.js';
import type { MixSound, Waveform } from '../../domain/mix-sound.js';
import type { Recurrence } from '../../domain/phantoms.js';
import type { Sound, StretchEar } from '../../domain/ports/analyse.js';
import { relate } from '../../domain/recording.js';
import { lengthOf, overlapOf, type Span, without } from '../../domain/span.js';
import { type Track, trackLabel } from '../../domain/track.js';
import type { Alternative, Entry, Evidence, TrackEntry, UnknownEntry } from '../../domain/tracklist.js';
import { withRecording } from '../../domain/which-recording.js';
import { type Placed, place } from './boundaries.js';
import { together } from './confidence.js';
import { findLines } from './lines.js';
import { doubted } from './phantoms.js';
import { findPlays, isTracked, type Play, speedOf } from './plays.js';
import { settle } from './rivals.js';
import { withWitnesses } from './witnesses.js';

/** The part of the mix that was listened to, and what was heard in it. */
export interface Heard extends Span {
  matches: readonly Match[];
  /** Stretches without music (silence, speech), ascending: no track is missing there. */
  musicless?: readonly Span[];
  /** Samples that were asked about and that nobody could name. */
  unnamed?: readonly Span[];
  /** What the mix itself sounds like, where somebody has listened to that. */
  sound?: Sound | undefined;
  /** What is kept of its sound for later. */
  kept?: MixSound;
  /** How loud it is, and what any stretch of it sounds like, from `start` on; absent where it wasn't heard as a whole. */
  waveform?: Waveform;
  stretches?: StretchEar | undefined;
}

/** Shorter unexplained stretches aren't worth a row. */
const SHORTEST_UNKNOWN = 10;
/** How far a claim is trusted that an answer agrees with: hardly by chance do both name one piece for one stretch. */
const CLAIM = 0.9;

/** Whether somebody's list claims this track for this stretch. */
export type IsClaimed = (track: Track, span: Span) => boolean;

/**
 * From what the identifiers said to the rows of a tracklist: matches → lines → plays → entries. `recurrence` tells how names came up in
 * other mixes, where that is known. What was answered and is also claimed there is surer by that; a claim alone is no answer.
 */
export function assemble(heard: Heard, recurrence?: Recurrence, isClaimed?: IsClaimed): Entry[] {
  const found = findPlays(findLines(heard.matches));
  const left = recurrence ? doubted(found, recurrence) : found;
  const { plays, doubtful } = settle(isClaimed ? left.map((play) => borneOut(play, isClaimed)) : left);
  const { placed, gaps } = place(plays, heard);
  const nameless = gaps
    .flatMap((gap) => without(gap, heard.musicless ?? []))
    .filter((gap) => lengthOf(gap) >= SHORTEST_UNKNOWN);
  shelter(doubtful, nameless, placed);
  const unknowns = nameless.map((gap) => unknownEntry(gap, doubtful));
  const entries = [...placed.map(trackEntry), ...unknowns].sort((a, b) => a.start - b.start || a.end - b.end);
  return withWitnesses(entries, heard);
}

/** A phantom in a stretch that a neighbour fills stands beside that one: it is remembered where it came up. */
function shelter(doubtful: readonly Play[], nameless: readonly Span[], placed: readonly Placed[]): void {
  for (const phantom of doubtful) {
    if (!phantom.recurring || nameless.some((gap) => overlapOf(gap, phantom) > 0)) continue;
    const around = placed.filter((one) => overlapOf(one, phantom) > 0);
    around.sort((a, b) => overlapOf(b, phantom) - overlapOf(a, phantom));
    around[0]?.play.alternatives.push(phantom);
  }
}

/** What follows a track through the mix has heard more than any list can tell. */
function borneOut(play: Play, isClaimed: IsClaimed): Play {
  if (isTracked(play) || !isClaimed(play.track, play)) return play;
  return { ...play, confidence: together([play.confidence, CLAIM]) };
}

/** Where tracks sound by what the identifiers said, sure or not. */
export const soundingIn = (matches: readonly Match[]): Array<Span & { track: Track }> =>
  findPlays(findLines(matches)).flatMap((play) => {
    const { track, start, end } = play;
    // What relates to its name anyway would be the same place twice.
    const others = (otherNamesOf(play).otherNames ?? []).filter((name) => relate(name, track) === 'different');
    return [track, ...others].map((name) => ({ track: name, start, end }));
  });

/** How many tracks that would be, for the progress line: cheaper than placing them. */
export function countTracks(matches: readonly Match[]): number {
  return settle(findPlays(findLines(matches))).plays.length;
}

function trackEntry({ play, start, end, transition, layered }: Placed): TrackEntry {
  const speed = tidyOr(speedOf(play), null);
  return withRecording({
    kind: 'track',
    start: tidy(start),
    end: tidy(end),
    track: play.track,
    confidence: tidy(play.confidence),
    ...recurringOf(play),
    speed,
    evidence: evidenceOf(play),
    alternatives: eachOnce(play.alternatives.map(alternativeOf)),
    ...otherNamesOf(play),
    transition: transition && { start: tidy(transition.start), end: tidy(transition.end) },
    ...(layered ? { layered } : {}),
  });
}

function unknownEntry(gap: Span, doubtful: readonly Play[]): UnknownEntry {
  return {
    kind: 'unknown',
    start: tidy(gap.start),
    end: tidy(gap.end),
    track: null,
    confidence: null,
    speed: null,
    evidence: [],
    alternatives: eachOnce(doubtful.filter((play) => overlapOf(play, gap) > 0).map(alternativeOf)),
    transition: null,
  };
}

/** The surest first; a name that came up in several places is one candidate. */
function eachOnce(candidates: readonly Alternative[]): Alternative[] {
  const byName = new Map<string, Alternative>();
  for (const one of [...candidates].sort((a, b) => b.confidence - a.confidence)) {
    const name = trackLabel(one.track);
    const known = byName.get(name);
    byName.set(name, known ? { ...known, evidence: [...known.evidence, ...one.evidence] } : one);
  }
  return [...byName.values()];
}

function alternativeOf(play: Play): Alternative {
  const sameSound = play.lines.every((line) => line.matches.every((match) => match.sameSound));
  return {
    track: play.track,
    confidence: tidy(play.confidence),
    ...recurringOf(play),
    evidence: evidenceOf(play),
    ...(sameSound ? { sameSound } : {}),
  };
}

const recurringOf = ({ recurring }: Play): Pick<Alternative, 'recurring'> => (recurring ? { recurring } : {});

function otherNamesOf(play: Play): { otherNames?: Track[] } {
  const names = new Map<string, Track>();
  for (const line of play.lines) {
    for (const { otherNames = [] } of line.matches) {
      for (const name of otherNames) names.set(name.file ?? trackLabel(name), name);
    }
  }
  return names.size > 0 ? { otherNames: [...names.values()] } : {};
}

function evidenceOf(play: Play): Evidence[] {
  return play.lines
    .flatMap((line) => line.matches)
    .sort((a, b) => a.mixTime - b.mixTime)
    .map((m) => ({
      identifier: m.identifier,
      mixTime: tidy(m.mixTime),
      mixDuration: tidy(m.mixDuration),
      ...(m.trackTime === undefined ? {} : { trackTime: tidy(m.trackTime) }),
      ...(m.speed === undefined ? {} : { speed: tidy(m.speed, 5) }),
      ...(m.pitch === undefined ? {} : { pitch: tidy(m.pitch, 5) }),
      score: tidy(m.score),
    }));
}

/** Milliseconds are finer than anything that is known here; more digits would only pretend. */
function tidy(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}
function tidyOr(value: number | null, otherwise: null): number | null {
  return value === null ? otherwise : tidy(value, 5);
}
