import { promisify } from 'node:util';
import { gunzip, gunzipSync, gzip } from 'node:zlib';
import * as z from 'zod';
import { LibraryError } from '../../domain/errors.js';
import { answersFor } from '../../domain/merged.js';
import { jsonOrUndefined } from '../../domain/text.js';
import type { Track } from '../../domain/track.js';
import { trackSchema } from '../../domain/track-schema.js';
import { crc32 } from '../../files/checksum.js';
import { apart, PEAK_BYTES, together } from '../packed-peaks.js';

/** To be raised when an ID is kept otherwise; what earlier versions kept is read for ever. */
const FORMAT = 1;
/** An unknown of ten hours. */
const LARGEST = 32 << 20;

/** What nobody could name, by a number that stays. */
export interface KeptId {
  number: number;
  /** What a person has found out that it is. */
  name?: Track;
  /** The number that it goes by since both were found to be one. */
  into?: number;
  /** Numbers that a person has said to be something else, however alike they sound. */
  apart?: number[];
  /** Isn't told any more where it is heard; its number stays used. */
  forgotten?: true;
  /** ISO 8601, UTC. */
  firstSeen: string;
  /** The longest and clearest stretch of it that was heard. */
  print: {
    /** Version of the engine that made it; others can't compare it. */
    engine: string;
    seconds: number;
    /** Packed by the engine. */
    peaks: Uint8Array;
  };
  /** Where that was heard: the mix by its number in the archive, or by the key of its source while it has none. */
  from: { mix: string; start: number; end: number };
}

/** The same without its peaks. */
export interface IdSummary extends Omit<KeptId, 'print'> {
  revision: number;
  /** `sum` tells one print from another. */
  print: { engine: string; seconds: number; sum: number };
}

export function summaryOfId({ print, ...id }: KeptId, revision: number): IdSummary {
  const { engine, seconds, peaks } = print;
  return { ...id, revision, print: { engine, seconds, sum: crc32(peaks) } };
}

/** The number that answers for this one. */
export const answering = (known: ReadonlyMap<number, Pick<KeptId, 'into'>>, number: number): number =>
  answersFor(number, (one) => {
    const into = known.get(one)?.into;
    return into !== undefined && known.has(into) ? into : undefined;
  });

/** A line of JSON, and behind it the peaks. */
const headSchema = z.object({
  format: z.literal(FORMAT),
  number: z.number().int().positive(),
  name: trackSchema.exactOptional(),
  into: z.number().int().positive().exactOptional(),
  apart: z.array(z.number().int().positive()).exactOptional(),
  forgotten: z.literal(true).exactOptional(),
  firstSeen: z.string(),
  print: z.object({ engine: z.string(), seconds: z.number() }),
  from: z.object({ mix: z.string(), start: z.number(), end: z.number() }),
  peaks: z.number().int().min(0).multipleOf(PEAK_BYTES),
});

const pack = promisify(gzip);
const unpack = promisify(gunzip);

export async function packId({ print, ...id }: KeptId): Promise<Uint8Array> {
  const { peaks, ...about } = print;
  const head = { format: FORMAT, ...id, print: about, peaks: peaks.length } satisfies z.infer<typeof headSchema>;
  return pack(Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), apart(peaks)]), { level: 9 });
}

/** Null for what isn't whole. Throws LibraryError for what a later version wrote. */
export async function unpackId(packed: Uint8Array): Promise<KeptId | null> {
  const content = await unpack(packed, { maxOutputLength: LARGEST }).catch(() => null);
  return content && idOf(content);
}

/** The same at once, for whoever compares prints and can't wait. */
export function unpackIdNow(packed: Uint8Array): KeptId | null {
  try {
    return idOf(gunzipSync(packed, { maxOutputLength: LARGEST }));
  } catch {
    return null;
  }
}

function idOf(content: Buffer): KeptId | null {
  const ended = content.indexOf('\n');
  const head = jsonOrUndefined(content.toString('utf8', 0, Math.max(0, ended)));
  const format = (head as { format?: unknown } | undefined)?.format;
  if (typeof format === 'number' && format > FORMAT) {
    throw new LibraryError('The archive was written by a later version of tracklistify. Install the newest one.');
  }
  const parsed = headSchema.safeParse(head);
  if (!parsed.success) return null;
  const { format: _, peaks, print, ...id } = parsed.data;
  if (content.length !== ended + 1 + peaks) return null;
  return { ...id, print: { ...print, peaks: together(new Uint8Array(content.subarray(ended + 1))) } };
}
