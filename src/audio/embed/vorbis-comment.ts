import { FormatError } from '../../domain/errors.js';
import { bpmTag, type Embedding, isOfSound, type SoundTags, u32le } from './bytes.js';

/** The comments of FLAC, Vorbis and Opus with the chapters in them; all others stay as they are, and in order. */
export function commentsWith(old: Buffer | null, embedding: Embedding | SoundTags, withCue: boolean): Buffer {
  if (isOfSound(embedding)) return withSound(old, embedding);
  const { chapters, text, cue, title, artist } = embedding;
  const { vendor, comments, rest } = readOr(old);
  const kept = comments.filter(
    (comment) => !/^(CHAPTER\d{2,3}(NAME|URL)?|TRACKLIST|CUESHEET)=/i.test(comment.toString('latin1')),
  );
  const has = (name: string): boolean =>
    kept.some((comment) => comment.toString('latin1', 0, name.length + 1).toUpperCase() === `${name}=`);
  const ours = [
    ...(title && !has('TITLE') ? [`TITLE=${title}`] : []),
    ...(artist && !has('ARTIST') ? [`ARTIST=${artist}`] : []),
    ...(has('COMMENT') || has('DESCRIPTION') ? [] : [`COMMENT=${text}`]),
    `TRACKLIST=${text}`,
    ...(withCue ? [`CUESHEET=${cue}`] : []),
    // The time before the name: readers lose the name of a chapter that they don't know yet.
    ...chapters.flatMap((chapter, i) => {
      const name = `CHAPTER${String(i + 1).padStart(3, '0')}`;
      return [`${name}=${timeOf(chapter.start)}`, `${name}NAME=${chapter.title}`];
    }),
  ].map((comment) => Buffer.from(comment));
  return written({ vendor, comments: [...kept, ...ours], rest });
}

/** The key's comment has two names, of which programs know one or the other. */
function withSound(old: Buffer | null, { bpm, key }: SoundTags): Buffer {
  const { vendor, comments, rest } = readOr(old);
  const ours = [
    ...(bpm === undefined ? [] : [`BPM=${bpmTag(bpm)}`]),
    ...(key === undefined ? [] : [`INITIALKEY=${key}`, `KEY=${key}`]),
  ].map((comment) => Buffer.from(comment));
  const nameOf = (comment: Buffer): string => comment.toString('latin1').split('=', 1)[0]!.toUpperCase();
  const names = new Set(ours.map(nameOf));
  return written({ vendor, comments: [...comments.filter((comment) => !names.has(nameOf(comment))), ...ours], rest });
}

interface Comments {
  vendor: Buffer;
  comments: Buffer[];
  /** What follows: a bit that Vorbis asks for, and the padding that Opus says is to be kept. */
  rest: Buffer;
}

const written = ({ vendor, comments, rest }: Comments): Buffer =>
  Buffer.concat([
    u32le(vendor.length),
    vendor,
    u32le(comments.length),
    ...comments.flatMap((comment) => [u32le(comment.length), comment]),
    rest,
  ]);

const readOr = (old: Buffer | null): Comments =>
  old ? read(old) : { vendor: Buffer.from('tracklistify'), comments: [], rest: Buffer.alloc(0) };

function read(block: Buffer): Comments {
  let at = 0;
  const take = (length: number): Buffer => {
    if (at + length > block.length) throw new FormatError('Its comments are damaged.');
    at += length;
    return block.subarray(at - length, at);
  };
  const number = (): number => take(4).readUInt32LE();
  const vendor = take(number());
  const comments: Buffer[] = [];
  for (let left = number(); left > 0; left--) comments.push(take(number()));
  return { vendor, comments, rest: block.subarray(at) };
}

/** `00:04:23.480` */
function timeOf(seconds: number): string {
  const all = Math.round(seconds * 1000);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${two(all / 3_600_000)}:${two((all / 60_000) % 60)}:${two((all / 1000) % 60)}.${String(all % 1000).padStart(3, '0')}`;
}
