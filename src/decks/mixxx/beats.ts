import type { DeckGrid } from '../../domain/ports/deck.js';

/** Of one tempo, and beats one by one where it changes. */
const GRID = /^BeatGrid-2\.\d+$/;
const MAP = /^BeatMap-1\.\d+$/;
/** Beats of a map that are read; an hour has ten thousand. */
const MOST_BEATS = 200_000;
/** Seconds that a beat may lie beside its tempo's: half of what is heard as off. */
const LOOSE = 0.01;
/** Seconds: no track begins its beats later. */
const LONGEST = 86_400;
/** How long a field is, by protobuf's own guide to its encoding. */
const WIRE = { varint: 0, double: 1, bytes: 2, float: 5 } as const;

/** The beats of a track, as protobuf, and how many frames a second has. */
export function gridIn(version: string, beats: Uint8Array | null, rate: number | null): DeckGrid[] {
  if (!beats || !rate || rate <= 0) return [];
  if (MAP.test(version)) return mapIn(Buffer.from(beats), rate);
  return GRID.test(version) ? oneTempo(Buffer.from(beats), rate) : [];
}

/** `BeatMap { repeated Beat { int32 frame = 1 } = 1 }`: as few tempi as have all beats on them. */
function mapIn(beats: Buffer, rate: number): DeckGrid[] {
  const times: number[] = [];
  for (const [number, beat] of eachField(beats)) {
    if (number !== 1 || !Buffer.isBuffer(beat)) continue;
    const time = Number(fieldsOf(beat).get(1) ?? 0) / rate;
    if (time >= 0 && time <= LONGEST && time > (times.at(-1) ?? -1)) times.push(time);
    if (times.length >= MOST_BEATS) break;
  }
  const grid: DeckGrid[] = [];
  for (let first = 0; first < times.length - 1; ) {
    const last = lastOfTempo(times, first);
    const bpm = (60 * (last - first)) / (times[last]! - times[first]!);
    if (bpm <= 1000) grid.push({ start: times[first]!, bpm });
    first = last;
  }
  return grid;
}

/** As long as there is a tempo that has all beats so far within what isn't heard. */
function lastOfTempo(times: readonly number[], first: number): number {
  let [shortest, longest] = [0, Number.POSITIVE_INFINITY];
  for (let at = first + 1; at < times.length; at++) {
    const [beats, passed] = [at - first, times[at]! - times[first]!];
    // The beat itself has to be in reach: the next tempo begins there.
    if (passed / beats < shortest || passed / beats > longest) return at - 1;
    shortest = Math.max(shortest, (passed - LOOSE) / beats);
    longest = Math.min(longest, (passed + LOOSE) / beats);
  }
  return times.length - 1;
}

/** `BeatGrid { Bpm { double bpm = 1 } = 1, Beat { int32 frame = 1 } = 2 }` */
function oneTempo(beats: Buffer, rate: number): DeckGrid[] {
  const grid = fieldsOf(beats);
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

/** The fields of a message by their numbers, the last of each. */
const fieldsOf = (message: Buffer): Map<number, number | Buffer> => new Map(eachField(message));

/** None of those behind damage. */
function* eachField(message: Buffer): Generator<[number, number | Buffer]> {
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
    if (value !== null) yield [number, value];
    else if (wire === WIRE.double) break;
  }
}
