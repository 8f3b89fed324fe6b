import { FormatError } from '../../domain/errors.js';
import { bpmTag, cutUtf8, type Embedding, latin1, type SoundTags, u32be } from './bytes.js';

/** ID3v2 as its frames stand in the file; what isn't understood is kept byte for byte. */
interface Tag {
  version: 3 | 4;
  frames: Frame[];
}
interface Frame {
  id: string;
  flags: Buffer;
  body: Buffer;
}

const HEADER = 10;
const NO_OFFSET = u32be(0xffffffff);
/** A count of one byte; another program's list of 300 came out as one of 44. */
const MOST_CHAPTERS = 255;
/**
 * In a tag of version 4, ffmpeg and mpv lose a chapter whose title takes more: they read the sizes inside it as plain numbers,
 * which are the same as the right ones up to here.
 */
const LONGEST_IN_V4 = 126;
/** Room for later changes, so that other programs needn't write the file anew. */
const PADDING = 2048;

/** How long the tag is that a file begins with, 0 where there is none. */
export function tagLength(head: Buffer): number {
  if (head.length < HEADER || head.toString('latin1', 0, 3) !== 'ID3') return 0;
  return HEADER + syncsafe(head, 6) + (head[5]! & 0x10 ? HEADER : 0);
}

/**
 * The tag with the tracklist in it, and with the chapters unless they stand elsewhere in the file: players would show both. `old`
 * is the whole tag of the file; empty where it has none.
 */
export function taggedWith(
  old: Buffer,
  embedding: Embedding,
  { withChapters = true } = {},
): { tag: Buffer; notes: string[] } {
  const { version, frames } = old.length > 0 ? read(old) : { version: 3 as const, frames: [] };
  const wanted = withChapters ? embedding.chapters : [];
  const chapters = wanted.slice(0, MOST_CHAPTERS);
  const notes: string[] = [];
  const left = wanted.length - chapters.length;
  if (left > 0) notes.push(`ID3 holds ${MOST_CHAPTERS} chapters: the last ${left} are left out.`);
  const kept = frames.filter((frame) => !isOurs(frame) && frame.id !== 'CHAP' && frame.id !== 'CTOC');
  const has = (id: string): boolean => kept.some((frame) => frame.id === id);
  const text = (id: string, value: string): Frame => frameOf(id, [textOf(value, version)]);
  const names = chapters.map((_, i) => latin1(`ch${i}\0`));
  const all: Frame[] = [
    ...kept,
    ...(embedding.title && !has('TIT2') ? [text('TIT2', embedding.title)] : []),
    ...(embedding.artist && !has('TPE1') ? [text('TPE1', embedding.artist)] : []),
    // Players show a comment; the frame of our own is found again by programs, also beside a comment of the owner's.
    ...(has('COMM') ? [] : [frameOf('COMM', [described('', embedding.text, version, 'eng')])]),
    frameOf('TXXX', [described('TRACKLIST', embedding.text, version)]),
    frameOf('TXXX', [described('CUESHEET', embedding.cue, version)]),
    ...(chapters.length > 0 ? [frameOf('CTOC', [latin1('toc\0'), Buffer.from([3, chapters.length]), ...names])] : []),
    ...chapters.map(({ start, end, title }, i) => {
      const times = [u32be(milliseconds(start)), u32be(milliseconds(end)), NO_OFFSET, NO_OFFSET];
      const name = version === 4 ? cutUtf8(title, LONGEST_IN_V4) : title;
      return frameOf('CHAP', [names[i]!, ...times, bytesOf(text('TIT2', name), version)]);
    }),
  ];
  return { tag: written({ version, frames: all }), notes };
}

/** The tag with what it says of the sound in it; everything else stays. */
export function withSound(old: Buffer, { bpm, key }: SoundTags): Buffer {
  const { version, frames } = old.length > 0 ? read(old) : { version: 3 as const, frames: [] };
  const made = [
    ...(bpm === undefined ? [] : [frameOf('TBPM', [textOf(bpmTag(bpm), version)])]),
    ...(key === undefined ? [] : [frameOf('TKEY', [textOf(key, version)])]),
  ];
  const kept = frames.filter(({ id }) => !made.some((frame) => frame.id === id));
  return written({ version, frames: [...kept, ...made] });
}

function written({ version, frames }: Tag): Buffer {
  const body = Buffer.concat([...frames.map((frame) => bytesOf(frame, version)), Buffer.alloc(PADDING)]);
  return Buffer.concat([latin1('ID3'), Buffer.from([version, 0, 0]), toSyncsafe(body.length), body]);
}

