import type { Kit } from './drums.js';
import type { Voice } from './voices.js';

/**
 * A track as it is written down. A pattern has one character for each sixteenth of a bar, and as many bars as it likes;
 * it goes round until the section ends. `x` and `o` are a loud and a soft stroke, `.` a rest.
 */
export interface Score {
  title: string;
  artist: string;
  album: string;
  label: string;
  genre: string;
  year: number;
  /** Beats a minute, four beats a bar. */
  tempo: number;
  seed: number;
  /** The tonic as a MIDI number around middle C, and the scale above it in semitones. */
  tonic: number;
  scale: readonly number[];
  /** The root of each bar's chord, as a step of the scale. */
  progression: readonly number[];
  /** How late every second sixteenth comes, as a part of a sixteenth. */
  swing?: number;
  kit: Kit;
  drums: { kick: string; snare: string; hat: string; open?: string; perc?: string };
  parts: Part[];
  sections: Section[];
  /** Reverberation and echo, as levels; the echo comes after so many sixteenths. */
  space: { reverb: number; echo: number; echoSteps: number };
  /** How far the kick pushes everything else down, from 0 to 1. */
  pump: number;
}

export interface Part {
  name: string;
  voice: Voice;
  level: number;
  octave: number;
  /**
   * `chord` strokes play the bar's chord. Digits play one note, that many steps of the scale above the chord's root (so
   * 0 2 4 are the chord and 7 is its octave); `-` holds the note before. `melody` strokes play a tune made up from the
   * seed that keeps its shape and varies its ends.
   */
  plays: 'chord' | 'melody' | 'notes';
  pattern: string;
  /** Steps of the scale that a chord stacks on its root; a triad when absent. */
  stack?: readonly number[];
  reverb?: number;
  echo?: number;
}

export interface Section {
  bars: number;
  /** Drums and parts that play, by name. */
  plays: readonly string[];
  /** Cutoff in hertz over all but the drums, from the section's start to its end. */
  filter?: readonly [from: number, to: number];
}

export const STEPS_PER_BAR = 16;

export function barsOf(score: Score): number {
  return score.sections.reduce((sum, section) => sum + section.bars, 0);
}

/** Seconds of one bar at a tempo. */
export function barSeconds(tempo: number): number {
  return 240 / tempo;
}
