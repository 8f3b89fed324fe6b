import { compose } from './compose.js';
import { makeKit } from './drums.js';
import { echo, master, pump, reverb, sweep } from './effects.js';
import { seeded } from './random.js';
import { barSeconds, barsOf, type Score, STEPS_PER_BAR } from './score.js';
import { hertz, RATE, type Sound, silence } from './sound.js';
import { playNote } from './voices.js';

/** What rings on after the last bar. */
const TAIL = 1.5;
/** Where mastered club music sits: about -13 dB below full scale. */
const LOUDNESS = 0.22;
const DRUM_LEVEL = { kick: 0.95, snare: 0.7, hat: 0.42, open: 0.38, perc: 0.36, crash: 0.3 };

/**
 * A score as sound. `tempo` may differ from the score's own: the pitch stays, as if a player with key-lock had been
 * turned up or down.
 */
export function render(score: Score, tempo = score.tempo): Sound {
  const stepSeconds = barSeconds(tempo) / STEPS_PER_BAR;
  const length = silence(barsOf(score) * barSeconds(tempo) + TAIL).length;
  const sampleAt = (step: number) => Math.round((step + (step % 2) * (score.swing ?? 0)) * stepSeconds * RATE);
  const events = compose(score);
  const random = seeded(score.seed + 1);

  const kit = makeKit(score.kit, random);
  const out = new Float32Array(length);
  const percussion = new Float32Array(length);
  const kicks: number[] = [];
  for (const event of events) {
    if (event.kind !== 'drum') continue;
    const place = sampleAt(event.step);
    if (event.drum === 'kick') kicks.push(place);
    add(event.drum === 'kick' ? out : percussion, kit[event.drum], place, DRUM_LEVEL[event.drum] * event.velocity);
  }

  const music = new Float32Array(length);
  const toReverb = new Float32Array(length);
  const toEcho = new Float32Array(length);
  add(out, percussion, 0, 1);
  add(toReverb, percussion, 0, 0.15);
  for (const [index, part] of score.parts.entries()) {
    // A bus for each part, so that its sends are one addition and not one a note.
    const bus = percussion.fill(0);
    const notes = new Map<string, Sound>();
    for (const event of events) {
      if (event.kind !== 'note' || event.part !== index) continue;
      const key = `${event.midi} ${event.length}`;
      let note = notes.get(key);
      if (!note) {
        // Key-lock stretches a note along with everything else.
        note = playNote(part.voice, hertz(event.midi), event.length * stepSeconds * 0.95, random);
        notes.set(key, note);
      }
      add(bus, note, sampleAt(event.step), part.level * event.velocity);
    }
    add(music, bus, 0, 1);
    if (part.reverb) add(toReverb, bus, 0, part.reverb);
    if (part.echo) add(toEcho, bus, 0, part.echo);
  }

  add(music, reverb(toReverb, 0.86, 0.35), 0, score.space.reverb);
  add(music, echo(toEcho, score.space.echoSteps * stepSeconds, 0.45), 0, score.space.echo);
  let bar = 0;
  for (const section of score.sections) {
    const [start, end] = [bar, bar + section.bars].map((b) => sampleAt(b * STEPS_PER_BAR)) as [number, number];
    if (section.filter) sweep(music, start, end, section.filter[0], section.filter[1]);
    bar += section.bars;
  }
  pump(music, kicks, score.pump, stepSeconds * 3.5);
  add(out, music, 0, 1);
  master(out, LOUDNESS);
  return out;
}

function add(target: Sound, sound: Sound, at: number, level: number): void {
  const length = Math.min(sound.length, target.length - at);
  for (let i = 0; i < length; i++) target[at + i]! += sound[i]! * level;
}
