import type { DeckGrid } from '../../domain/ports/deck.js';

/** Of one tempo. Mixxx keeps other tracks' beats one by one, which is no grid. */
const GRID = /^BeatGrid-2\.\d+$/;
/** Seconds: no track begins its beats later. */
const LONGEST = 86_400;
/** How long a field is, by protobuf's own guide to its encoding. */
const WIRE = { varint: 0, double: 1, bytes: 2, float: 5 } as const;

/** A beat of a track and its tempo, as protobuf: `BeatGrid { Bpm { double bpm = 1 } = 1, Beat { int32 frame = 1 } = 2 }`. */
export function gridIn(version: string, beats: Uint8Array | null, rate: number | null): DeckGrid[] {
  if (!GRID.test(version) || !beats || !rate || rate <= 0) return [];
  const grid = fieldsOf(Buffer.from(beats));
  const [tempo, beat] = [grid.get(1), grid.get(2)];
  if (!Buffer.isBuffer(tempo) || !Buffer.isBuffer(beat)) return [];
  const bpm = fieldsOf(tempo).get(1);
  // What is nought isn't written.
  const frame = fieldsOf(beat).get(1) ?? 0;
  if (typeof bpm !== 'number' || typeof frame !== 'number' || !(bpm > 0 && bpm <= 1000)) return [];
  const start = frame / rate;
  return Math.abs(start) <= LONGEST ? [{ start: start >= 0 ? start : firstWithin(start, 60 / bpm), bpm }] : [];
}

const firstWithin = (start: number, period: number): number => start + Math.ceil(-start / period) * period;

/** The fields of a message by their numbers; none of those behind damage. */
function fieldsOf(message: Buffer): Map<number, number | Buffer> {
  const fields = new Map<number, number | Buffer>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; at < message.length && shift < 70n; shift += 7n) {
      const byte = message[at++]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    at = message.length + 1;
    return 0n;
  };
  const take = (length: number): Buffer => {
    const part = message.subarray(at, at + length);
    // A length that can't be ends it, like one that leads past the end.
    at = length >= 0 ? at + length : message.length + 1;
    return part;
  };
  while (at < message.length) {
    const tag = Number(varint());
    const [number, wire] = [tag >> 3, tag & 7];
    let value: number | Buffer | null = null;
    if (wire === WIRE.varint) value = Number(varint());
    else if (wire === WIRE.double) value = at + 8 <= message.length ? take(8).readDoubleLE() : null;
    else if (wire === WIRE.bytes) value = take(Number(varint()));
    else if (wire === WIRE.float) take(4);
    else break;
    if (at > message.length) break;
    if (value !== null) fields.set(number, value);
    else if (wire === WIRE.double) break;
  }
  return fields;
}
