import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Archive } from '../../../src/archive/archive.js';
import { wavOf } from '../../../src/domain/wav.js';
import { mixOf, tracks } from '../../support/providers/music.js';
import type { Random } from '../random.js';
import { badEnd, type Room, type Scene } from './killing.js';

const RATE = 16_000;

/**
 * Two mixes with one unknown in common and one of their own, and a name that somebody gave: no number may be used twice, no name may
 * go, and once both were heard to their ends each unknown has one number.
 */
export async function idsScene(room: Room, random: Random): Promise<Scene> {
  const [known, shared, first, second] = tracks(4, 70) as [Song, Song, Song, Song];
  const music = join(room.root, `${known.artist} - ${known.title}.wav`);
  writeFileSync(music, wavOf(known.pcm, RATE));
  const play = (track: Song) => ({ track, from: 2, seconds: 64 });
  const mixes = [
    [first, known, shared],
    [shared, known, second],
  ];
  for (const [i, parts] of mixes.entries())
    writeFileSync(join(room.root, `${i}.wav`), wavOf(mixOf(parts.map(play)), RATE));
  const argsOf = (i: number): string[] => [`../${i}.wav`, '--library', music, '--providers', 'library', '--no-files'];
  const open = (): Archive => new Archive(join(room.home, 'tracklistify', 'archive'), Date.now);
  /** The highest number that was ever seen, and the one that has a name. */
  let highest = 0;
  let named: number | null = null;
  const numbers = (): number[] => {
    const folder = join(room.home, 'tracklistify', 'archive', 'ids', 'numbers');
    try {
      return readdirSync(folder).flatMap((name) => Number(/^(\d+)\.\d+\.gz$/.exec(name)?.[1] ?? Number.NaN) || []);
    } catch {
      return [];
    }
  };
  return {
    name: 'ids',
    async begin() {
      room.empty();
      highest = 0;
      named = null;
    },
    next: () => ({ args: argsOf(Math.floor(random.next() * mixes.length)) }),
    look() {
      const now = Math.max(0, ...numbers());
      const wrong = now < highest ? [`number ${highest} was used, and ${now} is the highest now`] : [];
      highest = Math.max(highest, now);
      return wrong;
    },
    async settle() {
      const wrong: string[] = [];
      for (const i of mixes.keys()) wrong.push(...badEnd(await room.run(argsOf(i))));
      const { ids, read, get } = bound(open());
      const all = await ids.list();
      if (all.length < new Set(numbers()).size) wrong.push('an ID can’t be read');
      if (named !== null && (await ids.get(named))?.name?.title !== 'Named')
        wrong.push(`ID ${named} has lost its name`);
      const unmerged = all.filter(({ into }) => into === undefined).length;
      if (unmerged !== 3) wrong.push(`${unmerged} IDs for three unknowns`);
      const of = new Map<string, string[]>();
      for (const { id, name } of (await read()).all) {
        const entries = (await get(id))?.tracklist.entries ?? [];
        of.set(
          name.replace(/\.wav$/, ''),
          entries.flatMap((entry) =>
            entry.track?.title === 'Named' ? ['Named'] : entry.kind === 'unknown' ? [`${entry.number}`] : [],
          ),
        );
      }
      const [a, b] = [of.get('0') ?? [], of.get('1') ?? []];
      const isShared = a.length === 2 && b.length === 2 && a[1] === b[0] && a[0] !== b[1];
      if (!isShared) wrong.push(`the mixes have ${a} and ${b}`);
      const some = Number(a[0]);
      if (named === null && some > 0) {
        await ids.change(some, (id) => ({ ...id, name: { title: 'Named', artists: [] } }));
        named = some;
      }
      return wrong;
    },
    async close() {},
  };
}

type Song = ReturnType<typeof tracks>[number];

const bound = (archive: Archive) => ({
  ids: archive.ids,
  read: () => archive.read(),
  get: (id: string) => archive.get(id),
});
