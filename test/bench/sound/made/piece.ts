import { pick, type Random, seeded } from '../../../../src/demo/random.js';
import { render } from '../../../../src/demo/render.js';
import { type Part, type Score, STEPS_PER_BAR } from '../../../../src/demo/score.js';
import { RATE, type Sound } from '../../../../src/demo/sound.js';
import { Resampler } from '../../../../src/sound/resample.js';
import { PROGRESSIONS, SCALES, STYLES, type Style } from './styles.js';
import { makeUpKit, makeUpVoice } from './voices.js';

/** A piece of music made of a number, with all that is true of it. */
export interface MadePiece {
  seed: number;
  style: string;
  /** At RATE of the demo, mono. */
  sound: Sound;
  /** As `domain/musical-key.ts` counts. */
  key: number;
  /** Beats a minute of its first beat. */
  tempo: number;
  /** How it changes: not at all, at once, or bit by bit as when a turntable is turned up, which takes the pitch along. */
  change: 'none' | 'step' | 'ramp';
  beatsPerBar: number;
  swing: number;
  /** Each beat, in seconds; the first one of a bar is every so many, from the first on. */
  beats: readonly number[];
}

const PLAIN = { name: 'made', artist: 'made', album: 'made', label: 'made', genre: 'made', year: 2026 };

/** As long as that, roughly: it ends with a whole section. */
export function makePiece(seed: number, seconds = 64): MadePiece {
  const random = seeded(seed * 7919 + 11);
  const tempo = 60 + 120 * random();
  const style = pick(
    random,
    STYLES.filter((s) => tempo >= s.tempo[0] && tempo <= s.tempo[1] && (s.beatsPerBar === 4 || random() < 0.4)),
  );
  const score = writeScore(style, tempo, seed, seconds, random);
  const chance = random();
  const swing = score.swing ?? 0;
  const key = (score.tonic % 12) + (score.scale === SCALES.minor ? 12 : 0);
  const facts = { seed, style: style.name, key, tempo, beatsPerBar: style.beatsPerBar, swing };
  if (chance < 0.12) return { ...facts, change: 'step', ...inTwoTempos(score, tempo, style.beatsPerBar, random) };
  const sound = render(score, tempo);
  const beats = beatsOf(score, tempo, 0);
  if (chance < 0.2) return { ...facts, change: 'ramp', ...turnedUp(sound, beats, (random() < 0.5 ? -1 : 1) * 0.05) };
  // Some begin with silence, as files do.
  const silence = chance < 0.4 ? random() * 2 : 0;
  return { ...facts, change: 'none', ...later(sound, beats, silence) };
}

/** Samples as `hear` wants them. */
export function toPcm(sound: Sound, rate: number): Int16Array {
  const pcm = Int16Array.from(sound, (value) => Math.max(-32768, Math.min(32767, Math.round(value * 32767))));
  const resampler = new Resampler(RATE, rate);
  return resampler.push(pcm);
}

function writeScore(style: Style, tempo: number, seed: number, seconds: number, random: Random): Score {
  const mode = random() < 0.6 ? 'minor' : 'major';
  // A bar of the demo's has sixteen steps; where a bar of the music hasn't, one chord is held, so that none changes within a bar.
  const progression = style.beatsPerBar === 4 ? pick(random, PROGRESSIONS) : [0];
  const parts: Part[] = [
    part('bass', pick(random, style.bass), -2, 0.5, random),
    part('chords', pick(random, style.chords), 0, 0.18, random),
    part('lead', pick(random, style.lead), 1, 0.2, random),
  ];
  const drums = {
    kick: pick(random, style.kick),
    snare: pick(random, style.snare),
    hat: pick(random, style.hat),
    perc: pick(random, style.perc),
    ...(style.open ? { open: style.open } : {}),
  };
  return {
    ...PLAIN,
    title: style.name,
    tempo,
    seed,
    tonic: 54 + Math.floor(random() * 12),
    scale: SCALES[mode],
    progression,
    ...(style.swings && random() < 0.6 ? { swing: 0.1 + 0.4 * random() } : {}),
    kit: makeUpKit(random),
    drums,
    parts,
    sections: sections(seconds, tempo, style.beatsPerBar, random),
    space: { reverb: 0.2 + 0.4 * random(), echo: 0.4 * random(), echoSteps: pick(random, [3, 4, 6]) },
    pump: style.pump * random(),
  };
}

