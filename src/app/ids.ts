import { answersFor } from '../domain/merged.js';
import { type Numbered, renumbered, sightingsIn, withNumberNamed } from '../domain/numbered.js';
import type { Span } from '../domain/span.js';
import type { Track } from '../domain/track.js';
import type { Entry, Tracklist } from '../domain/tracklist.js';
import type { Mended } from './mending.js';

/** An unknown, as far as it matters here what is known of it. */
export interface NumberedId {
  number: number;
  name?: Track;
  /** The number that it goes by since both were found to be one. */
  into?: number;
  forgotten?: true;
}

export interface IdBook {
  change(number: number, edit: <T extends NumberedId>(id: T) => T | null): Promise<NumberedId | null>;
}

/** A mix, and which unknowns are heard in it. */
export interface MixWithIds {
  id: string;
  played: ReadonlyArray<{ number?: number }>;
}

export interface IdsRun<M extends MixWithIds> {
  book: IdBook;
  ids: readonly NumberedId[];
  mixes: readonly M[];
  mend(mix: string, change: (tracklist: Tracklist) => Tracklist): Promise<Mended | null>;
  signal: AbortSignal;
}

/** What was done in one mix. */
export interface MendedMix<M> {
  mix: M;
  mended: Mended;
  numbered: Numbered;
}

/** The number that answers for this one; itself where it stands for itself. */
export function answering(ids: readonly NumberedId[], number: number): number {
  const into = new Map(ids.map((id) => [id.number, id.into] as const));
  return answersFor(number, (one) => into.get(one));
}

/** All numbers that one answers for, its own first. */
export const numbersOf = (ids: readonly NumberedId[], number: number): number[] => [
  number,
  ...ids.map((id) => id.number).filter((other) => other !== number && answering(ids, other) === number),
];

/** The mixes in which it is heard. */
export function mixesWith<M extends MixWithIds>(mixes: readonly M[], numbers: readonly number[]): M[] {
  return mixes.filter(({ played }) => played.some(({ number }) => number !== undefined && numbers.includes(number)));
}

/**
 * Gives an unknown its name, or takes it back (null): first where new mixes find it, then in every list in which it stands. Doing
 * it again goes on where it was interrupted.
 */
export async function* nameId<M extends MixWithIds>(
  run: IdsRun<M>,
  number: number,
  track: Track | null,
): AsyncGenerator<MendedMix<M>, void> {
  await run.book.change(number, ({ name: _, ...id }) => (track ? { ...id, name: track } : id) as typeof id & never);
  yield* nameEverywhere(run, number, track);
}

/** Lets one number stand for both, and gives the lists its name where it has one. */
export async function* mergeIds<M extends MixWithIds>(
  run: IdsRun<M>,
  from: number,
  { number, name }: { number: number; name: Track | null },
): AsyncGenerator<MendedMix<M>, void> {
  await run.book.change(from, (id) => ({ ...id, into: number }));
  if (name) await run.book.change(number, (id) => ({ ...id, name }));
  const ids = run.ids.map((id) => (id.number === from ? { ...id, into: number } : id));
  yield* nameEverywhere({ ...run, ids }, number, name);
}

/** What nobody wants to be told of: it is recognised no more, and lists have no number for it. */
export async function* forgetId<M extends MixWithIds>(
  run: IdsRun<M>,
  number: number,
): AsyncGenerator<MendedMix<M>, void> {
  await run.book.change(number, (id) => ({ ...id, forgotten: true }));
  const numbers = numbersOf(run.ids, number);
  yield* throughMixes(run, numbers, (tracklist) => ({
    tracklist: numbers.reduce((now, one) => renumbered(now, one, null), tracklist),
    changed: [],
    kept: [],
  }));
}

/** In these mixes, or where `of` says so in them, it is something else, which has another number from now on, and no name of this one. */
export async function* splitId<M extends MixWithIds>(
  run: IdsRun<M>,
  number: number,
  other: number,
  of?: (entry: Entry) => boolean,
): AsyncGenerator<MendedMix<M>, void> {
  const numbers = numbersOf(run.ids, number);
  yield* throughMixes(run, numbers, (tracklist) =>
    withNumberNamed(
      numbers.reduce((now, one) => renumbered(now, one, other, of), tracklist),
      other,
      null,
    ),
  );
}

async function* nameEverywhere<M extends MixWithIds>(
  run: IdsRun<M>,
  number: number,
  track: Track | null,
): AsyncGenerator<MendedMix<M>, void> {
  const [, ...others] = numbersOf(run.ids, number);
  yield* throughMixes(run, [number, ...others], (tracklist, spans) => {
    const together = others.reduce((now, one) => renumbered(now, one, number), tracklist);
    return withNumberNamed(together, number, track, spans);
  });
}

async function* throughMixes<M extends MixWithIds>(
  { mixes, mend, signal }: IdsRun<M>,
  numbers: readonly number[],
  change: (tracklist: Tracklist, spans: readonly Span[]) => Numbered,
): AsyncGenerator<MendedMix<M>, void> {
  for (const mix of mixesWith(mixes, numbers)) {
    signal.throwIfAborted();
    // The archive's own list comes first, and tells where to look in those without numbers.
    let spans: readonly Span[] | undefined;
    const mended = await mend(mix.id, (tracklist) => {
      spans ??= numbers.flatMap((number) => sightingsIn(tracklist, number));
      return change(tracklist, spans).tracklist;
    });
    if (mended) yield { mix, mended, numbered: change(mended.before, spans ?? []) };
  }
}
