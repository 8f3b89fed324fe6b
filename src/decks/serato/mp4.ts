import { addText, GRID, LARGEST, MARKERS, MOST_PARTS, type Parts, type Tag } from './tag.js';

/** Where iTunes' tags are. */
const WAY = ['moov', 'udta', 'meta', 'ilst'];
const OWNER = 'com.serato.dj';
const NAMES: ReadonlyMap<string, string> = new Map([
  ['markersv2', MARKERS],
  ['beatgrid', GRID],
]);

interface Box {
  kind: string;
  /** Of what is in it. */
  start: number;
  end: number;
}

/** `----:com.serato.dj:markersv2` */
export async function inMp4(tag: Tag): Promise<Parts> {
  const parts: Parts = new Map();
  let within: Pick<Box, 'start' | 'end'> = { start: 0, end: Number.MAX_SAFE_INTEGER };
  for (const name of WAY) {
    const box = await boxNamed(tag, name, within);
    if (!box) return parts;
    // A version stands before what is in it.
    within = name === 'meta' ? { ...box, start: box.start + 4 } : box;
  }
  for await (const box of boxesIn(tag, within)) {
    if (box.kind !== '----' || box.end - box.start > LARGEST) continue;
    const said = new Map<string, string>();
    for await (const { kind, start, end } of boxesIn(tag, box)) {
      // Behind a version, and data's kind and language.
      const text = await tag.read(start, end - start);
      said.set(kind, text.toString('latin1', kind === 'data' ? 8 : 4));
    }
    const name = said.get('mean') === OWNER ? NAMES.get(said.get('name') ?? '') : undefined;
    if (name !== undefined) addText(parts, name, said.get('data') ?? '');
  }
  return parts;
}

async function boxNamed(tag: Tag, name: string, within: Pick<Box, 'start' | 'end'>): Promise<Box | null> {
  for await (const box of boxesIn(tag, within)) if (box.kind === name) return box;
  return null;
}

async function* boxesIn(tag: Tag, { start, end }: Pick<Box, 'start' | 'end'>): AsyncGenerator<Box> {
  let at = start;
  for (let i = 0; i < MOST_PARTS && at + 8 <= end; i++) {
    const head = await tag.read(at, 16);
    if (head.length < 8) return;
    const [short, kind] = [head.readUInt32BE(0), head.toString('latin1', 4, 8)];
    // One stands for a longer length behind the name.
    const isLong = short === 1 && head.length === 16;
    const size = isLong ? Number(head.readBigUInt64BE(8)) : short;
    const inside = isLong ? 16 : 8;
    if (size < inside || at + size > end) return;
    yield { kind, start: at + inside, end: at + size };
    at += size;
  }
}
