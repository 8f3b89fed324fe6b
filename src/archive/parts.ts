import type { Correction } from '../domain/correction.js';
import { shiftedCorrection } from '../domain/shifted.js';
import { COPIES, withMore } from './grown.js';
import type { Copy, KeptMix } from './kept.js';
import type { Revisions } from './revisions.js';

/** A mix that was kept by itself, and is a part of another one, in which it begins at `at`. */
export interface Part {
  mix: KeptMix;
  at: number;
  revisions: NonNullable<ReturnType<Revisions['get']>>;
}

/** What was said of a part, as it holds for the whole: not what it is called. */
export const saidOf = ({ mix, at }: Pick<Part, 'mix' | 'at'>): Correction[] => {
  const how = { room: { start: 0, end: Number.POSITIVE_INFINITY }, isWhole: false };
  return (mix.tracklist.corrections ?? []).flatMap((one) => shiftedCorrection(one, at, how) ?? []);
};

/** A mix that holds others, with all that was said of them but wasn't `read` by whoever made it. They are copies of it from now on. */
export function withParts(mix: KeptMix, parts: readonly Part[], read: readonly Correction[] = []): KeptMix {
  if (parts.length === 0) return mix;
  const known = new Set([...read, ...(mix.tracklist.corrections ?? [])].map((one) => JSON.stringify(one)));
  const meanwhile = parts.flatMap(saidOf).filter((one) => !known.has(JSON.stringify(one)));
  const copies = [...parts.flatMap(copiesOf), ...(mix.copies ?? [])]
    .filter(({ content }, i, all) => content !== mix.content && all.findIndex((one) => one.content === content) === i)
    .slice(0, COPIES);
  return { ...mix, ...(copies.length > 0 && { copies }), tracklist: withMore(mix.tracklist, meanwhile) };
}

function copiesOf({ mix: { content, copies = [], tracklist }, at }: Part): Copy[] {
  const own = content === undefined ? [] : [{ content, start: 0, end: tracklist.duration }];
  return [...own, ...copies].map((copy) => ({ content: copy.content, start: copy.start + at, end: copy.end + at }));
}
