import { FormatError } from '../../domain/errors.js';
import { type Embedding, isOfSound, type Layout, latin1, type Piece, type Reader, type SoundTags } from './bytes.js';
import { tagLength } from './id3.js';
import { commentsWith } from './vorbis-comment.js';

const STREAMINFO = 0;
const PADDING = 1;
const COMMENTS = 4;
const CUESHEET = 5;
/** A length of three bytes. */
const LARGEST = 0xffffff;
/** More would be no file that anybody made. */
const MOST_BLOCKS = 100_000;
/** Pictures are large, and there may be many: what stays as it is stays where it is. */
interface Block {
  type: number;
  body: Uint8Array | { from: number; to: number };
}

/**
 * The blocks before the sound are written anew: the comments, and all others as they were. The block with a CUE sheet goes: it has
 * positions without names, which players show in place of the chapters in the comments. There the sheet stands as text.
 */
export async function flacLayout(file: Reader, embedding: Embedding | SoundTags): Promise<Layout> {
  // Some programs put an ID3 tag in front, which isn't theirs to keep up: it stays.
  const begin = tagLength(await file.at(0, 10));
  if ((await file.at(begin, 4)).toString('latin1') !== 'fLaC') throw new FormatError('It is no FLAC file.');
  const blocks: Block[] = [];
  let at = begin + 4;
  for (let last = false; !last; ) {
    const head = await file.whole(at, 4, 'list of blocks');
    last = (head[0]! & 0x80) !== 0;
    const length = head.readUIntBE(1, 3);
    blocks.push({ type: head[0]! & 0x7f, body: { from: at + 4, to: at + 4 + length } });
    at += 4 + length;
    if (at > file.size) throw new FormatError('Its list of blocks is cut off.');
    if (blocks.length > MOST_BLOCKS) throw new FormatError('It is damaged: its list of blocks has no end.');
  }
  if (blocks[0]?.type !== STREAMINFO) throw new FormatError('It is damaged: a FLAC file says first what it holds.');
  const found = blocks.find(({ type }) => type === COMMENTS)?.body;
  const old = found && 'from' in found ? await file.at(found.from, found.to - found.from) : null;
  const comments = { type: COMMENTS, body: commentsWith(old, embedding, true) };
  const gone = isOfSound(embedding) ? [PADDING, COMMENTS] : [PADDING, COMMENTS, CUESHEET];
  const others = blocks.filter(({ type }) => !gone.includes(type));
  const padding = { type: PADDING, body: Buffer.alloc(4096) };
  const all: Block[] = [...others, comments, padding];
  if (comments.body.length > LARGEST) throw new FormatError('Its comments are too large for FLAC.');
  const made = all.flatMap(({ type, body }, i): Piece[] => {
    const head = Buffer.alloc(4);
    head[0] = type | (i === all.length - 1 ? 0x80 : 0);
    head.writeUIntBE('from' in body ? body.to - body.from : body.length, 1, 3);
    return [head, body];
  });
  const front: Piece[] = begin > 0 ? [{ from: 0, to: begin }] : [];
  return { pieces: [...front, latin1('fLaC'), ...made, { from: at, to: file.size }], notes: [] };
}
