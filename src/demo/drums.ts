import type { Random } from './random.js';
import { decay, Filter, RATE, type Sound, silence } from './sound.js';

/** How a kit's drums are tuned; each is a short sound made once and played many times. */
export interface Kit {
  kick: { from: number; to: number; bend: number; length: number; click: number; drive: number };
  snare: { tone: number; noise: number; length: number; bright: number; clap?: boolean };
  hat: { bright: number; closed: number; open: number; metal: number };
  perc: { tone: number; ratio: number; length: number; noise: number };
}

export type Drum = 'kick' | 'snare' | 'hat' | 'open' | 'perc' | 'crash';

export function makeKit(kit: Kit, random: Random): Record<Drum, Sound> {
  return {
    kick: kick(kit.kick, random),
    snare: kit.snare.clap ? clap(kit.snare, random) : snare(kit.snare, random),
    hat: hat(kit.hat, kit.hat.closed, random),
    open: hat(kit.hat, kit.hat.open, random),
    perc: perc(kit.perc, random),
    crash: hat({ ...kit.hat, bright: kit.hat.bright * 0.6, metal: kit.hat.metal * 0.5 }, 1.8, random),
  };
}

/** A sine that falls in pitch, with a click of noise at its start. */
function kick({ from, to, bend, length, click, drive }: Kit['kick'], random: Random): Sound {
  const out = silence(length);
  const bending = decay(bend);
  const fading = decay(length);
  let phase = 0;
  let sweep = from - to;
  let level = 1;
  for (let i = 0; i < out.length; i++) {
    phase += (2 * Math.PI * (to + sweep)) / RATE;
    const noise = i < RATE * 0.004 ? (random() * 2 - 1) * click * (1 - i / (RATE * 0.004)) : 0;
    out[i] = Math.tanh((Math.sin(phase) * level + noise) * drive) / Math.tanh(drive);
    sweep *= bending;
    level *= fading;
  }
  return out;
}

/** A drum's tone under a rattle of noise. */
function snare({ tone, noise, length, bright }: Kit['snare'], random: Random): Sound {
  const out = silence(length);
  const filter = new Filter();
  filter.tune(bright, 0.2);
  const toneFade = decay(length * 0.5);
  const noiseFade = decay(length);
  let toneLevel = 1 - noise * 0.5;
  let noiseLevel = noise;
  let phase = 0;
  for (let i = 0; i < out.length; i++) {
    phase += (2 * Math.PI * tone * (1 + 0.6 * Math.exp(-i / (RATE * 0.008)))) / RATE;
    filter.run(random() * 2 - 1);
    out[i] = Math.sin(phase) * toneLevel + (filter.band + filter.high * 0.7) * noiseLevel;
    toneLevel *= toneFade;
    noiseLevel *= noiseFade;
  }
  return out;
}

/** Several hands that don't quite meet. */
function clap({ length, bright }: Kit['snare'], random: Random): Sound {
  const out = silence(length);
  const filter = new Filter();
  filter.tune(bright, 0.5);
  const fading = decay(length);
  const hands = [0, 0.011, 0.021, 0.03].map((s) => Math.round(s * RATE));
  let level = 0;
  for (let i = 0; i < out.length; i++) {
    if (hands.includes(i)) level = 1;
    filter.run(random() * 2 - 1);
    out[i] = filter.band * level * 1.4;
    level *= i < hands[3]! ? decay(0.03) : fading;
  }
  return out;
}

/** Six squares that fit no scale, as in the analogue machines, and noise, above `bright` only. */
function hat({ bright, metal }: Kit['hat'], length: number, random: Random): Sound {
  const out = silence(length);
  const filter = new Filter();
  filter.tune(bright, 0.3);
  const steps = [1, 1.342, 1.527, 1.893, 2.091, 2.713].map((ratio) => (ratio * 1830) / RATE);
  const phases = steps.map(() => random());
  const fading = decay(length);
  let level = 1;
  for (let i = 0; i < out.length; i++) {
    let square = 0;
    for (let s = 0; s < steps.length; s++) {
      const phase = phases[s]! + steps[s]!;
      phases[s] = phase >= 1 ? phase - 1 : phase;
      square += phases[s]! < 0.5 ? 1 : -1;
    }
    filter.run((square / 6) * metal + (random() * 2 - 1) * (1 - metal));
    out[i] = filter.high * level * 0.9;
    level *= fading;
  }
  return out;
}

/** Two sines in an odd ratio and some noise: from a block of wood to a bell. */
function perc({ tone, ratio, length, noise }: Kit['perc'], random: Random): Sound {
  const out = silence(length);
  const filter = new Filter();
  filter.tune(tone * 3, 0.4);
  const fading = decay(length);
  let level = 1;
  for (let i = 0; i < out.length; i++) {
    const t = (2 * Math.PI * i) / RATE;
    filter.run(random() * 2 - 1);
    out[i] = (Math.sin(tone * t) * 0.6 + Math.sin(tone * ratio * t) * 0.4 + filter.band * noise) * level;
    level *= fading;
  }
  return out;
}
