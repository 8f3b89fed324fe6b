/**
 * Columns of unsigned integers, each as many bytes wide as the largest value needs, little-endian whatever the machine.
 * Positions and details are close to random, so byte-wide columns are within a few percent of what delta coding reaches,
 * and one entry can be read without its neighbours.
 */

export function byteWidth(max: number): number {
  if (max === 0) return 0;
  if (max <= 0xff) return 1;
  if (max <= 0xffff) return 2;
  return max <= 0xffffff ? 3 : 4;
}

/** Writes values[from, to) at `at`; returns where the column ends. */
export function writeColumn(
  out: Uint8Array,
  at: number,
  width: number,
  values: Uint32Array,
  from: number,
  to: number,
): number {
  let o = at;
  for (let i = from; i < to; i++) {
    let value = values[i]!;
    for (let byte = 0; byte < width; byte++) {
      out[o++] = value;
      value >>>= 8;
    }
  }
  return o;
}

/** Reads `count` entries whose first byte lies at `at` into `into` from index `start`, adding `base` to each. */
export function readColumn(
  bytes: Uint8Array,
  at: number,
  width: number,
  count: number,
  base: number,
  into: Uint32Array,
  start: number,
): void {
  const end = start + count;
  let o = at;
  switch (width) {
    case 0:
      into.fill(base, start, end);
      return;
    case 1:
      for (let i = start; i < end; i++) into[i] = bytes[o++]! + base;
      return;
    case 2:
      for (let i = start; i < end; i++, o += 2) into[i] = (bytes[o]! | (bytes[o + 1]! << 8)) + base;
      return;
    case 3:
      for (let i = start; i < end; i++, o += 3)
        into[i] = (bytes[o]! | (bytes[o + 1]! << 8) | (bytes[o + 2]! << 16)) + base;
      return;
    default:
      for (let i = start; i < end; i++, o += 4)
        into[i] = ((bytes[o]! | (bytes[o + 1]! << 8) | (bytes[o + 2]! << 16) | (bytes[o + 3]! << 24)) >>> 0) + base;
  }
}
