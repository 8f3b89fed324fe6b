import type { Correction } from './correction.js';
import { labelOf, nameOf, shareOf, sorted } from './corrections.js';
import type { Track } from './track.js';
import type { Entry, Tracklist } from './tracklist.js';

/**
 * What is still said: a correction that was taken back to what was measured is none, and the one that took it back isn't either.
 * `measured` is the new result before any correction.
 */
export function stillSaid(corrections: readonly Correction[], measured: Tracklist): Correction[] {
  const back = new Set<Correction>([
    ...namesTakenBack(corrections, measured),
    ...timesTakenBack(corrections),
    ...removalsTakenBack(corrections, measured),
    ...headingsTakenBack(corrections, measured),
  ]);
  return corrections.filter((correction) => !back.has(correction));
}

type Kind<K extends Correction['kind']> = Extract<Correction, { kind: K }>;

const allOf = <K extends Correction['kind']>(corrections: readonly Correction[], kind: K): Kind<K>[] =>
  corrections.filter((correction): correction is Kind<K> => correction.kind === kind);

/** What was said of one entry, one after the other. */
function chainsOf<T>(all: readonly T[], follows: (before: T, next: T) => boolean): T[][] {
  const chains: T[][] = [];
  for (const next of all) {
    const chain = chains.findLast((one) => follows(one.at(-1)!, next));
    if (chain) chain.push(next);
    else chains.push([next]);
  }
  return chains.filter((chain) => chain.length > 1);
}

function namesTakenBack(corrections: readonly Correction[], measured: Tracklist): Correction[] {
  const names = allOf(corrections, 'name');
  const chains = chainsOf(names, (a, b) => nameOf(a.track) === b.was && shareOf(a, b) >= 0.5);
  return chains.flatMap((chain) => {
    const [first, last] = [chain[0]!, chain.at(-1)!];
    return nameOf(last.track) === first.was && isMeasured(first, last.track, measured) ? chain : [];
  });
}

function timesTakenBack(corrections: readonly Correction[]): Correction[] {
  const times = allOf(corrections, 'times');
  const chains = chainsOf(times, (a, b) => a.to.start === b.start && a.to.end === b.end);
  return chains.flatMap((chain) => {
    const [first, last] = [chain[0]!, chain.at(-1)!];
    return last.to.start === first.start && last.to.end === first.end ? chain : [];
  });
}

/** An entry that was deleted, and put in again as it had been. */
function removalsTakenBack(corrections: readonly Correction[], measured: Tracklist): Correction[] {
  const removed = allOf(corrections, 'removed');
  return allOf(corrections, 'added').flatMap((added) => {
    const before = removed.find(
      ({ was, start, end }) => was === nameOf(added.track) && start === added.start && end === added.end,
    );
    return before && isMeasured(before, added.track, measured) ? [before, added] : [];
  });
}

function headingsTakenBack(corrections: readonly Correction[], { source }: Tracklist): Correction[] {
  const headings = allOf(corrections, 'heading');
  const last = headings.at(-1);
  const isBack = last && last.title === (source.title ?? '') && last.artist === (source.artist ?? '');
  return isBack && headings.length > 1 ? headings : [];
}

/** Whether the new result has this very track there by itself: then nothing of it is a person's. */
function isMeasured(about: Kind<'name' | 'removed'>, track: Track | null, { entries }: Tracklist): boolean {
  return entries.some(
    (entry: Entry) => labelOf(entry) === about.was && shareOf(entry, about) >= 0.5 && isSame(entry.track, track),
  );
}

const isSame = (a: Track | null, b: Track | null): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
