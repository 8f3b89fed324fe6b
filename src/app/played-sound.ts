import type { Waveform } from '../domain/mix-sound.js';
import { keyName } from '../domain/musical-key.js';
import { mixedAfter, withPlayed } from '../domain/played.js';
import type { StretchEar } from '../domain/ports/analyse.js';
import { lengthOf, type Span } from '../domain/span.js';
import type { Entry, MixedIn, PlayedSound, TrackEntry } from '../domain/tracklist.js';
import { levelBetween } from '../sound/waveform.js';

/** What of a mix' sound is kept while it is identified. */
export interface HeardSound {
  start: number;
  stretches?: StretchEar | undefined;
  waveform?: Waveform | undefined;
}

/** Less than this is what the sound may as well not say. */
const SURE = 0.5;
/** Seconds in which a track must play alone, else all of it is heard. */
const ALONE = 16;
/** Seconds of each track from which its beats are reckoned on to where the two meet. */
const NEAR = 45;
/** Two tempi further apart drift by more within a transition than their beats could be told to lie apart. */
const ONE_TEMPO = 0.003;
/** Seconds of the track before that its level is the mean of, and points of a gain curve. */
const BEFORE = 20;
const POINTS = 9;

/** Every entry with what it sounds like in the mix, and how it was mixed in. */
export function soundingEntries(entries: readonly Entry[], sound: HeardSound): Entry[] {
  const { stretches } = sound;
  const heard = entries.map((entry, i) => {
    if (entry.kind !== 'track' || entry.layered || !stretches) return entry;
    const sounds = soundsOf(stretches, alone(entries, i), sound.start);
    return Object.keys(sounds).length > 0 ? { ...entry, sounds } : entry;
  });
  const measured = heard.map((entry, i): Entry => {
    const before = mixedAfter(heard, i);
    if (entry.kind !== 'track' || !before) return entry;
    const offset =
      stretches && keepOneTempo(before, entry) ? beatOffset(stretches, heard, before, i, sound.start) : null;
    const gain = sound.waveform ? gainOf(sound.waveform, before, entry, sound.start) : null;
    const mixedIn: MixedIn = {
      after: before.start,
      ...(offset !== null && { beatOffset: offset }),
      ...(gain && { gain }),
    };
    return { ...entry, mixedIn };
  });
  return withPlayed(measured);
}

function soundsOf(stretches: StretchEar, { start, end }: Span, origin: number): PlayedSound {
  const { tempo, key, energy } = stretches.heard(start - origin, end - origin);
  return {
    ...(tempo && tempo.confidence >= SURE && { bpm: Math.round(tempo.bpm * 10) / 10 }),
    ...(key && key.confidence >= SURE && { key: keyName(key.key)! }),
    ...(energy !== null && { energy: Math.round(energy * 10) / 10 }),
  };
}

/** Where an entry plays without the ones before and after it; all of it where that is too short. */
function alone(entries: readonly Entry[], index: number): Span {
  const entry = entries[index]!;
  const next = entries.slice(index + 1).find((one) => one.kind === 'unknown' || !one.layered);
  const start = entry.transition?.end ?? entry.start;
  const end = Math.min(entry.end, next?.transition?.start ?? next?.start ?? entry.end);
  return end - start >= ALONE ? { start, end } : entry;
}

/** Of tracks that are plainly not of one tempo nobody need ask how their beats lie: hearing beats takes a hundredth of a second. */
function keepOneTempo({ sounds: old }: TrackEntry, { sounds: fresh }: TrackEntry): boolean {
  return old?.bpm !== undefined && fresh?.bpm !== undefined && Math.abs(old.bpm / fresh.bpm - 1) < 2 * ONE_TEMPO;
}

/** Milliseconds from a beat of the track before, as it would have gone on, to this track's beat next to it. */
function beatOffset(
  stretches: StretchEar,
  entries: readonly Entry[],
  before: TrackEntry,
  index: number,
  origin: number,
): number | null {
  const entry = entries[index]!;
  const meeting = entry.transition ?? { start: entry.start, end: entry.start };
  const own = alone(entries, index);
  const from = { start: Math.max(before.transition?.end ?? before.start, meeting.start - NEAR), end: meeting.start };
  const to = { start: meeting.end, end: Math.min(own.end, meeting.end + NEAR) };
  if (lengthOf(from) < ALONE || lengthOf(to) < ALONE) return null;
  const [old, fresh] = [gridIn(stretches, from, origin), gridIn(stretches, to, origin)];
  if (!old || !fresh || Math.abs(old.period / fresh.period - 1) > ONE_TEMPO) return null;
  const beat = nearestBeat(old, (meeting.start + meeting.end) / 2);
  return Math.round(1000 * (nearestBeat(fresh, beat) - beat));
}

interface Grid {
  beat: number;
  period: number;
}

function gridIn(stretches: StretchEar, { start, end }: Span, origin: number): Grid | null {
  const { tempo } = stretches.heard(start - origin, end - origin);
  if (!tempo || tempo.confidence < SURE || tempo.grids) return null;
  return { beat: start + tempo.firstBeat, period: 60 / tempo.bpm };
}

const nearestBeat = ({ beat, period }: Grid, time: number): number =>
  beat + Math.round((time - beat) / period) * period;

/** How loud the mix is on its way from one track to the next, against the one before. */
function gainOf(waveform: Waveform, before: TrackEntry, { transition }: TrackEntry, origin: number): number[] | null {
  if (!transition || lengthOf(transition) < 1) return null;
  const start = Math.max(before.start, transition.start - BEFORE);
  const usual = levelBetween(waveform, start - origin, transition.start - origin);
  if (usual === null) return null;
  const step = lengthOf(transition) / (POINTS - 1);
  const levels = Array.from({ length: POINTS }, (_, i) => {
    const at = transition.start + i * step - origin;
    return levelBetween(waveform, at - step / 2, at + step / 2);
  });
  if (levels.includes(null)) return null;
  return levels.map((level) => Math.round(10 * (level! - usual)) / 10);
}
