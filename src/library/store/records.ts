import { readFileSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import * as z from 'zod';
import { seal, unseal } from '../../files/sealed.js';
import { FileWriter } from './file-writer.js';
import type { RecordPlace } from './segment-format.js';

const place = z.object({ path: z.string().min(1), size: z.number(), mtime: z.number() });

/** What a service said of the sound; of one that it doesn't know, only that it was asked. */
export const toldSchema = z.object({
  by: z.string(),
  /** When: ISO 8601, UTC. */
  at: z.string(),
  title: z.string().optional(),
  version: z.string().optional(),
  artists: z.array(z.string()).optional(),
  isrc: z.string().optional(),
  ids: z.record(z.string(), z.string()).optional(),
});
export type Told = z.infer<typeof toldSchema>;

/** What the library knows of a track besides its print. */
export const recordSchema = z.object({
  /** From the audio's bytes, so that it survives renames, new tags, and the making of a new index. */
  id: z.string().regex(/^[0-9a-f]{16,64}$/),
  /** Where the file is, how large, and when it was changed (milliseconds since 1970): an equal pair means an unchanged file. */
  file: place,
  /** Other files with the same audio. */
  copies: z.array(place).optional(),
  /** ISO 8601, UTC. */
  addedAt: z.string(),
  title: z.string(),
  version: z.string().optional(),
  artists: z.array(z.string()),
  album: z.string().optional(),
  label: z.string().optional(),
  releaseDate: z.string().optional(),
  isrc: z.string().optional(),
  genres: z.array(z.string()).optional(),
  bpm: z.number().positive().optional(),
  key: z.string().optional(),
  remixers: z.array(z.string()).optional(),
  catalogueNumber: z.string().optional(),
  /** By the names of services: what its tags say, and what was told of its sound. */
  ids: z.record(z.string(), z.string()).optional(),
  /** What of its name its tags don't say: it is the file's own name, what was told of the sound, or nothing. */
  untold: z.array(z.enum(['title', 'artists'])).optional(),
  told: toldSchema.optional(),
  /** The service whose word title, version or artists are. */
  namedBy: z.string().optional(),
  /** When it was handed on to services, by their names: ISO 8601, UTC. */
  handedOn: z.record(z.string(), z.string()).optional(),
  /** By which version of our reading (`TAGS_VERSION`) the fields above were read; absent before there were versions. */
  tagsRead: z.number().optional(),
  /** Seconds that were decoded. */
  duration: z.number(),
  /** What a person said it is. */
  mark: z.enum(['mix', 'track']).optional(),
  /** Ids of library tracks that were found in it, one after another: it is the recording of a mix. */
  holds: z.array(z.string()).optional(),
  /** From the file's tags: an album of several artists, where a recording isn't at home. */
  compilation: z.literal(true).optional(),
  /** Where decoding broke off or stumbled, if it did. */
  damage: z.string().optional(),
});

export type TrackRecord = z.infer<typeof recordSchema>;
/** Of all files that it is. */
export const pathsOf = ({ file, copies = [] }: Pick<TrackRecord, 'file' | 'copies'>): string[] =>
  [file, ...copies].map(({ path }) => path);

export type FilePlace = z.infer<typeof place>;

/** Where a track's line belongs: it says so itself, so that a list in another's place is seen. Earlier lines don't. */
const placeOf = (segment: string, track: number): string => `${segment}:${track}`;
const placed = z.object({ place: z.string().optional() });

/** Null for a line that isn't what was written for this track. */
function parseRecordLine(line: string, segment: string, track: number): TrackRecord | null {
  const value = unseal(line);
  const own = placeOf(segment, track);
  if ((placed.safeParse(value).data?.place ?? own) !== own) return null;
  return recordSchema.safeParse(value).data ?? null;
}

/** Writes NAME.tracks and says where each line lies. */
export function writeRecords(path: string, records: Iterable<TrackRecord>): RecordPlace[] {
  const segment = basename(path, '.tracks');
  const file = new FileWriter(path);
  try {
    const places: RecordPlace[] = [];
    for (const record of records) {
      const line = Buffer.from(seal({ ...record, place: placeOf(segment, places.length) }));
      places.push({ offset: file.offset, length: line.length });
      file.write(line);
    }
    file.close();
    return places;
  } catch (error) {
    file.abandon();
    throw error;
  }
}

/**
 * The line of each of a segment's tracks; null where it is damaged. Damage may make two lines of one, or one of two:
 * then `places`, which the prints know, say where each begins.
 */
export function readRecords(path: string, tracks: number, places: () => RecordPlace[] | null): (TrackRecord | null)[] {
  const segment = basename(path, '.tracks');
  const bytes = readFileSync(path);
  const lines = bytes.toString('utf8').split('\n');
  if (lines.at(-1) === '') lines.pop();
  const records = lines.map((line, track) => parseRecordLine(line, segment, track));
  if (records.length === tracks && !records.includes(null)) return records;
  const known = places();
  if (known?.length !== tracks) return Array.from({ length: tracks }, (_, track) => records[track] ?? null);
  return known.map(({ offset, length }, track) =>
    parseRecordLine(bytes.toString('utf8', offset, offset + length), segment, track),
  );
}

/** One line of an open file, without reading the others: what identifying needs of a library of any size. */
export function readRecord(
  fd: number,
  segment: string,
  track: number,
  { offset, length }: RecordPlace,
): TrackRecord | null {
  const bytes = Buffer.alloc(length);
  readSync(fd, bytes, 0, length, offset);
  return parseRecordLine(bytes.toString('utf8'), segment, track);
}
