import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Archive } from '../../../src/archive/archive.js';
import type { Tracklist } from '../../../src/domain/tracklist.js';
import { measured } from '../measure.js';
import { musicIn } from '../music.js';
import { divide, type Mix, makeMixes } from './mixes.js';
import { judge, type Told } from './pairs.js';
import { strangersIn } from './strangers.js';

const HELP = `Makes mixes of your music of which a third is unknown, the same unknowns again and again, and measures which are joined.

  npm run build && npm run bench:ids -- --music DIR

  --music DIR    folder of music; tracks under a minute are left out
  --mixes N      mixes of each kind: plain, key-lock, vinyl, club, 48 kbit/s (2)
  --seed S       (1)
  --keep DIR     keep the mixes there, and use those that are there already
`;

export async function main(args: string[], root: string): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      music: { type: 'string' },
      mixes: { type: 'string', default: '2' },
      seed: { type: 'string', default: '1' },
      keep: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help || !values.music) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const work = mkdtempSync(join(tmpdir(), 'tracklistify-ids-bench-'));
  const kept = resolve(values.keep ?? join(work, 'mixes'));
  mkdirSync(kept, { recursive: true });
  try {
    const seed = Number(values.seed);
    const files = await musicIn(resolve(values.music));
    const mixes = await makeMixes(files, kept, { seed, mixes: Number(values.mixes) }, (text) => console.error(text));
    const program = join(root, 'bin/tracklistify.js');
    const library = join(work, 'library');
    const archive = join(work, 'archive');
    process.env['TRACKLISTIFY_ARCHIVE_PATH'] = archive;
    const run = (...words: string[]) =>
      measured(process.execPath, [program, ...words, '--quiet', '--library-path', library]);
    console.error('Adding what is known …');
    await run('library', 'add', ...divide(files, seed).known.map(({ path }) => path));
    const cost = { with: 0, without: 0 };
    for (const { path } of mixes) {
      const identify = ['identify', path, '--providers', 'library', '--no-files', '--json'];
      cost.without += (await run(...identify, '--no-archive')).cpu;
      cost.with += (await run(...identify)).cpu;
      console.error(`Identified ${basename(path)}.`);
    }
    await report(mixes, new Archive(archive, Date.now), cost);
    return 0;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function report(mixes: readonly Mix[], archive: Archive, cost: { with: number; without: number }): Promise<void> {
  const { all } = await archive.read();
  const told: Told[] = [];
  for (const { plan, path } of mixes) {
    const id = all.find(({ name }) => name === basename(path, '.mp3'))!.id;
    const kept = (await archive.get(id))!;
    told.push({ plan, name: basename(path, '.mp3'), tracklist: kept.tracklist as Tracklist });
  }
  const { pairs, joined, missed, strangers, wrong, by } = judge(told);
  const hours = mixes.reduce((sum, { plan }) => sum + plan.seconds, 0) / 3600;
  console.log(`${mixes.length} mixes, ${hours.toFixed(1)} hours, ${(await archive.ids.list()).length} IDs`);
  console.log(`pairs of plays of one unknown that have 45 s in common: ${joined} of ${pairs} joined`);
  for (const [kinds, [good, total]] of [...by].sort()) console.log(`  ${kinds}: ${good} of ${total}`);
  for (const line of missed) console.log(`  not joined: ${line}`);
  console.log(`pairs of plays of two unknowns: ${wrong.length} of ${strangers} joined`);
  for (const line of wrong) console.log(`  joined: ${line}`);
  const prints = await strangersIn(mixes, all, archive);
  console.log(
    `pairs of any two plays of different tracks, as prints: ${prints.heard.length} of ${prints.pairs} heard in each other`,
  );
  for (const line of prints.heard) console.log(`  heard: ${line}`);
  console.log(`CPU of identifying: with the archive ${(cost.with / cost.without).toFixed(3)} times that without`);
}
