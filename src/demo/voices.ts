import type { Random } from './random.js';
import { blep, decay, Filter, RATE, type Sound, silence } from './sound.js';

/** What plays notes. All lengths in seconds. */
export type Voice =
  | {
      kind: 'subtractive';
      wave: 'saw' | 'square';
      /** Oscillators side by side, and how far apart the outermost are, in cents. */
      oscillators: number;
      spread: number;
      /** A sine an octave below, from 0 to 1. */
      sub?: number;
      /** Hertz, and how many times that the filter opens when a note begins. */
      cutoff: number;
      sweep: number;
      sweepLength: number;
      resonance: number;
      attack: number;
      release: number;
      /** Level that a held note falls to. */
      sustain: number;
      drive?: number;
      /** Cents and hertz. */
      vibrato?: readonly [depth: number, rate: number];
    }
  | { kind: 'fm'; ratio: number; index: number; indexLength: number; length: number; attack?: number; detune?: number }
  | { kind: 'organ'; bars: readonly number[]; click: number; release: number }
  | { kind: 'string'; brightness: number; length: number };

/** One note, held for `seconds` and then let go. */
export function playNote(voice: Voice, hz: number, seconds: number, random: Random): Sound {
  switch (voice.kind) {
    case 'subtractive':
      return subtractive(voice, hz, seconds, random);
    case 'fm':
      return fm(voice, hz);
    case 'organ':
      return organ(voice, hz, seconds, random);
    case 'string':
      return string(voice, hz, random);
  }
}

type Of<Kind extends Voice['kind']> = Extract<Voice, { kind: Kind }>;

/** The filter's cutoff moves slowly: it is set anew every so many samples. */
const CONTROL = 16;

function subtractive(voice: Of<'subtractive'>, hz: number, seconds: number, random: Random): Sound {
  const out = silence(seconds + voice.release);
  const { oscillators, sub = 0, drive = 0, sustain } = voice;
  const steps = new Float64Array(oscillators);
  const phases = new Float64Array(oscillators);
  for (let o = 0; o < oscillators; o++) {
    const place = oscillators > 1 ? o / (oscillators - 1) - 0.5 : 0;
    steps[o] = (hz * 2 ** ((voice.spread * place) / 1200)) / RATE;
    phases[o] = random();
  }
  const filter = new Filter();
  const held = Math.round(seconds * RATE);
  const attack = Math.max(1, voice.attack * RATE);
  const falling = decay(0.4 + seconds * 0.5);
  const closing = Math.exp((-3 * CONTROL) / (voice.sweepLength * RATE));
  const releasing = decay(voice.release);
  const [depth, rate] = voice.vibrato ?? [0, 0];
  const gain = 0.7 / Math.sqrt(oscillators);
  let open = 1;
  let fall = 1;
  let last = 1;
  let bend = 1;
  let subPhase = 0;
  for (let i = 0; i < out.length; i++) {
    if (i % CONTROL === 0) {
      filter.tune(voice.cutoff * (1 + (voice.sweep - 1) * open), voice.resonance);
      open *= closing;
      if (depth > 0) bend = 2 ** ((depth * Math.sin((2 * Math.PI * rate * i) / RATE)) / 1200);
    }
    let sum = 0;
    for (let o = 0; o < oscillators; o++) {
      const step = steps[o]! * bend;
      let phase = phases[o]! + step;
      if (phase >= 1) phase -= 1;
      phases[o] = phase;
      if (voice.wave === 'saw') sum += 2 * phase - 1 - blep(phase, step);
      else {
        const half = phase < 0.5 ? phase + 0.5 : phase - 0.5;
        sum += (phase < 0.5 ? 1 : -1) + blep(phase, step) - blep(half, step);
      }
    }
    let value = sum * gain;
    if (sub > 0) {
      subPhase += (Math.PI * hz) / RATE;
      value += Math.sin(subPhase) * sub;
    }
    filter.run(value);
    value = drive > 0 ? Math.tanh(filter.low * (1 + drive)) : filter.low;
    const rise = i < attack ? i / attack : 1;
    if (i < held) last = rise * (sustain + (1 - sustain) * fall);
    else last *= releasing;
    fall *= falling;
    out[i] = value * last;
  }
  return out;
}

/** Two sines, one bending the other: electric pianos, bells, hollow basses. It rings as long as it likes. */
function fm(voice: Of<'fm'>, hz: number): Sound {
  const out = silence(voice.length);
  const attack = Math.max(1, (voice.attack ?? 0.002) * RATE);
  const fading = decay(voice.length);
  const calming = decay(voice.indexLength);
  const detune = 2 ** ((voice.detune ?? 0) / 1200);
  const carrier = (2 * Math.PI * hz) / RATE;
  const modulator = carrier * voice.ratio * detune;
  let level = 0.8;
  let index = voice.index;
  for (let i = 0; i < out.length; i++) {
    out[i] = Math.sin(carrier * i + index * Math.sin(modulator * i)) * level * Math.min(1, i / attack);
    level *= fading;
    index *= calming;
  }
  return out;
}

/** Sines at whole multiples, as loud as the drawbars say, and a key's click. */
function organ(voice: Of<'organ'>, hz: number, seconds: number, random: Random): Sound {
  const out = silence(seconds + voice.release);
  const held = Math.round(seconds * RATE);
  const releasing = decay(voice.release);
  const total = voice.bars.reduce((sum, bar) => sum + bar, 0);
  const parts = voice.bars
    .map((bar, i) => ({ level: bar / total, step: (2 * Math.PI * hz * (i + 1)) / RATE, phase: random() * 6.28 }))
    .filter(({ level, step }) => level > 0 && step < Math.PI * 0.9);
  let level = 1;
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (const part of parts) sum += part.level * Math.sin(part.step * i + part.phase);
    const click = i < RATE * 0.006 ? (random() * 2 - 1) * voice.click : 0;
    if (i >= held) level *= releasing;
    out[i] = (sum + click) * level * Math.min(1, i / (RATE * 0.003));
  }
  return out;
}

/** A plucked string: a burst of noise that runs round a delay line and grows duller (Karplus and Strong). */
function string(voice: Of<'string'>, hz: number, random: Random): Sound {
  const out = silence(voice.length);
  const dull = 0.5 * (1 - voice.brightness);
  // The averaging delays too; what is left is the line, between two whole samples.
  const period = RATE / hz - dull;
  const size = Math.floor(period);
  const part = period - size;
  const line = new Float64Array(size + 1);
  for (let i = 0; i < line.length; i++) line[i] = random() * 2 - 1;
  const loss = decay(voice.length) ** period;
  let at = 0;
  let last = 0;
  for (let i = 0; i < out.length; i++) {
    const next = at + 1 === line.length ? 0 : at + 1;
    const value = line[next]! * (1 - part) + line[at]! * part;
    line[at] = loss * (value * (1 - dull) + last * dull);
    last = value;
    out[i] = value;
    at = next;
  }
  return out;
}
