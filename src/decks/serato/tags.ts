import { open, stat } from 'node:fs/promises';
import type { InFile } from '../../domain/ports/deck.js';
import { inFlac, inOgg } from './comments.js';
import { cuesIn, gridIn } from './markers.js';
import { inMp4 } from './mp4.js';
import { GRID, LARGEST, MARKERS, MOST_PARTS, type Parts, Tag } from './tag.js';

/**
 * Cues and beats that Serato has written into an audio file: into the ID3 tag of MP3 and AIFF, the comments of FLAC and Ogg, and
 * iTunes' tags of M4A. Only the tag is read. Nothing where there is no file, no tag, or another one.
 */
export async function markersOf(path: string): Promise<InFile> {
  // A pipe would be waited for without an end.
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  const file = isFile ? await open(path, 'r').catch(() => null) : null;
  if (!file) return {};
  try {
    const parts = await partsIn(new Tag(file));
    const [markers, grid] = [parts.get(MARKERS), parts.get(GRID)];
    const [cues, beats] = [markers ? cuesIn(markers) : [], grid ? gridIn(grid) : []];
    return { ...(cues.length > 0 && { cues }), ...(beats.length > 0 && { grid: beats }) };
  } catch {
    // It couldn't be read to its end; whoever needs its sound will say so.
    return {};
  } finally {
    await file.close();
  }
}

async function partsIn(tag: Tag): Promise<Parts> {
  const head = (await tag.read(0, 12)).toString('latin1');
  if (head.startsWith('ID3')) return inId3(tag, 0);
  if (head.startsWith('fLaC')) return inFlac(tag);
  if (head.startsWith('OggS')) return inOgg(tag);
  if (head.slice(4, 8) === 'ftyp') return inMp4(tag);
  return head.startsWith('FORM') && head.slice(8, 11) === 'AIF' ? inAiff(tag) : new Map();
}

async function inAiff(tag: Tag): Promise<Parts> {
  let at = 12;
  for (let i = 0; i < MOST_PARTS; i++) {
    const head = await tag.read(at, 8);
    if (head.length < 8) break;
    if (head.toString('latin1', 0, 4) === 'ID3 ') return inId3(tag, at + 8);
    const size = head.readUInt32BE(4);
    at += 8 + size + (size & 1);
  }
  return new Map();
}

async function inId3(tag: Tag, start: number): Promise<Parts> {
  const parts: Parts = new Map();
  const head = await tag.read(start, 10);
  const [version, flags] = [head[3], head[5] ?? 0];
  // Older ones have other frames; one that was written so that no player takes it for sound, or with a second head, isn't Serato's.
  if (head.length < 10 || (version !== 3 && version !== 4) || (flags & 0xc0) !== 0) return parts;
  const end = start + 10 + syncSafe(head, 6);
  let at = start + 10;
  for (let i = 0; i < MOST_PARTS && at + 10 < end; i++) {
    const frame = await tag.read(at, 10);
    if (frame.length < 10 || frame[0] === 0) break;
    const size = version === 4 ? syncSafe(frame, 4) : frame.readUInt32BE(4);
    if (frame.toString('latin1', 0, 4) === 'GEOB' && size <= LARGEST) addObject(parts, await tag.read(at + 10, size));
    at += 10 + size;
  }
  return parts;
}

const syncSafe = (bytes: Buffer, at: number): number =>
  ((bytes[at]! & 127) << 21) | ((bytes[at + 1]! & 127) << 14) | ((bytes[at + 2]! & 127) << 7) | (bytes[at + 3]! & 127);

/** Encoding, kind of data, file's name, what it is, and the data, with a NUL behind each text. */
function addObject(parts: Parts, body: Buffer): void {
  const isWide = body[0] === 1 || body[0] === 2;
  const kindEnd = body.indexOf(0, 1);
  if (kindEnd < 0) return;
  const fileEnd = endOfText(body, kindEnd + 1, isWide);
  const nameEnd = endOfText(body, fileEnd, isWide);
  const name = body.toString('latin1', fileEnd, nameEnd).replace(/[\0\u00fe\u00ff]/g, '');
  if (name === MARKERS || name === GRID) parts.set(name, body.subarray(nameEnd));
}

/** Behind its NUL, which is two bytes wide where letters are. */
function endOfText(body: Buffer, from: number, isWide: boolean): number {
  if (!isWide) {
    const end = body.indexOf(0, from);
    return end < 0 ? body.length : end + 1;
  }
  for (let at = from; at + 1 < body.length; at += 2) if (body[at] === 0 && body[at + 1] === 0) return at + 2;
  return body.length;
}
