import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import * as z from 'zod';
import { LibraryError } from '../domain/errors.js';
import type { MixOf } from '../domain/ports/archive.js';
import { correctionSchema, entrySchema, keptTracklistSchema } from '../domain/schema.js';
import type { Span } from '../domain/span.js';
import { jsonOrUndefined } from '../domain/text.js';
import type { Tracklist } from '../domain/tracklist.js';
import type { Change } from '../domain/undo.js';

/** To be raised when a mix is kept otherwise; what earlier versions kept is read for ever. The first had no copies, and tracklists of another name. */
const FORMAT = 2;
/** Far more than any tracklist. */
const LARGEST = 256 << 20;

/** Another recording of a mix, told by its sound: the same under another name or bit rate, or a part of it. */
export interface Copy extends Span {
  content: string;
}

/** One mix, as it is kept. */
export interface KeptMix {
  /** Short, and the same as long as the mix is kept. */
  id: string;
  /** By its sound; absent where only its place is known. Of the recording whose tracklist is kept. */
  content?: string;
  /** The others, the latest first: where each lies in the time of the tracklist. */
  copies?: Copy[];
  /** By where it was found. */
  places: string[];
  /** Name of the file with its sound. */
  sound?: { file: string } & Span;
  /** ISO 8601, UTC. */
  firstKept: string;
  lastKept: string;
  tracklist: Tracklist;
  /** What its owner changed, the latest last. */
  undoable?: Change[];
}

const headingSchema = z.object({
  title: z.string().exactOptional(),
  artist: z.string().exactOptional(),
  date: z.string().exactOptional(),
});
const changeSchema = z.object({
  entries: z.array(z.object({ before: entrySchema.nullable(), after: entrySchema.nullable() })),
  heading: z.object({ before: headingSchema, after: headingSchema }),
  said: z.array(correctionSchema),
  unsaid: z.array(correctionSchema),
});

const keptSchema = z.object({
  format: z.int().min(1).max(FORMAT),
  id: z.string().regex(/^[0-9a-f]{12}$/),
  content: z.string().exactOptional(),
  copies: z.array(z.object({ content: z.string(), start: z.number(), end: z.number() })).exactOptional(),
  places: z.array(z.string()),
  sound: z.object({ file: z.string(), start: z.number(), end: z.number() }).exactOptional(),
  firstKept: z.string(),
  lastKept: z.string(),
  tracklist: keptTracklistSchema,
  undoable: z.array(changeSchema).exactOptional(),
});

const pack = promisify(gzip);
const unpack = promisify(gunzip);

export async function packMix(mix: KeptMix): Promise<Uint8Array> {
  return pack(JSON.stringify({ format: FORMAT, ...mix }));
}

/** Null for what isn't whole. Throws LibraryError for what a later version wrote. */
export async function unpackMix(packed: Uint8Array): Promise<KeptMix | null> {
  const text = await unpack(packed, { maxOutputLength: LARGEST }).catch(() => null);
  const value = text && (jsonOrUndefined(text.toString('utf8')) as { format?: unknown } | undefined);
  if (typeof value?.format === 'number' && value.format > FORMAT) {
    throw new LibraryError('The archive was written by a later version of tracklistify. Install the newest one.');
  }
  const parsed = keptSchema.safeParse(value);
  if (!parsed.success) return null;
  const { format: _, ...mix } = parsed.data;
  return mix;
}

/** What tells a recording from others, without saying anything of it. */
export type Keys = Pick<KeptMix, 'content' | 'places'>;

export function keysOf({ id, location }: MixOf): Keys {
  return { ...(id && { content: sumOf(id) }), places: location ? [sumOf(location)] : [] };
}

/**
 * Of two whose sound is known, the sound decides: a recording may be written over last week's. Where it isn't known of one, the
 * place does.
 */
export function isSame(mix: Keys & Pick<KeptMix, 'copies'>, keys: Keys): boolean {
  if (mix.content !== undefined && keys.content !== undefined)
    return mix.content === keys.content || copyOf(mix, keys) !== undefined;
  return mix.places.some((place) => keys.places.includes(place));
}

/** Where a recording lies in a mix that isn't the mix itself. */
export const copyOf = (
  { copies = [] }: Pick<KeptMix, 'copies'>,
  { content }: Pick<Keys, 'content'>,
): Copy | undefined => (content === undefined ? undefined : copies.find((copy) => copy.content === content));

export const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
