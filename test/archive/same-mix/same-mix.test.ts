import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Archive } from '../../../src/archive/archive.js';
import type { Correction } from '../../../src/domain/correction.js';
import { withCorrections } from '../../../src/domain/corrections.js';
import type { MixSound } from '../../../src/domain/mix-sound.js';
import type { KnownMix } from '../../../src/domain/ports/archive.js';
import type { Tracklist } from '../../../src/domain/tracklist.js';
import { heard, joined, music, part } from '../../support/made-up-sounds.js';
import { trackEntry, tracklistOf, unknownEntry } from '../../support/tracklists.js';

let folder: string;
let now = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'same-mix-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const archive = (): Archive => new Archive(folder, () => (now += 1000));
const set = music(1200, 1);
const entriesOf = (by = 0, until = 1200) =>
  [trackEntry(0, 300, 'one'), unknownEntry(300, 600), trackEntry(600, 900, 'two'), trackEntry(900, 1200, 'three')]
    .filter(({ start, end }) => end > by && start < until)
    .map((entry) => ({ ...entry, start: Math.max(0, entry.start - by), end: Math.min(until, entry.end) - by }));
const mixOf = (id: string, more: Partial<Tracklist> = {}): Tracklist =>
  tracklistOf(entriesOf(), {
    source: { name: id, kind: 'file', location: `/${id}.mp3`, id },
    duration: 1200,
    ...more,
  });
const said: Correction = { kind: 'name', start: 300, end: 600, was: 'ID - ID', track: { title: 'Mine', artists: [] } };
const heading: Correction = { kind: 'heading', title: 'Set', artist: 'Me' };

/** Identifies a recording as a run does. */
async function identified(tracklist: Tracklist, sound: MixSound): Promise<{ as: KnownMix | null; result: Tracklist }> {
  const as = await archive().recognise(tracklist.source, sound);
  const known = as?.corrections ?? [];
  const result = withCorrections(tracklist, known);
  await archive().keep(result, { known, sound, as });
  return { as, result };
}
const mixes = async () => (await archive().read()).all;
const lying = async (sound: MixSound): Promise<KnownMix['lies'] | null> =>
  (await archive().recognise({ id: 'new', location: '/new' }, sound))?.lies ?? null;

