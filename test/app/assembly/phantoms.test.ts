import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assemble } from '../../../src/app/assembly/assemble.js';
import { withoutPhantoms } from '../../../src/app/assembly/phantoms.js';
import { Archive } from '../../../src/archive/archive.js';
import { edited } from '../../../src/domain/editing.js';
import type { Match } from '../../../src/domain/match.js';
import type { Entry, Tracklist } from '../../../src/domain/tracklist.js';
import { lossOf } from '../../../src/domain/worth.js';
import { haunted } from '../../bench/phantoms/measure.js';
import { sampled, track } from '../../support/matches.js';
import { tracklistOf } from '../../support/tracklists.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'phantoms-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const archive = (): Archive => new Archive(folder, () => 0);
const END = 1500;

/** A mix as a service hears it: three tracks of its own, and whatever it says besides. */
async function identified(name: string, more: readonly Match[] = [], own = name): Promise<Tracklist> {
  const source = { name, kind: 'file', location: `/mixes/${name}`, id: `sound of ${name}` };
  const tracks = [0, 1, 2].flatMap((i) => {
    const from = i * 300;
    return [20, 100, 180].map((at) => sampled(`${own} ${i}`, from + at, at));
  });
  const heard = { start: 0, end: END, matches: [...tracks, ...more] };
  const entries = assemble(heard, await archive().recurrence(source));
  return tracklistOf(entries, { source, duration: END, identifiers: ['acrcloud'] });
}
const keep = async (...args: Parameters<typeof identified>): Promise<Tracklist> => {
  const tracklist = await identified(...args);
  await archive().keep(tracklist);
  return tracklist;
};
const PHANTOMS = ['Sandstorm', 'Blue', 'Levels'];
/** Wherever the service knows nothing, at whatever place of the track. */
const phantoms = (m: number): Match[] => PHANTOMS.map((title, i) => sampled(title, 1020 + i * 150, (m * 71) % 200));
const namesOf = ({ entries }: Pick<Tracklist, 'entries'>): string[] =>
  entries.flatMap((entry) => (entry.track ? [entry.track.title] : []));
const entryOf = ({ entries }: Tracklist, title: string): Entry | undefined =>
  entries.find((entry) => entry.track?.title === title);
const phantomsIn = (tracklist: Pick<Tracklist, 'entries'>): string[] =>
  namesOf(tracklist).filter((name) => PHANTOMS.includes(name));

