import { camelotKey, camelotStep, keyName, keyNumber, keysFit, transposed } from './musical-key.js';
import { lengthOf } from './span.js';
import { playedBpm } from './track.js';
import type { Entry, KeyStep, MixedIn, TrackEntry } from './tracklist.js';

/** A pitch further from a semitone than this lies in no key that could be named. */
const BETWEEN_KEYS = 0.35;
/** After so many seconds of something else nothing is mixed into anything. */
const APART = 10;

/** The key as it was played: the recording's own, moved by its pitch, else as the mix sounds. Null where neither tells. */
export function playedKey(entry: Pick<TrackEntry, 'track' | 'evidence' | 'sounds'>): string | null {
  const own = keyNumber(entry.track.key ?? '');
  const pitch = pitchOf(entry);
  if (own === undefined) return entry.sounds?.key ?? null;
  // Nobody knows the pitch: most play a track in its own key.
  if (pitch === null) return entry.sounds?.key ?? keyName(own)!;
  const semitones = 12 * Math.log2(pitch);
  if (Math.abs(semitones - Math.round(semitones)) > BETWEEN_KEYS) return null;
  return keyName(transposed(own, semitones)) ?? null;
}

/** `8A`, of a key that has a name. */
export function camelotOf(key: string | null): string | null {
  const number = keyNumber(key ?? '');
  return number === undefined ? null : camelotKey(number);
}

/** As the longest answer says that tells. Who was asked about samples only says nothing of pitch. */
function pitchOf({ evidence }: Pick<TrackEntry, 'evidence'>): number | null {
  const told = evidence.filter(({ pitch }) => pitch !== undefined && pitch > 0);
  if (told.length === 0) return null;
  return told.reduce((a, b) => (b.mixDuration > a.mixDuration ? b : a)).pitch!;
}

/** The track that one is mixed into; none for what is laid over another, and where something else lies between. */
export function mixedAfter(entries: readonly Entry[], index: number): TrackEntry | null {
  const entry = entries[index];
  if (entry?.kind !== 'track' || entry.layered) return null;
  for (let i = index - 1; i >= 0; i--) {
    const before = entries[i]!;
    if (before.kind === 'track' && before.layered) continue;
    return before.kind === 'track' && entry.start - before.end < APART ? before : null;
  }
  return null;
}

/**
 * Every entry with its tempo and key as played, and how it was mixed in. What was measured there stays where it still stands, and an
 * entry that says it all already stays itself.
 */
export function withPlayed(entries: readonly Entry[]): Entry[] {
  const own = entries.map((entry) => (entry.kind === 'track' ? withOwn(entry) : entry));
  return own.map((entry, i) => {
    if (entry.kind !== 'track') return entry;
    const before = mixedAfter(own, i);
    const mixedIn = before && mixedInOf(before, entry, entry.mixedIn);
    const { mixedIn: _earlier, ...rest } = entry;
    const now = mixedIn && Object.keys(mixedIn).length > 1 ? { ...rest, mixedIn } : rest;
    return saysTheSame(now, entries[i] as TrackEntry) ? entries[i]! : now;
  });
}

const saysTheSame = (a: TrackEntry, b: TrackEntry): boolean =>
  a.playedBpm === b.playedBpm && a.playedKey === b.playedKey && JSON.stringify(a.mixedIn) === JSON.stringify(b.mixedIn);

function withOwn(entry: TrackEntry): TrackEntry {
  const { playedBpm: _bpm, playedKey: _key, ...rest } = entry;
  const [bpm, key] = [playedBpm(rest), playedKey(rest)];
  return { ...rest, ...(bpm !== null && { playedBpm: bpm }), ...(key !== null && { playedKey: key }) };
}

function mixedInOf(before: TrackEntry, entry: TrackEntry, earlier: MixedIn | undefined): MixedIn {
  const tempo = tempoStep(before.playedBpm, entry.playedBpm);
  const keys = keyStep(before.playedKey, entry.playedKey);
  const measured = earlier?.after === before.start ? earlier : undefined;
  return {
    after: before.start,
    ...(tempo !== null && { tempo }),
    ...(keys !== null && { keys }),
    ...(measured?.beatOffset !== undefined && { beatOffset: measured.beatOffset }),
    ...(measured?.gain !== undefined && entry.transition && lengthOf(entry.transition) > 0 && { gain: measured.gain }),
  };
}

/** By how much the tempo rises, as the ear takes it: half and double are the same pulse. */
function tempoStep(from: number | undefined, to: number | undefined): number | null {
  if (from === undefined || to === undefined) return null;
  const octaves = Math.log2(to / from);
  return Number((2 ** (octaves - Math.round(octaves))).toFixed(4));
}

function keyStep(from: string | undefined, to: string | undefined): KeyStep | null {
  const [a, b] = [keyNumber(from ?? ''), keyNumber(to ?? '')];
  if (a === undefined || b === undefined) return null;
  return { from: camelotKey(a), to: camelotKey(b), steps: camelotStep(a, b).steps, fits: keysFit(a, b) };
}
