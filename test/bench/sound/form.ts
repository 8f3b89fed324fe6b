import type { Section } from '../../../src/domain/heard.js';
import { Beats } from '../../../src/sound/beats/beats.js';
import { columnsBetween } from '../../../src/sound/form/band-levels.js';
import { energyOf } from '../../../src/sound/form/energy.js';
import { sectionsOf } from '../../../src/sound/form/sections.js';
import { Resampler } from '../../../src/sound/resample.js';
import { percent, quantile } from './figures.js';
import { arrange } from './form/arranged.js';
import { measureVocals } from './form/vocals.js';
import type { Plan } from './sound.js';

const RATE = 11_025;
/** Half a bar at 120 beats a minute: what is as near as that is found. */
const NEAR = 1;
const KINDS = ['intro', 'main', 'break', 'drop', 'outro'] as const;

/** Sections and energy on arrangements that are known; then what speaks for vocals, where voices can be made. */
export function measureForm({ seeds, music }: Plan): void {
  const count = Math.min(seeds.length, 36);
  const tally = Object.fromEntries(KINDS.map((kind) => [kind, { true: 0, found: 0, met: 0 }]));
  const off: number[] = [];
  let [same, seconds, higher, drops] = [0, 0, 0, 0];
  for (const seed of seeds.slice(0, count)) {
    const { sound, sections: truth } = arrange(seed);
    const beats = new Beats(RATE);
    beats.hear(toPcm(sound));
    const found = sectionsOf(beats.columns, beats.tempo());
    for (const kind of KINDS) {
      const [trueStarts, foundStarts] = [truth, found].map((sections) => startsOf(sections, kind)) as [
        number[],
        number[],
      ];
      const distances = trueStarts.map((start) => Math.min(...foundStarts.map((other) => Math.abs(other - start))));
      const met = distances.filter((distance) => distance <= NEAR);
      off.push(...met);
      tally[kind]!.true += trueStarts.length;
      tally[kind]!.found += foundStarts.length;
      tally[kind]!.met += met.length;
    }
    const end = truth.at(-1)!.end;
    for (let time = 0.5; time < end; time++, seconds++) if (kindAt(truth, time) === kindAt(found, time)) same++;
    for (const [i, drop] of truth.entries()) {
      if (drop.kind !== 'drop') continue;
      const [before, after] = [truth[i - 1]!, drop].map(({ start, end }) =>
        energyOf(columnsBetween(beats.columns, start, end)),
      ) as [number, number];
      drops++;
      if (after > before + 1) higher++;
    }
  }
  console.log(`\n| ${count} arrangements | are | said to be | found |`);
  console.log('| --- | --- | --- | --- |');
  for (const kind of KINDS) {
    const { true: are, found, met } = tally[kind]!;
    console.log(`| ${kind} | ${are} | ${found} | ${percent(met, are)} |`);
  }
  console.log(
    `\nFound is what begins within ${NEAR} s of the truth; the median of all that are is ${(1000 * quantile(off, 0.5)).toFixed(0)} ms off. ${percent(same, seconds)} of all seconds are in the right kind of section. Energy is higher by more than 1 in ${percent(higher, drops)} of the drops than in the break before.`,
  );
  measureVocals(music);
}

const toPcm = (sound: Float32Array): Int16Array =>
  new Resampler(32_000, RATE).push(
    Int16Array.from(sound, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value * 32_767)))),
  );

const startsOf = (sections: readonly Section[], kind: string): number[] =>
  sections.filter((section) => section.kind === kind).map(({ start }) => start);

const kindAt = (sections: readonly Section[], time: number): string | undefined =>
  sections.find(({ start, end }) => start <= time && time < end)?.kind;
