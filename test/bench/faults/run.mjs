// The whole fault harness, one part after another: npm run bench:faults [-- --parts library,calls --seed 2 --scale .1]
// It asserts nothing and prints a table of figures, for test/bench/RESULTS.md; each part can be run alone by one.mjs.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Parts that are main programs of their own, and how often each does its harm. */
const COUNTS = {
  library: ['--count', 5000, '--kills', 200],
  results: ['--count', 1000],
  calls: ['--count', 100],
  kills: ['--count', 200],
  decks: ['--count', 2000],
};
const args = process.argv.slice(2);
const option = (name, otherwise) => (args.includes(name) ? args[args.indexOf(name) + 1] : otherwise);
const scale = Number(option('--scale', '1'));
/** What is used by several of them. */
const notParts = /^(?:damage|damaged-.*|killed-.*|killing|tree-memory|watchdog)$/;
const all = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.slice(0, -3))
  .filter((name) => !notParts.test(name));
for (const part of option('--parts', all.join(',')).split(',')) {
  if (!existsSync(join(import.meta.dirname, `${part}.ts`))) throw new Error(`There is no part "${part}".`);
  const counts = (COUNTS[part] ?? ['--count', 5000]).map((value) =>
    typeof value === 'number' ? String(Math.max(1, Math.round(value * scale))) : value,
  );
  console.log(`— ${part} ${counts.join(' ')}`);
  const command = [join(import.meta.dirname, 'one.mjs'), part, ...counts, '--seed', option('--seed', '1')];
  execFileSync(process.execPath, command, { stdio: 'inherit' });
}
