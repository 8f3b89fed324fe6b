import { FormatError } from '../../domain/errors.js';
import { latin1, type Reader, u32be } from './bytes.js';

/** A part of an MP4 file, where it lies. */
export interface Box {
  type: string;
  from: number;
  to: number;
  /** Bytes before what it holds: 8, or 16 with a size of eight bytes. */
  head: number;
  /** It says no size, and reaches to the end of the file. */
  isOpen: boolean;
}

/** More would be no file that anybody made. */
const MOST_BOXES = 1_000_000;

/** The outermost parts of a file. */
export async function boxesOf(file: Reader): Promise<Box[]> {
  const boxes: Box[] = [];
  for (let from = 0; from + 8 <= file.size; ) {
    const bytes = await file.at(from, 16);
    const { size, head, isOpen } = sizeIn(bytes, file.size - from);
    const to = from + size;
    if (size < head || to > file.size) throw new FormatError('It is damaged: it ends in the middle of a part.');
    boxes.push({ type: bytes.toString('latin1', 4, 8), from, to, head, isOpen });
    if (boxes.length > MOST_BOXES) throw new FormatError('It is damaged: its list of parts has no end.');
    from = to;
  }
  return boxes;
}

/** The parts that a part holds, each with its head. */
export function boxesIn(bytes: Buffer): Array<{ type: string; head: number; bytes: Buffer }> {
  const boxes: Array<{ type: string; head: number; bytes: Buffer }> = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const { size, head } = sizeIn(bytes.subarray(at), bytes.length - at);
    // Four zero bytes end the user data of QuickTime.
    if (size < head || at + size > bytes.length)
      throw new FormatError('It is damaged: a part of its description is cut off.');
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), head, bytes: bytes.subarray(at, at + size) });
    at += size;
  }
  return boxes;
}

function sizeIn(bytes: Buffer, left: number): { size: number; head: number; isOpen: boolean } {
  const said = bytes.readUInt32BE(0);
  if (said === 0) return { size: left, head: 8, isOpen: true };
  if (said !== 1) return { size: said, head: 8, isOpen: false };
  if (bytes.length < 16) return { size: 0, head: 16, isOpen: false };
  return { size: Number(bytes.readBigUInt64BE(8)), head: 16, isOpen: false };
}

/** What the first part of a type holds; null where there is none. */
export function childOf(bytes: Buffer, type: string): Buffer | null {
  const found = boxesIn(bytes).find((box) => box.type === type);
  return found ? found.bytes.subarray(found.head) : null;
}

/** The same of a part within parts. */
export function nested(bytes: Buffer, path: readonly string[]): Buffer | null {
  let within: Buffer | null = bytes;
  for (const type of path) within = within && childOf(within, type);
  return within;
}

export const without = (bytes: Buffer, type: string): Buffer =>
  Buffer.concat(boxesIn(bytes).flatMap((box) => (box.type === type ? [] : [box.bytes])));

/** With another content of the first part of a type, or with that part at the end. */
export function withChild(bytes: Buffer, type: string, change: (old: Buffer | null) => Buffer): Buffer {
  const boxes = boxesIn(bytes);
  const at = boxes.findIndex((box) => box.type === type);
  if (at < 0) return Buffer.concat([bytes, boxOf(type, [change(null)])]);
  return Buffer.concat(
    boxes.map((box, i) => (i === at ? boxOf(type, [change(box.bytes.subarray(box.head))]) : box.bytes)),
  );
}

export function boxOf(type: string, parts: readonly Uint8Array[]): Buffer {
  const size = parts.reduce((sum, part) => sum + part.length, 8);
  return Buffer.concat([u32be(size), latin1(type), ...parts]);
}

/** With a version and flags. */
export const fullBox = (type: string, parts: readonly Uint8Array[], flags = 0): Buffer =>
  boxOf(type, [u32be(flags), ...parts]);
