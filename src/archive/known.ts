import { numberedBy, withOwnNumbers } from '../domain/own-numbers.js';
import type { KeptAbout, KnownMix } from '../domain/ports/archive.js';
import { shiftedTracklist } from '../domain/shifted.js';
import { lengthOf, type Span } from '../domain/span.js';
import { shownTo } from './grown.js';
import { copyOf, isSame, type KeptMix, type Keys, sumOf } from './kept.js';
import { saidOf } from './parts.js';
import type { Found } from './same-mix/same-mixes.js';
import type { MixSummary } from './summary.js';

/** Digits of a mix's number. */
export const ID = 12;

/** A mix as it lies in this archive: numbers of one that its file was copied from mean nothing here. */
export function ownOf(mix: KeptMix | null, numbering: string | undefined): KeptMix | null {
  if (!mix) return null;
  const { tracklist, undoable: _, ...rest } = mix;
  // The first versions that gave numbers kept none of their sign.
  if (tracklist.numbering === undefined || tracklist.numbering === numbering)
    return { ...mix, tracklist: numberedBy(tracklist, numbering) };
  return { ...rest, tracklist: withOwnNumbers(tracklist, { numbering }) };
}

export function nameOf({ content, places }: Keys): string | undefined {
  const key = content ?? places[0];
  return key === undefined ? undefined : sumOf(key).slice(0, ID);
}

/** Whoever sounds the same comes before whoever lies in the same place. */
export function found(all: readonly MixSummary[], keys: Keys): MixSummary | undefined {
  const same = all.filter((mix) => isSame(mix, keys));
  return same.find(({ content }) => content !== undefined && content === keys.content) ?? same[0];
}

/** Null where it is the recording whose tracklist is kept. */
export function liesIn(mix: KeptMix, keys: Keys, as: KeptAbout['as']): Span | null {
  const copy = copyOf(mix, keys);
  if (copy) return { start: copy.start, end: copy.end };
  if (as?.id !== mix.id || (keys.content !== undefined && keys.content === mix.content)) return null;
  // Since it was recognised, another recording's time may have come to count.
  const by = as.of !== undefined && as.of !== mix.content ? (copyOf(mix, { content: as.of })?.start ?? 0) : 0;
  return { start: as.lies.start + by, end: as.lies.end + by };
}

export function knownMix(mix: KeptMix, lies: Span | null, found: readonly Found[] = []): KnownMix {
  const { id, content, tracklist } = mix;
  const where = lies ?? { start: 0, end: tracklist.duration };
  const room = { start: 0, end: lengthOf(where) };
  // Where a mix lies is told by where the recording begins in it.
  const parts = found.map(({ mix: part, lying }) => ({ mix: part, at: Number((-lying.at).toFixed(3)) }));
  return {
    id,
    name: nameOfMix(mix),
    isItself: lies === null,
    lies: where,
    ...(content !== undefined && { of: content }),
    tracklist: shiftedTracklist(tracklist, -where.start, room),
    corrections: [...shownTo(lies, mix).flatMap(({ shown }) => shown ?? []), ...parts.flatMap(saidOf)],
    ...(parts.length > 0 && {
      parts: parts.map((part) => ({
        id: part.mix.id,
        name: nameOfMix(part.mix),
        tracklist: shiftedTracklist(part.mix.tracklist, part.at, room),
        at: part.at,
      })),
    }),
  };
}

const nameOfMix = ({ tracklist: { source } }: KeptMix): string =>
  source.title ? [source.artist, source.title].filter(Boolean).join(' - ') : source.name;
