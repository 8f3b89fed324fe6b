import { camelotOf, playedKey } from './played.js';
import { lengthOf } from './span.js';
import { playedBpm } from './track.js';
import type { KeyStep, TrackEntry } from './tracklist.js';

/** A step below a tenth of a percent is none. */
const SAME_TEMPO = 0.0005;
/** Decibels that a listener notices: between two tracks, and on the way from one to the other. */
const HEARD_STEP = 1;
const HEARD_DIP = 2;

/** How a track was mixed in: `+1.0 % in tempo`, `8A → 9A, +1, fits`, `beats 12 ms late`, `level −3.0 dB`, `dips 4.5 dB on the way`. */
export function mixedInWords({ mixedIn }: Pick<TrackEntry, 'mixedIn'>): string[] {
  if (!mixedIn) return [];
  const { tempo, keys, beatOffset, gain } = mixedIn;
  return [
    tempo === undefined ? '' : `${tempoStepText(tempo)} in tempo`,
    keys ? keyStepText(keys) : '',
    beatOffset === undefined ? '' : offsetText(beatOffset),
    ...(gain && gain.length > 0 ? gainTexts(gain) : []),
  ].filter(Boolean);
}

/** What a track sounds like as it was played, a line each: `125.2 BPM in Am (8A), energy 7`; how it was mixed in. */
export function soundWords(entry: TrackEntry): string[] {
  const [bpm, key] = [playedBpm(entry), playedKey(entry)];
  const sounds = [
    [bpm === null ? '' : `${bpm} BPM`, key === null ? '' : `in ${key} (${camelotOf(key)})`].filter(Boolean).join(' '),
    entry.sounds?.energy === undefined ? '' : `energy ${Math.round(entry.sounds.energy)}`,
  ];
  const over = entry.transition && entry.mixedIn ? `mixed over ${Math.round(lengthOf(entry.transition))} s` : '';
  return [sounds, [over, ...mixedInWords(entry)]].map((words) => words.filter(Boolean).join(', ')).filter(Boolean);
}

/** `+1.0 %` */
export function tempoStepText(tempo: number): string {
  if (Math.abs(tempo - 1) < SAME_TEMPO) return '±0 %';
  return `${tempo > 1 ? '+' : '−'}${(100 * Math.abs(tempo - 1)).toFixed(1)} %`;
}

/** `8A → 9A, +1, fits` */
const keyStepText = ({ from, to, steps, fits }: KeyStep): string =>
  `${from} → ${to}, ${stepText(steps)}, ${fits ? 'fits' : 'clashes'}`;

/** `+1` */
const stepText = (steps: number): string => (steps > 0 ? `+${steps}` : steps < 0 ? `−${-steps}` : '0');

function offsetText(ms: number): string {
  const rounded = Math.round(ms);
  if (rounded === 0) return 'beats together';
  return `beats ${Math.abs(rounded)} ms ${rounded > 0 ? 'late' : 'early'}`;
}

/** What can be heard of a gain curve: the step from one track to the other, and how far it leaves both on the way. */
function gainTexts(gain: readonly number[]): string[] {
  const step = gain.at(-1)!;
  const dip = Math.min(0, step) - Math.min(...gain);
  const swell = Math.max(...gain) - Math.max(0, step);
  return [
    Math.abs(step) < HEARD_STEP ? '' : `level ${step < 0 ? '−' : '+'}${Math.abs(step).toFixed(1)} dB`,
    dip < HEARD_DIP ? '' : `dips ${dip.toFixed(1)} dB on the way`,
    swell < HEARD_DIP ? '' : `swells ${swell.toFixed(1)} dB on the way`,
  ];
}
