import type { HeardTempo } from '../../domain/heard.js';
import { barsOf } from './bars.js';
import { BANDS } from './columns.js';
import { followBeats } from './follow.js';
import { likeliest } from './likely.js';
import { type Line, linesOf } from './lines.js';
import { onsetsOf } from './onsets.js';
import { Pulse } from './pulse.js';

/** Beats of a line without which it is no grid of its own. */
const LEAST_BEATS = 8;
/** Below this, nothing is said at all. */
const LEAST_CONFIDENCE = 0.05;
/** From this on, another tempo is named. */
const WORTH_NAMING = 0.1;

/** What columns tell; `early` is what is to be added to their seconds. Null where there is no beat. */
export function tempoOf(levels: Uint8Array, rate: number, early: number): HeardTempo | null {
  const onsets = onsetsOf(levels);
  const beats = followBeats(onsets.all, new Pulse(onsets.all, rate));
  if (beats.length < LEAST_BEATS) return null;
  const likely = likeliest(linesOf(beats, onsets.all), onsets, rate);
  if (!likely) return null;
  const lines = withoutShort(likely.lines);
  const clear = clarity(lines, onsets.all);
  const confidence = clear * likely.likelihood;
  if (!(confidence >= LEAST_CONFIDENCE)) return null;
  const { beatsPerBar, first } = barsOf(lines, onsets, levels);
  const bpm = round(mainTempo(lines, rate));
  const begun = soundStart(levels) - 3;
  const [line] = lines as [Line, ...Line[]];
  // As far back as there is sound: the pulse may have been found later.
  const earlier = Math.max(0, Math.floor((line.start - begun) / line.period));
  const firstBeat = line.start - earlier * line.period;
  const toBar = (((first + earlier) % beatsPerBar) + beatsPerBar) % beatsPerBar;
  const secondsAt = (column: number): number => Math.max(0, (column + 0.5) / rate + early);
  const { other } = likely;
  return {
    bpm,
    confidence: Math.round(100 * confidence) / 100,
    ...(other.likelihood >= WORTH_NAMING ? { otherBpm: round(bpm * other.times) } : {}),
    firstBeat: secondsAt(firstBeat),
    downbeat: secondsAt(firstBeat + toBar * line.period),
    beatsPerBar,
    ...(lines.length > 1
      ? {
          grids: lines.map(({ start, period }, i) => ({
            start: secondsAt(i === 0 ? firstBeat : start),
            bpm: round((60 * rate) / period),
          })),
        }
      : {}),
  };
}

const round = (bpm: number): number => Math.round(1000 * bpm) / 1000;

/** What is between two lines of some length belongs to the first of them. */
function withoutShort(lines: readonly Line[]): Line[] {
  const long = lines.filter(({ count }) => count >= LEAST_BEATS);
  return long.length > 0 ? long : [...lines].sort((a, b) => b.count - a.count).slice(0, 1);
}

/** The tempo in the middle, of as much time as is faster as is slower. */
function mainTempo(lines: readonly Line[], rate: number): number {
  const sorted = [...lines].sort((a, b) => a.period - b.period);
  let left = sorted.reduce((sum, { count, period }) => sum + count * period, 0) / 2;
  for (const { count, period } of sorted) {
    left -= count * period;
    if (left <= 0) return (60 * rate) / period;
  }
  return (60 * rate) / sorted[0]!.period;
}

/**
 * How sure it is that there are beats, from 0 to 1: how much more begins on them than elsewhere. What beats were followed in noise or in
 * speech comes to 4.6 deviations of chance at most (and each is at most .8 of the onsets' deviation above their mean); five seconds of
 * music to 8 and more.
 */
function clarity(lines: readonly Line[], onsets: Float32Array): number {
  let [sum, squares] = [0, 0];
  for (const value of onsets) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / onsets.length;
  const deviation = Math.sqrt(Math.max(1e-9, squares / onsets.length - mean * mean));
  let [on, beats] = [0, 0];
  for (const { start, period, count } of lines) {
    for (let k = 0; k < count; k++) on += onsets[Math.round(start + k * period)] ?? 0;
    beats += count;
  }
  const more = (on / beats - mean) / deviation;
  // The more lines there are, the fewer beats each of them explains.
  const chance = more * Math.sqrt(beats / lines.length);
  return Math.max(0, Math.min(1, (chance - 4.5) / 4)) * Math.max(0, Math.min(1, more / 0.8));
}

/** The first column in which anything sounds. */
function soundStart(levels: Uint8Array): number {
  const most = levels.reduce((a, b) => Math.max(a, b), 0);
  const floor = Math.max(8, most - 128);
  const at = levels.findIndex((level) => level > floor);
  return Math.floor(Math.max(0, at) / BANDS);
}
