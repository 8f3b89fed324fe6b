/**
 * How much of a file's tags is read. What anybody writes stays far below: the fullest tags that were seen (a classical box with
 * every performer, and a cover of 12 MB) have 400 values and take 2 ms. What is made to do harm lies far above.
 */
export interface TagLimits {
  /** Bytes that may be read of a file for its tags; pictures in them count, since some formats hold all in one block. */
  bytes: number;
  /** Reads: each small part of a file (an atom, an element, a page) takes one or two. */
  reads: number;
  /** Values of the fields that we keep, as they come. */
  values: number;
  /** Values of all fields together: ffmpeg compares each with all before it, and 100,000 take it minutes. */
  all: number;
  /** Values of one field that are kept. */
  perField: number;
  /** Characters of one value that are kept. */
  text: number;
}

export const TAG_LIMITS: TagLimits = {
  bytes: 32 * 1024 * 1024,
  reads: 100_000,
  values: 2_000,
  all: 10_000,
  perField: 50,
  text: 1_000,
};

/** Of the thread that reads them: what no count catches, because a parser works on what it has read already. */
export const TAG_SECONDS = 10;
export const TAG_MEGABYTES = 64;

export type Beyond = 'bytes' | 'reads' | 'values' | 'time' | 'memory';

const TOO_MUCH: Record<Beyond, string> = {
  bytes: 'they are larger than any real ones',
  reads: 'they are in more parts than any real ones',
  values: 'they hold more values than any real ones',
  time: 'reading them takes too long',
  memory: 'reading them takes too much memory',
};

/** What is said of a file that is left out for its tags: ffmpeg would have the same trouble with them on the way to the sound. */
export const beyondReason = (beyond: Beyond): string =>
  `its tags can't be read, since ${TOO_MUCH[beyond]}. Take them off with a tag editor to add its sound`;

export const cutReason = ({ text }: TagLimits = TAG_LIMITS): string =>
  `a text in its tags is cut to ${text.toLocaleString('en')} characters`;
