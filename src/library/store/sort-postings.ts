/** Postings as parallel arrays. */
export interface Postings {
  keys: Uint32Array;
  positions: Uint32Array;
  details: Uint32Array;
}

/** By key, then by position: a radix sort, whose cost per posting doesn't grow with their number. */
export function sortPostings(postings: Postings): Postings {
  const { keys, positions, details } = postings;
  let order = new Uint32Array(keys.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  let spare = new Uint32Array(keys.length);
  // Least significant digit first; each pass keeps the order that the one before made.
  for (const column of [positions, keys]) {
    if (isAscending(column, order)) continue;
    for (const shift of [0, 11, 22]) {
      radixPass(column, shift, order, spare);
      [order, spare] = [spare, order];
    }
  }
  return { keys: pick(keys, order), positions: pick(positions, order), details: pick(details, order) };
}

function isAscending(column: Uint32Array, order: Uint32Array): boolean {
  for (let i = 1; i < order.length; i++) if (column[order[i]!]! < column[order[i - 1]!]!) return false;
  return true;
}

function radixPass(column: Uint32Array, shift: number, from: Uint32Array, to: Uint32Array): void {
  const starts = new Uint32Array(2049);
  for (let i = 0; i < from.length; i++) starts[((column[from[i]!]! >>> shift) & 2047) + 1]!++;
  for (let digit = 1; digit < 2048; digit++) starts[digit]! += starts[digit - 1]!;
  for (let i = 0; i < from.length; i++) {
    const index = from[i]!;
    const digit = (column[index]! >>> shift) & 2047;
    to[starts[digit]!++] = index;
  }
}

function pick(column: Uint32Array, order: Uint32Array): Uint32Array {
  const result = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i++) result[i] = column[order[i]!]!;
  return result;
}