describe('the same mix', () => {
  beforeEach(async () => {
    await archive().keep(mixOf('first', { corrections: [said, heading] }), { sound: heard(set) });
  });

  it('is recognised in another encoding, gets what was said of it, and is kept once', async () => {
    const { as, result } = await identified(mixOf('again'), heard(set, { lost: 0.3 }));
    expect(as).toMatchObject({ name: 'first', lies: { start: expect.closeTo(0, 1) } });
    expect(result.corrections).toEqual([said, heading]);
    expect(result.entries[1]!.track?.title).toBe('Mine');
    expect(await mixes()).toHaveLength(1);
    for (const id of ['first', 'again']) {
      expect(await archive().corrections({ id, location: '' })).toEqual([said, heading]);
    }
    // What is said of either is said of both.
    const undone = mixOf('again', { corrections: [] });
    await archive().keep(undone, { before: result, known: [said, heading] });
    expect(await archive().corrections({ id: 'first', location: '' })).toEqual([]);
  });

  it('is recognised by a part of it, whose results don’t replace it', async () => {
    const cut = tracklistOf(entriesOf(250, 650), {
      source: { name: 'cut', kind: 'file', location: '/cut.mp3', id: 'cut' },
      duration: 400,
    });
    const { as, result } = await identified(cut, heard(part(set, 250, 650), { lost: 0.3 }));
    expect(as?.lies.start).toBeCloseTo(250, 1);
    const shifted = { ...said, start: expect.closeTo(50, 1), end: expect.closeTo(350, 1) };
    expect(result.corrections).toEqual([shifted]);
    const [mix, ...more] = await mixes();
    expect([mix!.name, mix!.duration, more]).toEqual(['first', 1200, []]);
    expect(await archive().corrections({ id: 'first', location: '' })).toEqual([said, heading]);
    expect(await archive().corrections({ id: 'cut', location: '' })).toEqual([shifted]);

    // What is said of the part is said of the mix, and what is taken back is taken back.
    const other: Correction = { kind: 'removed', start: 360, end: 390, was: 'Somebody - two' };
    await archive().keep({ ...cut, corrections: [other] }, { before: result, known: result.corrections ?? [] });
    const moved = { ...other, start: expect.closeTo(610, 1), end: expect.closeTo(640, 1) };
    expect(await archive().corrections({ id: 'first', location: '' })).toEqual([heading, moved]);
    expect(await archive().lastChange({ id: 'cut', location: '' })).toBeNull();
  });

  it('is recognised in a longer recording, which takes its place with all that was said', async () => {
    const long = joined(music(40, 7), set, music(60, 8));
    const tracklist = tracklistOf(
      entriesOf().map((entry) => ({ ...entry, start: entry.start + 40, end: entry.end + 40 })),
      { source: { name: 'long', kind: 'file', location: '/long.mp3', id: 'long' }, duration: 1300 },
    );
    const { as, result } = await identified(tracklist, heard(long, { lost: 0.2 }));
    expect(as?.lies.start).toBeCloseTo(-40, 1);
    expect(result.entries[1]!.track?.title).toBe('Mine');
    const [mix, ...more] = await mixes();
    expect([mix!.name, mix!.duration, mix!.sound?.end, more]).toEqual(['long', 1300, 1300, []]);
    // The first recording still has its own time.
    const [back] = await archive().corrections({ id: 'first', location: '' });
    expect(back).toMatchObject({ start: expect.closeTo(300, 1), end: expect.closeTo(600, 1) });
    const kept = await archive().recognise({ id: 'first', location: '' }, null);
    expect(kept?.tracklist.entries.map(({ start }) => Math.round(start))).toEqual([0, 300, 600, 900]);
    expect((await archive().soundOf({ id: 'first', location: '' }))?.start).toBeCloseTo(-40, 1);
  });

  it('is recognised where the clocks of the sound cards differ, and where only a part was heard', async () => {
    expect(await lying(heard(set, { drift: 3e-4, lost: 0.1 }))).toMatchObject({ start: expect.closeTo(0, 0) });
    expect(await lying(heard(part(set, 500, 1100), { start: 100 }))).toMatchObject({ start: expect.closeTo(400, 1) });
  });

  it('isn’t another one with the same tracks, or with a part of it', async () => {
    const [one, two, three, four] = [0, 300, 600, 900].map((from) => part(set, from, from + 300));
    for (const other of [
      joined(two!, one!, four!, three!),
      // The same tracks in the same order, with other transitions.
      joined(one!, music(5, 3), two!, music(3, 4), three!, music(4, 5), four!),
      joined(part(set, 0, 600), music(600, 9)),
      music(1200, 10),
      // A jingle, and a track as it is played.
      part(set, 10, 55),
      part(set, 610, 890),
    ]) {
      expect(await lying(heard(other))).toBeNull();
    }
  });

  it('is found whatever has become of the signatures', async () => {
    const file = join(folder, 'signatures');
    const whole = await readFile(file);
    for (const spoil of [
      () => rm(file),
      () => truncate(file, whole.length - 10),
      () => writeFile(file, Buffer.concat([Buffer.from('sig1torn'), whole])),
      () => appendFile(file, 'sig1'),
      () => writeFile(file, Buffer.from(whole.map((byte, i) => (i === 60 ? byte ^ 1 : byte)))),
    ]) {
      await spoil();
      expect(await lying(heard(set))).not.toBeNull();
    }
    // Ten kilobytes an hour.
    expect(whole.length).toBeLessThan((1200 / 3600) * 10_000);
  });

  it('leaves nothing of itself when it is removed', async () => {
    const { id } = (await mixes())[0]!;
    const file = join(folder, 'signatures');
    expect((await readFile(file)).includes(Buffer.from(id, 'hex'))).toBe(true);
    await archive().remove([id]);
    expect((await readFile(file)).length).toBe(0);
    expect(await readdir(join(folder, 'sounds'))).toEqual([]);
    expect(await lying(heard(set))).toBeNull();
  });

  it('is kept with a sound that nothing sweeps, and without those that killed runs have left', async () => {
    const sounds = join(folder, 'sounds');
    await writeFile(join(sounds, `${'a'.repeat(12)}.${'b'.repeat(16)}.gz`), 'left behind');
    const verify = () => archive().verify(AbortSignal.timeout(60_000));
    now = Date.now();
    await verify();
    expect(await readdir(sounds)).toHaveLength(2);
    now += 2 * 3_600_000;
    expect((await verify()).unheard).toEqual([]);
    const [left, ...more] = await readdir(sounds);
    expect(more).toEqual([]);
    await truncate(join(sounds, left!), 100);
    expect((await verify()).unheard).toHaveLength(1);
    // Heard again it is whole again; of a part of it no sound is written.
    await archive().keep(mixOf('first'), { sound: heard(set) });
    expect((await verify()).unheard).toEqual([]);
    await identified(mixOf('cut', { duration: 400 }), heard(part(set, 250, 650)));
    expect(await readdir(sounds)).toHaveLength(1);
  });
});

