import { render } from './render.js';
import { barSeconds, type Score } from './score.js';
import { MIX_TEMPO, type Play, SET, truthOf } from './set.js';
import { RATE, type Sound, silence } from './sound.js';

/**
 * The mix. `recorded` hands in a track at its own tempo, for what plays as on vinyl; key-lock is the same score played at
 * another tempo. Yields after each track, so that whoever makes it can show how far it is; what it returns is the sound.
 */
export function* playSet(
  recorded: (score: Score) => Sound,
  set: readonly Play[] = SET,
  tempo = MIX_TEMPO,
): Generator<number, Sound> {
  const truths = truthOf(set, tempo);
  const bar = barSeconds(tempo);
  const mix = silence(truths.at(-1)!.end);
  for (const [i, play] of set.entries()) {
    const { heard, end } = truths[i]!;
    const deck =
      play.deck === 'vinyl' ? turned(recorded(play.score), tempo / play.score.tempo) : render(play.score, tempo);
    const start = Math.round(heard * RATE);
    const length = Math.round(end * RATE) - start;
    const fadeIn = Math.round(play.fade * bar * RATE);
    const fadeOut = Math.round((set[i + 1]?.fade ?? 2) * bar * RATE);
    const offset = Math.round(play.from * bar * RATE);
    for (let n = 0; n < length && start + n < mix.length; n++) {
      // Equal power: together as loud as one alone.
      const rise = n < fadeIn ? Math.sin((Math.PI / 2) * (n / fadeIn)) : 1;
      const left = length - n;
      const fall = left < fadeOut ? Math.sin((Math.PI / 2) * (left / fadeOut)) : 1;
      mix[start + n]! += (deck[offset + n] ?? 0) * rise * fall;
    }
    yield i + 1;
  }
  // Two tracks at once pass full scale: rounded off as by a limiter.
  for (let i = 0; i < mix.length; i++) mix[i] = Math.tanh(mix[i]! * 0.9);
  return mix;
}

/** A record turned faster or slower: pitch and tempo together. Cubic between samples (Catmull and Rom). */
export function turned(sound: Sound, speed: number): Sound {
  if (speed === 1) return sound;
  const out = new Float32Array(Math.floor((sound.length - 3) / speed));
  for (let i = 0; i < out.length; i++) {
    const place = i * speed;
    const at = Math.floor(place);
    const t = place - at;
    const a = sound[at === 0 ? 0 : at - 1]!;
    const b = sound[at]!;
    const c = sound[at + 1]!;
    const d = sound[at + 2]!;
    out[i] = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  }
  return out;
}
