import type { FileHandle } from 'node:fs/promises';

/** The part of a file that holds sound rather than tags, as far as its format tells cheaply; else the whole file. */
export interface Region {
  start: number;
  end: number;
}

export async function audioRegion(file: FileHandle, size: number): Promise<Region> {
  const read = async (offset: number, length: number): Promise<Buffer> => {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await file.read(buffer, 0, length, Math.max(0, offset));
    return buffer.subarray(0, bytesRead);
  };
  const start = await afterId3(read);
  const magic = (await read(start, 12)).toString('latin1');
  if (magic.startsWith('fLaC')) return { start: await afterFlacBlocks(read, start + 4, size), end: size };
  if (magic.startsWith('RIFF') || magic.startsWith('FORM'))
    return (await chunk(read, magic.startsWith('RIFF'), size)) ?? { start: 0, end: size };
  if (magic.slice(4, 8) === 'ftyp') return (await largestMediaBox(read, size)) ?? { start: 0, end: size };
  if (magic.startsWith('OggS')) return { start: 0, end: size };
  const end = await beforeTrailingTags(read, size);
  return end > start ? { start, end } : { start: 0, end: size };
}

type Read = (offset: number, length: number) => Promise<Buffer>;

/** ID3v2.4 section 3.1: ten bytes, of which the last four hold the size with seven bits each. Some files have several. */
async function afterId3(read: Read): Promise<number> {
  let at = 0;
  for (let tags = 0; tags < 8; tags++) {
    const header = await read(at, 10);
    if (header.length < 10 || header.toString('latin1', 0, 3) !== 'ID3') break;
    const size = (header[6]! << 21) | (header[7]! << 14) | (header[8]! << 7) | header[9]!;
    const footer = header[5]! & 0x10 ? 10 : 0;
    at += 10 + size + footer;
  }
  return at;
}

/** RFC 9639 section 8: each metadata block says whether it is the last, and how long it is. */
async function afterFlacBlocks(read: Read, start: number, size: number): Promise<number> {
  for (let at = start, blocks = 0; at < size && blocks < 1000; blocks++) {
    const header = await read(at, 4);
    if (header.length < 4) break;
    at += 4 + header.readUIntBE(1, 3);
    if (header[0]! & 0x80) return Math.min(at, size);
  }
  return 0;
}

/** The `data` chunk of a WAV file, the `SSND` chunk of an AIFF file. */
async function chunk(read: Read, littleEndian: boolean, size: number): Promise<Region | null> {
  const wanted = littleEndian ? 'data' : 'SSND';
  for (let at = 12, chunks = 0; at + 8 <= size && chunks < 1000; chunks++) {
    const header = await read(at, 8);
    if (header.length < 8) return null;
    const length = littleEndian ? header.readUInt32LE(4) : header.readUInt32BE(4);
    if (header.toString('latin1', 0, 4) === wanted) return { start: at + 8, end: Math.min(size, at + 8 + length) };
    at += 8 + length + (length % 2);
  }
  return null;
}

/** ISO 14496-12 section 4.2: boxes of size and type; `mdat` holds the sound. */
async function largestMediaBox(read: Read, size: number): Promise<Region | null> {
  let largest: Region | null = null;
  for (let at = 0, boxes = 0; at + 8 <= size && boxes < 10_000; boxes++) {
    const header = await read(at, 16);
    if (header.length < 8) break;
    let length = header.readUInt32BE(0);
    if (length === 1 && header.length === 16) length = Number(header.readBigUInt64BE(8));
    if (length === 0) length = size - at;
    if (length < 8) break;
    const region = { start: at + 8, end: Math.min(size, at + length) };
    if (
      header.toString('latin1', 4, 8) === 'mdat' &&
      (!largest || region.end - region.start > largest.end - largest.start)
    )
      largest = region;
    at += length;
  }
  return largest;
}

/** ID3v1 is the last 128 bytes; an APEv2 tag stands before it, its footer holding its size. */
async function beforeTrailingTags(read: Read, size: number): Promise<number> {
  let end = size;
  if (size >= 128 && (await read(size - 128, 3)).toString('latin1') === 'TAG') end -= 128;
  if (end < 32) return end;
  const footer = await read(end - 32, 32);
  if (footer.length === 32 && footer.toString('latin1', 0, 8) === 'APETAGEX') {
    const header = footer.readUInt32LE(20) & 0x80000000 ? 32 : 0;
    end -= footer.readUInt32LE(12) + header;
  }
  return end;
}