function read(tag: Buffer): Tag {
  const version = tag[3]!;
  const flags = tag[5]!;
  if (version !== 3 && version !== 4) {
    throw new FormatError(
      `It has a tag of ID3v2.${version}, which can't be changed without a loss: convert it to ID3v2.3 first.`,
    );
  }
  // Unsynchronised, extended, or an experiment: what can't be kept byte for byte isn't touched.
  if (flags & 0xe0)
    throw new FormatError(
      "Its ID3 tag is unsynchronised or extended, and can't be changed without a loss: save its tags anew first.",
    );
  const end = Math.min(tag.length, HEADER + syncsafe(tag, 6));
  const frames = framesIn(tag, end, version === 4 ? syncsafe : plainSize);
  // Old versions of iTunes wrote plain sizes into tags of version 4.
  const all = frames ?? (version === 4 ? framesIn(tag, end, plainSize) : null);
  if (!all)
    throw new FormatError("Its ID3 tag is damaged, and can't be changed without a loss: save its tags anew first.");
  return { version, frames: all };
}

const plainSize = (bytes: Buffer, at: number): number => bytes.readUInt32BE(at);

/** Null where the sizes lead to no next frame: what comes then would be lost. Behind the frames there is nothing but zeros. */
function framesIn(tag: Buffer, end: number, sizeAt: (bytes: Buffer, at: number) => number): Frame[] | null {
  const frames: Frame[] = [];
  let at = HEADER;
  while (at + HEADER <= end && tag[at] !== 0) {
    const id = tag.toString('latin1', at, at + 4);
    const next = at + HEADER + sizeAt(tag, at + 4);
    if (!/^[A-Z0-9]{4}$/.test(id) || next > end) return null;
    frames.push({ id, flags: tag.subarray(at + 8, at + 10), body: tag.subarray(at + HEADER, next) });
    at = next;
  }
  return tag.subarray(at, end).every((byte) => byte === 0) ? frames : null;
}

/** Of an earlier embedding. */
function isOurs({ id, body }: Frame): boolean {
  if (id !== 'TXXX') return false;
  const [encoding = 0] = body;
  const text = encoding === 1 || encoding === 2 ? body.toString('utf16le', 1) : body.toString('latin1', 1);
  return /^\ufeff?(TRACKLIST|CUESHEET)\0/.test(text);
}

const frameOf = (id: string, parts: readonly Uint8Array[]): Frame => ({
  id,
  flags: Buffer.alloc(2),
  body: Buffer.concat(parts),
});

function bytesOf({ id, flags, body }: Frame, version: number): Buffer {
  return Buffer.concat([latin1(id), version === 4 ? toSyncsafe(body.length) : u32be(body.length), flags, body]);
}

/** Version 3 knows no UTF-8; what is plain is written so that every player reads it. */
function textOf(text: string, version: number): Buffer {
  const encoding = /^[\x20-\x7e\n]*$/.test(text) ? 0 : version === 4 ? 3 : 1;
  return Buffer.concat([Buffer.from([encoding]), encoded(text, encoding)]);
}

function described(name: string, text: string, version: number, language = ''): Buffer {
  const encoding = textOf(text, version)[0]!;
  const end = encoding === 1 ? Buffer.alloc(2) : Buffer.alloc(1);
  return Buffer.concat([
    Buffer.from([encoding]),
    latin1(language),
    encoded(name, encoding),
    end,
    encoded(text, encoding),
  ]);
}

function encoded(text: string, encoding: number): Buffer {
  if (encoding === 0) return latin1(text);
  return encoding === 1 ? Buffer.from(`\ufeff${text}`, 'utf16le') : Buffer.from(text, 'utf8');
}

const milliseconds = (seconds: number): number => Math.min(0xfffffffe, Math.max(0, Math.round(seconds * 1000)));

function syncsafe(bytes: Buffer, at: number): number {
  return (
    ((bytes[at]! & 127) << 21) | ((bytes[at + 1]! & 127) << 14) | ((bytes[at + 2]! & 127) << 7) | (bytes[at + 3]! & 127)
  );
}

function toSyncsafe(value: number): Buffer {
  if (value >= 2 ** 28) throw new FormatError('Its tags are too large for ID3.');
  return Buffer.from([(value >> 21) & 127, (value >> 14) & 127, (value >> 7) & 127, value & 127]);
}