describe('the same few titles in seven of seven unrelated mixes', () => {
  it('are in no tracklist from the fourth on, and say why', async () => {
    const lists: Tracklist[] = [];
    for (let m = 0; m < 7; m++) lists.push(await keep(`mix ${m}`, phantoms(m)));
    expect(lists.map((list) => phantomsIn(list).length)).toEqual([3, 3, expect.any(Number), 0, 0, 0, 0]);
    for (const [m, list] of lists.entries()) {
      expect(namesOf(list).slice(0, 3)).toEqual([0, 1, 2].map((i) => `mix ${m} ${i}`));
      expect(entryOf(list, `mix ${m} 1`)!.confidence).toBeGreaterThan(0.9);
    }
    const unknown = lists[6]!.entries.at(-1)!;
    expect(unknown.kind).toBe('unknown');
    expect(unknown.alternatives.map((one) => one.track.title).sort()).toEqual([...PHANTOMS].sort());
    expect(unknown.alternatives[0]!.recurring).toEqual({ asked: 6, lone: 6, rejected: 0 });
    expect(unknown.alternatives[0]!.evidence).toHaveLength(1);
    // The first ones are put right afterwards; doing it again changes nothing.
    const others = await archive().recurrence(lists[0]!.source);
    const mended = withoutPhantoms(lists[0]!.entries, others);
    expect(phantomsIn({ entries: mended })).toEqual([]);
    expect(withoutPhantoms(mended, others)).toEqual(mended);
    expect(mended.slice(0, 5)).toEqual(lists[0]!.entries.slice(0, 5));
    expect(mended.slice(5).map(({ start, end }) => [start, end])).toEqual([[792, END]]);
    expect(mended[5]!.alternatives).toHaveLength(3);
    const numbered = lists[0]!.entries.map((entry, i) => (entry.kind === 'unknown' ? { ...entry, number: i } : entry));
    const apart = withoutPhantoms(numbered, others).slice(5);
    expect(apart.map((entry) => [entry.start, entry.number])).toEqual([
      [792, 5],
      [1032, 7],
      [1182, 9],
      [1332, 11],
    ]);
    // And the archive takes that for no loss, however little is left.
    expect(lossOf(lists[0]!, { ...lists[0]!, entries: mended })).toBeNull();
    const little = { ...lists[0]!, entries: mended.slice(1) };
    expect(lossOf(lists[0]!, { ...little, complete: false })).not.toBeNull();
  });

  it('are remembered where a neighbour fills their stretch', async () => {
    for (let m = 0; m < 7; m++) await keep(`mix ${m}`, phantoms(m));
    const filled = [...phantoms(9).slice(0, 1), ...[960, 1010, 1080].map((at) => sampled('Long', at, at - 950))];
    const list = await identified('another', filled);
    expect(phantomsIn(list)).toEqual([]);
    expect(entryOf(list, 'Long')!.alternatives.map((one) => one.track.title)).toEqual(['Sandstorm']);
  });

  it('are tracks again where their position advances, or a second service gives them', async () => {
    for (let m = 0; m < 7; m++) await keep(`mix ${m}`, phantoms(m));
    const played = [40, 90, 140].map((at) => sampled('Sandstorm', 1000 + at, at));
    const line = await identified('with it', played);
    expect(entryOf(line, 'Sandstorm')!.confidence).toBeGreaterThan(0.95);
    expect(entryOf(line, 'Sandstorm')).not.toHaveProperty('recurring');
    const witness = sampled('Sandstorm', 1040, 40, { identifier: 'audd', track: track('Sandstorm') });
    const two = await identified('with two', [sampled('Sandstorm', 1030, 30), witness]);
    expect(entryOf(two, 'Sandstorm')!.confidence).toBeGreaterThan(0.9);
  });

  it('are believed where a person says so, and less believed where a person rejects them', async () => {
    for (let m = 0; m < 2; m++) await keep(`mix ${m}`, phantoms(m));
    const before = await keep('mix 2', [sampled('Levels', 1200, 9)]);
    const said = edited(before, 'accept', [String(before.entries.findIndex((e) => e.track?.title === 'Levels') + 1)]);
    await archive().keep(said, { before });
    for (let m = 3; m < 7; m++) await keep(`mix ${m}`, phantoms(m));
    expect(phantomsIn(await identified('another', phantoms(8)))).toEqual(['Levels']);

    await rm(folder, { recursive: true });
    const unsure = async (): Promise<number> => {
      const entries: readonly Entry[] = (await identified('another', [sampled('Blue', 1200, 9)])).entries;
      return entries.flatMap((e) => [e, ...e.alternatives]).find((one) => one.track?.title === 'Blue')!.confidence!;
    };
    for (let m = 0; m < 12; m++) await keep(`mix ${m}`, m < 2 ? [sampled('Blue', 1200, m * 50)] : []);
    expect(await unsure()).toBeGreaterThan(0.7);
    for (let m = 0; m < 2; m++) {
      const list = (await archive().get((await archive().read()).all.find(({ name }) => name === `mix ${m}`)!.id))!;
      const { tracklist } = list;
      const at = tracklist.entries.findIndex((entry) => entry.track?.title === 'Blue');
      await archive().keep(edited(tracklist, 'reject', [String(at + 1)]), { before: tracklist });
    }
    expect(await unsure()).toBeLessThan(0.3);
  });
});

it('leaves an anthem alone that is in every mix, though it often is heard in one sample only', async () => {
  for (let m = 0; m < 9; m++) {
    const samples = m % 2 ? [sampled('Anthem', 1200, 30)] : [20, 90].map((at) => sampled('Anthem', 1150 + at, at));
    const { entries } = await keep(`mix ${m}`, samples);
    const anthem = entries.find((entry) => entry.track?.title === 'Anthem')!;
    expect(anthem.confidence).toBeGreaterThan(0.7);
    expect(anthem).not.toHaveProperty('recurring');
  }
});

it('takes mixes of the same tracks for one, since what is heard in each of them is the same sound', async () => {
  for (let m = 0; m < 6; m++) await keep(`copy ${m}`, [sampled('Rare', 1200, 30)], 'the same');
  const copy = await identified('one more', [sampled('Rare', 1200, 30)], 'the same');
  expect(entryOf(copy, 'Rare')!.confidence).toBeGreaterThan(0.7);
  expect(entryOf(copy, 'Rare')).not.toHaveProperty('recurring');
});

it('knows nothing of a mix from that mix itself', async () => {
  for (let again = 0; again < 6; again++) {
    expect(phantomsIn(await keep('mix', phantoms(1)))).toHaveLength(3);
  }
});

it('frees simulated tracklists of phantoms, at the price of no real track', async () => {
  const { before, after, retried } = await haunted({ knows: 0.7, finds: 0.55, titles: 5, haunts: 0.2 }, 25);
  expect(before.precision).toBeLessThan(0.6);
  expect(after.precision).toBeGreaterThan(0.85);
  expect(retried.precision).toBeGreaterThan(0.99);
  expect([after.lost, retried.lost]).toEqual([0, 0]);
  expect(after.recall).toBeGreaterThanOrEqual(before.recall - 0.01);
  const clean = await haunted({ knows: 0.7, finds: 0.55, titles: 5, haunts: 0 }, 15);
  expect(clean.retried).toEqual(clean.before);
});
