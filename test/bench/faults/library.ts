import { rmSync } from 'node:fs';
import { Random } from '../random.js';
import { quickFolder, samples, tryDamaged } from './damaged-library.js';
import { libraryKills } from './killed-library.js';
import { watchdog } from './watchdog.js';

export { libraryKills };

export interface LibraryFaults {
  mutations: number;
  /** Mutated libraries of which something went wrong: an answer missing without a word, a crash, damage that adding didn't mend. */
  wrong: number;
  /** The first of them, to be looked at. */
  examples: string[];
  /** The most memory that the process held, in megabytes. */
  megabytes: number;
}

export interface FaultOptions {
  count: number;
  seed: number;
  /** The first of them; 0 if it isn't said. */
  from?: number;
  /** Told now and then how far it is. */
  report: (line: string) => void;
}

/** Damages a small library in `count` ways, and uses each of them as the commands do. */
export async function libraryFaults({ count, seed, from = 0, report }: FaultOptions): Promise<LibraryFaults> {
  const folder = quickFolder();
  const dog = watchdog();
  try {
    const made = await samples(folder);
    const found: LibraryFaults = { mutations: count, wrong: 0, examples: [], megabytes: 0 };
    for (let number = from; number < from + count; number++) {
      dog.alive(number);
      // Each from a seed of its own: one can be repeated without those before it.
      const { done, wrong } = await tryDamaged(made[number % made.length]!, new Random(seed * 1_000_003 + number));
      if (wrong.length > 0) {
        found.wrong++;
        if (found.examples.length < 20) found.examples.push(`#${number} (${done}): ${wrong.join(' | ')}`);
      }
      found.megabytes = Math.max(found.megabytes, process.memoryUsage.rss() / 1e6);
      if ((number + 1) % 500 === 0) report(`library: ${number + 1 - from} of ${count} damaged, ${found.wrong} wrong`);
    }
    return found;
  } finally {
    await dog.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function main(args: readonly string[], program: string): Promise<void> {
  const option = (name: string, otherwise: number): number => {
    const at = args.indexOf(name);
    return at >= 0 ? Number(args[at + 1]) : otherwise;
  };
  const report = (line: string): void => void process.stdout.write(`${line}\n`);
  const seed = option('--seed', 1);
  const faults = await libraryFaults({ count: option('--count', 5000), seed, from: option('--from', 0), report });
  const kills = await libraryKills({ count: option('--kills', 60), seed, program, report });
  for (const example of [...faults.examples, ...kills.examples]) report(example);
  report(`${faults.mutations} damaged libraries: ${faults.wrong} wrong, ${Math.round(faults.megabytes)} MB`);
  report(`${kills.kills} kills (${kills.tooLate} too late): ${kills.wrong} wrong`);
  if (faults.wrong + kills.wrong > 0) process.exitCode = 1;
}
