import { against } from './against.js';
import { isFollowed } from './phantoms.js';
import { relate } from './recording.js';
import type { Track } from './track.js';
import type { Alternative, Entry, Evidence, TrackEntry } from './tracklist.js';

/**
 * That an entry is of a work and that it is of the recording which it names are two things: services and libraries know edits, remixes and
 * bootlegs, of which one is heard as well as the other. What speaks for another version takes nothing from the first.
 */

/** What speaks for another version than the one that is named. */
export type VersionDoubt =
  /** Other edits sound the same there. */
  | { kind: 'same sound'; tracks: Track[] }
  /** Another version was named there, too. */
  | { kind: 'version'; track: Track; confidence: number }
  /** It was heard at this position, where the named one has ended. */
  | { kind: 'past its end'; trackTime: number }
  /** The positions that were told don't lie on one line: in this version the parts come in another order. */
  | { kind: 'positions' };

/** What is left where a position lies past the end of the recording that is named, and where positions are at odds. */
const PAST_END = 0.2;
const AT_ODDS = 0.5;
/** Seconds by which services are off about lengths and positions, and the widest pitch faders' ±16 %. */
const SLACK = 3;
const FASTEST = 0.16;
/** Parted by less than this, the two are as good as one. */
const APART = 0.03;

/** An entry with how sure its very recording is, where that is less than the work. A person's word is about both. */
export function withRecording<E extends Entry>(entry: E): E {
  const { recordingConfidence: _, ...plain } = entry as TrackEntry;
  if (entry.kind === 'unknown' || entry.corrected) return plain as E;
  const confidence = confidenceIn(plain);
  const isApart = plain.confidence - confidence >= APART;
  return (isApart ? { ...plain, recordingConfidence: Number(confidence.toFixed(3)) } : plain) as E;
}

const confidenceIn = (entry: TrackEntry): number =>
  versionDoubts(entry).reduce((left, doubt) => leftBy(doubt, left, entry), entry.confidence);

function leftBy(doubt: VersionDoubt, before: number, { confidence }: TrackEntry): number {
  switch (doubt.kind) {
    case 'same sound':
      return before / (1 + doubt.tracks.length);
    case 'version':
      return against(before, Math.min(doubt.confidence, confidence));
    case 'past its end':
      return before * PAST_END;
    case 'positions':
      return before * AT_ODDS;
  }
}

/** What speaks for another version, the strongest first. */
export function versionDoubts({ track, evidence, alternatives, toldBy }: TrackEntry): VersionDoubt[] {
  const versions = alternatives.filter((other) => !other.sameSound && relate(other.track, track) === 'version');
  const edits = alternatives.filter((other) => other.sameSound && relate(other.track, track) !== 'same');
  // A length that somebody else told may be of another version than the one that was heard.
  const late = toldBy?.['duration'] === undefined ? pastEnd(evidence, track.duration) : undefined;
  return [
    ...(late === undefined ? [] : [{ kind: 'past its end' as const, trackTime: late }]),
    ...(edits.length > 0 ? [{ kind: 'same sound' as const, tracks: edits.map((edit) => edit.track) }] : []),
    ...versions.map(asDoubt),
    ...(areStrewn(evidence) ? [{ kind: 'positions' as const }] : []),
  ];
}

const asDoubt = ({ track, confidence }: Alternative): VersionDoubt => ({ kind: 'version', track, confidence });

function pastEnd(evidence: readonly Evidence[], duration: number | undefined): number | undefined {
  if (duration === undefined) return undefined;
  const last = Math.max(...evidence.map(({ trackTime = 0 }) => trackTime));
  return last > duration + SLACK ? last : undefined;
}

/** Several positions were told, and no two of them follow one another as time went on. */
function areStrewn(evidence: readonly Evidence[]): boolean {
  const told = evidence.filter(({ trackTime }) => trackTime !== undefined);
  // What was followed may have been looped, or cued anew.
  if (told.length < 2 || evidence.some(isFollowed)) return false;
  return !told.some((one, i) => told.slice(i + 1).some((other) => follow(one, other)));
}

function follow(a: Evidence, b: Evidence): boolean {
  const passed = b.mixTime - a.mixTime;
  return Math.abs(b.trackTime! - a.trackTime! - passed) <= SLACK + FASTEST * Math.abs(passed);
}