function part(role: 'bass' | 'chords' | 'lead', pattern: string, octave: number, level: number, random: Random): Part {
  const sends = role === 'bass' ? {} : { reverb: 0.6 * random(), echo: 0.4 * random() };
  const plays = role === 'chords' ? 'chord' : /\d/.test(pattern) ? 'notes' : 'melody';
  const loudness = level * (0.7 + 0.6 * random());
  return { name: role, voice: makeUpVoice(role, random), level: loudness, octave, plays, pattern, ...sends };
}

/** A beginning, a middle with a break in it, an end, of about a quarter of the time each and whole fours of the music's bars. */
function sections(seconds: number, tempo: number, beatsPerBar: number, random: Random): Score['sections'] {
  // Of sixteen steps each.
  const four = beatsPerBar;
  const bars = four * Math.max(1, Math.round((seconds / 4 / ((four * 240) / tempo)) * (0.8 + 0.4 * random())));
  const drums = ['kick', 'snare', 'hat', 'open', 'perc'];
  const beginning = pick(random, [
    ['kick', 'hat', 'chords'],
    ['chords', 'lead'],
    ['kick', 'hat', 'perc', 'bass'],
    ['hat', 'perc', 'bass', 'chords'],
  ]);
  const middle = [...drums, 'bass', 'chords'];
  return [
    {
      bars: Math.max(four, four * Math.round(bars / four / 2)),
      plays: beginning,
      ...(random() < 0.3 ? { filter: [500, 5000] as const } : {}),
    },
    { bars, plays: middle },
    { bars: four, plays: ['chords', 'lead', ...(random() < 0.5 ? ['hat'] : [])] },
    { bars, plays: [...middle, 'lead'] },
    { bars: four, plays: ['kick', 'hat', 'bass'] },
  ];
}

function stepsOf(score: Score): number {
  return score.sections.reduce((sum, { bars }) => sum + bars, 0) * STEPS_PER_BAR;
}

function beatsOf(score: Score, tempo: number, start: number): number[] {
  return Array.from({ length: stepsOf(score) / 4 }, (_, beat) => start + (beat * 60) / tempo);
}

/** The first half at one tempo and the second at another, cut after a whole four of bars. */
function inTwoTempos(
  score: Score,
  tempo: number,
  beatsPerBar: number,
  random: Random,
): Pick<MadePiece, 'sound' | 'beats'> {
  const ratio = 1.06 + 0.2 * random();
  const second = tempo * ratio > 180 || (random() < 0.5 && tempo / ratio > 60) ? tempo / ratio : tempo * ratio;
  const four = 4 * beatsPerBar;
  const half = four * Math.max(1, Math.round(stepsOf(score) / 4 / 2 / four));
  const cut = (half * 60) / tempo;
  const first = render(score, tempo).subarray(0, Math.round(cut * RATE));
  const rest = render(score, second).subarray(Math.round(((half * 60) / second) * RATE));
  const sound = new Float32Array(first.length + rest.length);
  sound.set(first);
  sound.set(rest, first.length);
  const total = stepsOf(score) / 4;
  const after = Array.from({ length: total - half }, (_, beat) => cut + (beat * 60) / second);
  return { sound, beats: [...beatsOf(score, tempo, 0).slice(0, half), ...after] };
}

/** Played ever faster (or slower), from its own speed to one that is `by` of it more. */
function turnedUp(sound: Sound, beats: readonly number[], by: number): Pick<MadePiece, 'sound' | 'beats'> {
  const length = sound.length / RATE;
  // At the speed 1 + by × x / length at place x, a place is reached after the integral of 1 / speed.
  const timeOf = (place: number): number => (length / by) * Math.log(1 + (by * place) / length);
  const placeOf = (time: number): number => (length / by) * (Math.exp((by * time) / length) - 1);
  const out = new Float32Array(Math.floor(timeOf(length) * RATE));
  for (let i = 0; i < out.length; i++) {
    const at = placeOf(i / RATE) * RATE;
    const left = Math.floor(at);
    const [a, b] = [sound[left] ?? 0, sound[left + 1] ?? 0];
    out[i] = a + (b - a) * (at - left);
  }
  return { sound: out, beats: beats.map(timeOf) };
}

function later(sound: Sound, beats: readonly number[], seconds: number): Pick<MadePiece, 'sound' | 'beats'> {
  const before = Math.round(seconds * RATE);
  const out = new Float32Array(before + sound.length);
  out.set(sound, before);
  return { sound: out, beats: beats.map((beat) => beat + before / RATE) };
}