describe('two halves of a mix that were kept apart', () => {
  const other: Correction = { ...said, start: 900, end: 1200, was: 'Somebody - three' };
  const there = (one: Correction, by: number): Correction =>
    one.kind === 'heading'
      ? one
      : { ...one, start: expect.closeTo(one.start + by, 1), end: expect.closeTo(one.end + by, 1) };
  const halfOf = (id: string, from: number, correction: Correction): [Tracklist, MixSound] => [
    tracklistOf(entriesOf(from, from + 600), {
      source: { name: id, kind: 'file', location: `/${id}.mp3`, id },
      duration: 600,
      corrections: [correction, { kind: 'heading', title: id }],
    }),
    heard(part(set, from, from + 600)),
  ];
  beforeEach(async () => {
    await identified(...halfOf('half a', 0, said));
    await identified(...halfOf('half b', 600, { ...other, start: 300, end: 600 }));
  });

  it('are one with the whole, which has all that was said of either', async () => {
    expect(await mixes()).toHaveLength(2);
    const as = await archive().recognise(mixOf('whole').source, heard(set, { lost: 0.2 }));
    // One of them is what it is known as, the other a part.
    const [first, second] = [-as!.lies.start, as!.parts![0]!.at].map(Math.round).sort((a, b) => a - b);
    expect([Math.abs(first!), second]).toEqual([0, 600]);
    const { result } = await identified(mixOf('whole'), heard(set, { lost: 0.2 }));
    expect(result.entries.map(({ track }) => track?.title)).toEqual(['one', 'Mine', 'two', 'Mine']);
    const [mix, ...more] = await mixes();
    expect([mix!.name, mix!.duration, more]).toEqual(['whole', 1200, []]);
    expect(await readdir(join(folder, 'sounds'))).toHaveLength(1);
    // Each half is found again, in its own time, and what is said of it then is said of the whole.
    expect(await archive().corrections({ id: 'half a', location: '' })).toEqual([there(said, 0)]);
    expect(await archive().corrections({ id: 'half b', location: '' })).toEqual([there(other, -600)]);
    const again = await archive().recognise({ id: 'half b', location: '' }, null);
    expect(again).toMatchObject({ isItself: false, id: mix!.id });
    expect(again?.tracklist.entries.map(({ start }) => Math.round(start))).toEqual([0, 300]);
  });

  it('lose nothing that was said of one while the whole was heard', async () => {
    const as = await archive().recognise(mixOf('whole').source, heard(set));
    const late: Correction = {
      kind: 'name',
      start: 0,
      end: 300,
      was: 'Somebody - two',
      track: { title: 'Late', artists: [] },
    };
    const [half] = halfOf('half b', 600, late);
    await archive().keep({ ...half, corrections: [...half.corrections!, late] }, { known: half.corrections! });
    const result = withCorrections(mixOf('whole'), as!.corrections);
    await archive().keep(result, { known: as!.corrections, sound: heard(set), as });
    const [mix, ...more] = await mixes();
    expect(more).toEqual([]);
    const { entries } = (await archive().get(mix!.id))!.tracklist;
    expect(entries.map(({ track }) => track?.title)).toEqual(['one', 'Mine', 'Late', 'Mine']);
  });

  it('are one with a whole that was kept before this was known, or by a run that was killed', async () => {
    // As an earlier version kept it: in place of one half, beside the other.
    const as = await archive().recognise(mixOf('whole').source, heard(set));
    const { parts: _, ...alone } = as!;
    await archive().keep(mixOf('whole'), { known: [], sound: heard(set), as: alone });
    expect(await mixes()).toHaveLength(2);
    const { as: again } = await identified(mixOf('whole'), heard(set));
    expect(again).toMatchObject({ isItself: true });
    expect(await mixes()).toHaveLength(1);
  });
});
