import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mixesWith, numbersOf } from '../app/ids.js';
import type { Settings } from '../config/schema.js';
import { lengthOf, overlapOf, type Span, without } from '../domain/span.js';
import type { Track } from '../domain/track.js';
import type { Library } from '../library/library.js';
import { openArchive } from './archive.js';
import type { World } from './world.js';

/** An unknown of mixes that turns out to be a track, or to hold some. */
export interface KnownByNow {
  number: number;
  /** In which it is heard. */
  mixes: string[];
  /** In the order in which they are heard in it. */
  tracks: Track[];
  /** Whether it is that track from its beginning to its end: else a part of it stays unknown, or is another track. */
  isWhole: boolean;
}

/** Seconds of an unknown in which no track of these is heard, and another one may be: shorter ones are the ends of what is mixed in and out. */
const ROOM = 30;
/** Two tracks are heard at the same place of an unknown where they share so much of the shorter one: then it is one of the two. */
const SAME_PLACE = 0.5;

/** Where in an unknown's print a track is heard. */
interface HeardIn extends Span {
  track: Track;
  score: number;
}

/**
 * Unknowns without a name that are among the tracks which came to the library since this was last asked. Costs a look at the archive
 * where it has none, or where nothing was added.
 */
export async function knownByNow(world: World, settings: Settings, library: Library): Promise<KnownByNow[]> {
  if (!settings.archive.enabled) return [];
  const archive = await openArchive(world, settings);
  const ids = await archive.ids.list();
  const open = new Map(
    ids.filter((id) => id.name === undefined && id.into === undefined && !id.forgotten).map((id) => [id.number, id]),
  );
  if (open.size === 0) return [];
  const noted = join(archive.ids.folder, 'library-looked-at');
  const now = new Date(world.clock.now()).toISOString();
  // What was there before the first unknown was held against its mix.
  const since =
    (await readFile(noted, 'utf8').catch(() => null)) ??
    [...open.values()].map(({ firstSeen }) => firstSeen).sort()[0]!;
  const longest = settings.library.mixLength * 60;
  const added = (await library.list()).filter(({ addedAt, duration }) => addedAt >= since && duration <= longest);
  const wanted = new Set(added.map(({ id }) => id));
  const found = new Map<number, HeardIn[]>();
  if (wanted.size > 0) {
    const index = await library.index();
    try {
      for (let ordinal = 0; ordinal < index.prints.trackCount; ordinal++) {
        const record = index.record(ordinal);
        if (!record || !wanted.delete(record.id)) continue;
        const sound = { peaks: index.prints.peaksOf(ordinal), seconds: record.duration };
        const track = index.track(ordinal)!;
        for (const heard of await archive.ids.recognise(sound, { signal: world.signal })) {
          const { number, print, printStart: start, score } = heard;
          if (!open.has(number)) continue;
          // In an unknown that was merged into it, places are other ones.
          const end = print === number ? start + lengthOf(heard) * heard.speed : start;
          found.set(number, [...(found.get(number) ?? []), { track, score, start, end }]);
        }
      }
    } finally {
      index.close();
    }
  }
  const { replaceFile } = await import('../files/place.js');
  // Looking again costs time, and nothing else.
  await replaceFile(noted, now, { mode: 0o600 }).catch(() => {});
  const { all } = await archive.read();
  return [...found].map(([number, heard]) => ({
    number,
    mixes: mixesWith(all, numbersOf(ids, number)).map(({ id }) => id),
    ...madeOf(heard, open.get(number)!.print.seconds),
  }));
}

/** Which of the tracks an unknown is, or which ones it holds: at one place, the one that is heard there most surely. */
function madeOf(heard: readonly HeardIn[], seconds: number): Pick<KnownByNow, 'tracks' | 'isWhole'> {
  const surest: HeardIn[] = [];
  for (const one of [...heard].sort((a, b) => b.score - a.score)) {
    const shares = (other: HeardIn): boolean =>
      overlapOf(one, other) >= SAME_PLACE * Math.min(lengthOf(one), lengthOf(other));
    if (!surest.some((other) => other.track.file !== one.track.file && shares(other))) surest.push(one);
  }
  const inOrder = surest.sort((a, b) => a.start - b.start);
  const tracks = [...new Map(inOrder.map(({ track }) => [track.file, track])).values()];
  const places = inOrder.filter((place) => lengthOf(place) > 0);
  const left = places.length > 0 ? without({ start: 0, end: seconds }, places) : [];
  return { tracks, isWhole: tracks.length === 1 && left.every((rest) => lengthOf(rest) < ROOM) };
}
