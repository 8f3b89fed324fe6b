import type { MusicFile } from '../music.js';
import type { MixPlan, Play } from '../plan.js';
import type { Random } from '../random.js';
import { mp3, PLAIN, TREATMENTS, type Treatment } from '../render.js';

/** A way of playing that hides tracks. */
interface Hardness {
  /** In words, for the table. */
  name: string;
  treatment: Treatment;
  /** Played speeds lie between these on either side of the recording's own. */
  speeds: readonly [number, number];
  /** Seconds for which a track is played, and of its crossfades. */
  seconds: readonly [number, number];
  fades: readonly [number, number];
  /** Every second track lies under its neighbours for all of its time, so much louder than they. */
  under?: number;
}

const USUAL: Hardness = {
  name: '',
  treatment: PLAIN,
  speeds: [0, 0.06],
  seconds: [90, 150],
  fades: [8, 30],
};

export const HARD = {
  vinyl: { ...USUAL, name: 'vinyl, ±9 to ±16 %', speeds: [0.09, 0.16] },
  keylock: {
    ...USUAL,
    name: 'key-lock, ±9 to ±16 %',
    speeds: [0.09, 0.16],
    treatment: { ...PLAIN, keylock: true },
  },
  filter: {
    ...USUAL,
    name: 'nothing above 300 Hz, noise, 64 kbit/s',
    treatment: { ...PLAIN, filter: 'lowpass=f=300,lowpass=f=300,lowpass=f=300', encoder: mp3(64, 1), noise: 0.05 },
  },
  lowrate: {
    ...USUAL,
    name: '16 kbit/s mono',
    treatment: { ...PLAIN, encoder: [...mp3(16, 1), '-ar', '16000'] },
  },
  under: { ...USUAL, name: 'every second track under another, 9 dB below it', under: 0.35 },
  short: { ...USUAL, name: '12 to 25 s of each', seconds: [12, 25], fades: [3, 5] },
  phone: {
    ...USUAL,
    name: 'by a telephone in the crowd',
    treatment: {
      ...PLAIN,
      filter: `${TREATMENTS.club.filter},highpass=f=300,lowpass=f=3400,acompressor=threshold=0.03:ratio=12`,
      encoder: mp3(32, 1),
      noise: 0.12,
    },
  },
  club: {
    ...USUAL,
    name: 'club, every second track under another, 6 dB below it',
    treatment: TREATMENTS.club,
    under: 0.5,
  },
} as const satisfies Record<string, Hardness>;
export type Kind = keyof typeof HARD;
export const KINDS = Object.keys(HARD) as Kind[];

/** Sets a hard mix together of these tracks, which come in their order. */
export function planHard(kind: Kind, seed: number, files: readonly MusicFile[], random: Random): MixPlan {
  const hardness: Hardness = HARD[kind];
  const over = hardness.under === undefined ? files : files.filter((_, i) => i % 2 === 0);
  const plays: Play[] = [];
  let at = 0;
  let fadeIn = 0;
  for (const file of over) {
    const play = playOf(file, hardness, random);
    const length = play.end;
    fadeIn = Math.min(fadeIn, length * 0.35);
    const fadeOut = Math.min(random.between(...hardness.fades), length * 0.35);
    const start = at - fadeIn;
    plays.push({ ...play, start, end: start + length, fadeIn, fadeOut });
    at = start + length;
    fadeIn = fadeOut;
  }
  if (hardness.under !== undefined) {
    for (const [i, file] of files.filter((_, i) => i % 2 === 1).entries()) {
      const play = playOf(file, hardness, random);
      // Across the takeover of two others: half of it under the one, half under the other.
      const middle = plays[i]!.end;
      const [start, end] = [middle - play.end / 2, middle + play.end / 2];
      if (end < at) plays.push({ ...play, start, end, fadeIn: 6, fadeOut: 6, gain: hardness.under });
    }
    plays.sort((a, b) => a.start - b.start);
  }
  return { variant: 'plain', seed, plays, seconds: at };
}

/** From 0 on, without fades. */
function playOf(file: MusicFile, { speeds, seconds }: Hardness, random: Random): Play {
  const away = random.between(...speeds);
  const speed = random.next() < 0.5 ? 1 - away : 1 + away;
  const played = Math.min(file.seconds - 2, random.between(...seconds));
  const from = random.between(0, Math.max(0, file.seconds - 1 - played));
  const play = { file, known: true, speed, endSpeed: speed, start: 0, end: played / speed, fadeIn: 0, fadeOut: 0 };
  return { ...play, stretches: [{ from, seconds: played }] };
}
