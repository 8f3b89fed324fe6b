import { UsageError } from './errors.js';
import { safeBaseName } from './file-name.js';
import type { Span } from './span.js';
import { oneLine } from './text.js';
import { fullTitle, type Track } from './track.js';
import type { Tracklist } from './tracklist.js';

/** A stretch of a mix that becomes a file. */
export interface Piece extends Span {
  /** From 1 on. */
  number: number;
  /** Null where nobody knows it. */
  track: Track | null;
}

/** What is shorter is a part of the one before: no player does anything with it. */
const SHORTEST = 1;

/**
 * The pieces that a mix is cut into: at the takeovers, so that they follow each other without a gap and are the whole mix together;
 * or, with overlaps kept, each from when its track is first heard to when it is last heard. What is laid over another track is in that one's piece.
 */
export function piecesOf(
  { entries, duration }: Pick<Tracklist, 'entries' | 'duration'>,
  { keepOverlap = false } = {},
): Piece[] {
  const inOrder = [...entries]
    .sort((a, b) => a.start - b.start)
    .filter((entry) => !(entry.kind === 'track' && entry.layered));
  const end = duration > 0 ? duration : Math.max(0, ...inOrder.map((entry) => entry.end));
  const kept = inOrder.filter(({ start }, i) => {
    const next = inOrder[i + 1]?.start ?? end;
    return start < end && next - start >= SHORTEST;
  });
  return kept.map((entry, i) => {
    const { track } = entry;
    const number = i + 1;
    if (keepOverlap) {
      const from = entry.transition ? Math.min(entry.start, entry.transition.start) : entry.start;
      return {
        number,
        track,
        start: Math.max(0, from),
        end: Math.min(end, Math.max(entry.end, entry.start + SHORTEST)),
      };
    }
    return { number, track, start: i === 0 ? 0 : entry.start, end: kept[i + 1]?.start ?? end };
  });
}

/** What a name may hold, in braces. */
const FIELDS: Readonly<Record<string, (piece: Piece, mix: MixNames) => string>> = {
  n: ({ number }) => String(number),
  artist: ({ track }) => track?.artists.join(' & ') || (track ? '' : 'ID'),
  title: ({ track }) => (track ? fullTitle(track) : 'ID'),
  version: ({ track }) => track?.version ?? '',
  label: ({ track }) => track?.label ?? '',
  mix: (_, mix) => mix.title,
  dj: (_, mix) => mix.artist,
};

export interface MixNames {
  title: string;
  artist: string;
}

export const SPLIT_NAME = '{n:02} {artist} - {title}';

/** The names of all pieces, without an extension; no two are alike. Throws UsageError for a template that isn't one. */
export function pieceNames(template: string, pieces: readonly Piece[], mix: MixNames): string[] {
  for (const [, field = ''] of template.matchAll(/\{([^{}:]*)/g)) {
    if (Object.hasOwn(FIELDS, field)) continue;
    throw new UsageError(
      `A name has no {${oneLine(field)}}. There are: ${Object.keys(FIELDS)
        .map((one) => `{${one}}`)
        .join(', ')}, and {n:02} for two digits.`,
    );
  }
  if (/[/\\]/.test(template)) throw new UsageError('A name leads into no folder: say that by --output.');
  const taken = new Set<string>();
  return pieces.map((piece) => {
    const filled = template.replace(/\{([^{}:]*)(?::(\d+))?\}/g, (_, field: string, width = '') => {
      return FIELDS[field]!(piece, mix).padStart(Math.min(9, Number(width)), '0');
    });
    // An artist that nobody knows leaves a dash behind.
    const name = safeBaseName(filled.replace(/(^|\d )\s*- /, '$1').replace(/\s+/g, ' '));
    for (let copy = 1; ; copy++) {
      const unique = copy === 1 ? name : `${name} (${copy})`;
      if (taken.has(unique.toLowerCase())) continue;
      taken.add(unique.toLowerCase());
      return unique;
    }
  });
}

/** What players show of a piece. */
export function pieceTags(piece: Piece, of: number, mix: MixNames & { date?: string }): Record<string, string> {
  const { track, number } = piece;
  const tags: Record<string, string | undefined> = {
    title: track ? fullTitle(track) : 'ID',
    artist: track ? track.artists.join(' & ') : 'ID',
    album: mix.title,
    album_artist: mix.artist,
    track: `${number}/${of}`,
    date: mix.date,
    publisher: track?.label,
    TSRC: track?.isrc,
    genre: track?.genres?.join(', '),
  };
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => {
      const text = oneLine(value ?? '');
      return text ? [[key, text]] : [];
    }),
  );
}
