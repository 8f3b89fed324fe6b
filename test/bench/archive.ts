import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Archive } from '../../src/archive/archive.js';
import { figuresOf } from '../../src/archive/figures.js';
import { type KeptMix, packMix } from '../../src/archive/kept.js';
import { recurrenceIn } from '../../src/archive/recurrence.js';
import { Signatures } from '../../src/archive/same-mix/signatures.js';
import { searchArchive } from '../../src/archive/search.js';
import type { MixSound } from '../../src/domain/mix-sound.js';
import { questionOf, SECOND } from '../../src/fingerprint/index.js';
import { heard, music } from '../support/made-up-sounds.js';
import { trackEntry, tracklistOf } from '../support/tracklists.js';
import { Random } from './random.js';

/** Seconds of a mix, its tracks, and the hashes of its signature, nine a minute. */
const LENGTH = 5400;
const TRACKS = 25;
const HASHES = 780;
/** Two mixes of other music of 73 min had 300 hashes in common by chance; of an hour and a half it would be so many. */
const BY_CHANCE = 450;

/** Opens an archive of that many mixes, and looks for a recording in it. */
export async function main(folder: string, mixes: number): Promise<void> {
  const archive = (): Archive => new Archive(folder, Date.now);
  const set = music(LENGTH, 1);
  const again = heard(set, { lost: 0.3, seed: 2 });
  const other = heard(music(LENGTH, 3));
  await archive().keep(mixOf('0'.repeat(12), 'The one').tracklist, { sound: heard(set) });
  await fill(folder, mixes - 1, again);
  const began = performance.now();
  await archive().read();
  console.log(`the list made anew: ${Math.round(performance.now() - began)} ms`);
  // What the same text takes to be read and parsed by itself, to hold the others against on whatever machine.
  const catalogue = join(folder, 'catalogue');
  const plain = await measured('its list parsed as plain JSON', async () => {
    const lines = readFileSync(catalogue, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line.slice(line.indexOf('{')))).length;
  });
  const against = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    const took = await measured(what, work);
    console.log(`  ${(took / plain).toFixed(2)} times as long`);
  };
  await against('opened', async () => (await archive().read()).all.length);
  const { all } = await archive().read();
  await against('searched', async () => searchArchive(all, 'titel 0000000003e8 7').length);
  await against('figures made', async () => figuresOf(all, { most: 20, within: 5 }).played);
  await against('a first name held against all others', async () => {
    const track = { title: 'Title 0000000003e8 7', artists: ['Somebody'] };
    return JSON.stringify(recurrenceIn(all)(track, 'remote', []));
  });
  await measured('a recording found', async () => (await archive().recognise({ location: '/new' }, again))?.name);
  await measured('a new mix not found', async () => (await archive().recognise({ location: '/new' }, other))?.name);
  console.log(`most memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
}

/** By the processor's time: other programs' don't count. */
async function measured(what: string, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  let result: unknown;
  for (let i = 0; i < 5; i++) {
    const began = process.cpuUsage();
    result = await work();
    const { user, system } = process.cpuUsage(began);
    times.push((user + system) / 1000);
  }
  times.sort((a, b) => a - b);
  console.log(`${what}: ${Math.round(times[2]!)} ms (${Math.round(times[0]!)} to ${Math.round(times[4]!)}): ${result}`);
  return times[2]!;
}

async function fill(folder: string, count: number, asked: MixSound): Promise<void> {
  const random = new Random(5);
  const { hashes: pool } = questionOf(asked.peaks);
  for (const name of ['mixes', 'sounds']) mkdirSync(join(folder, name), { recursive: true });
  const signatures = new Signatures(join(folder, 'signatures'));
  for (let i = 1; i <= count; i++) {
    const id = i.toString(16).padStart(12, '0');
    const file = `${id}.${'0'.repeat(16)}`;
    const mix = { ...mixOf(id, `Mix ${i}`), sound: { file: `${file}.gz`, start: 0, end: LENGTH } };
    writeFileSync(join(folder, 'mixes', `${id}.1.gz`), await packMix(mix));
    writeFileSync(join(folder, 'sounds', `${file}.gz`), '');
    const hashes = Uint32Array.from({ length: HASHES }, () =>
      random.next() < BY_CHANCE / HASHES
        ? pool[Math.floor(random.next() * pool.length)]!
        : Math.floor(random.next() * 2 ** 22),
    );
    const times = Uint32Array.from({ length: HASHES }, () => random.next() * LENGTH * SECOND).sort();
    await signatures.add(file, asked.engine, { hashes, times });
  }
}

function mixOf(id: string, name: string): KeptMix {
  const entries = Array.from({ length: TRACKS }, (_, i) => trackEntry(i * 216, i * 216 + 216, `Title ${id} ${i}`));
  const source = { name, kind: 'file', location: `/${id}.mp3`, id };
  const moment = '2026-01-01T00:00:00.000Z';
  return {
    id,
    content: id,
    places: [id],
    firstKept: moment,
    lastKept: moment,
    tracklist: tracklistOf(entries, { source, duration: LENGTH }),
  };
}
