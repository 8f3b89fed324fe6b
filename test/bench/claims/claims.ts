import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { musicIn } from '../music.js';
import { Random } from '../random.js';
import { costOf } from './cost.js';
import { makeMixes, printOf } from './mixes.js';
import { MusicLibrary } from './music-library.js';
import { measure, type Outcome } from './outcome.js';
import { tableOf } from './table.js';

const HELP = `Makes mixes that hide their tracks, and measures what of them is found with a history of the mix and without one.

  npm run bench:claims -- --music DIR

  --music DIR    folder of music; tracks under a minute are left out. One half of it is played in the first mixes, the other in the rest
  --also DIR     more music for the library, which is never played, but claimed
  --keep DIR     keep mixes and prints there, and use those that are there already
`;

/** Whatever was tuned was tuned on the first. */
const TUNED_ON = [1];
const HELD_OUT = [3, 4];

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      music: { type: 'string' },
      also: { type: 'string' },
      keep: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help || !values.music) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const folder = values.keep ? resolve(values.keep) : mkdtempSync(join(tmpdir(), 'tracklistify-claims-bench-'));
  mkdirSync(folder, { recursive: true });
  try {
    const files = new Random(1).shuffled(await musicIn(resolve(values.music)));
    const also = values.also === undefined ? [] : await musicIn(resolve(values.also));
    const [half, rest] = [Math.ceil(files.length / 2), Math.ceil(also.length / 2)];
    const parts = [
      { name: 'tuned on', played: files.slice(0, half), others: also.slice(0, rest), seeds: TUNED_ON },
      { name: 'held out', played: files.slice(half), others: also.slice(rest), seeds: HELD_OUT },
    ];
    for (const { name, played, others, seeds } of parts) {
      const all = [...played, ...others];
      const prints = [];
      for (const file of all) prints.push(await printOf(file, join(folder, 'prints')));
      const library = new MusicLibrary(all, prints);
      const groups = await library.groups();
      const mixes = await makeMixes(played, join(folder, 'mixes'), seeds, (text) => console.error(text));
      const outcomes: Outcome[] = [];
      for (const mix of mixes) {
        outcomes.push(await measure(mix, all, library, groups));
        console.error(`Heard ${mix.kind} ${mix.plan.seed}.`);
      }
      const same = new Set([...groups.values()].map((names) => [...names].join(' = ')));
      console.log(`\n${name}${[...same].map((names) => `\n  ${names}`)}\n\n${tableOf(outcomes)}`);
      console.log(`\n${await costOf(mixes, all, library)}`);
    }
    return 0;
  } finally {
    if (!values.keep) rmSync(folder, { recursive: true, force: true });
  }
}
