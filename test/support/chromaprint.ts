/**
 * The items of a fingerprint, 32 bits each. Behind four bytes (algorithm, count) stand the places of the bits in which an item differs
 * from the one before, as steps of three bits, each item ended by a 0; of a step of 7 the rest follows behind all of them, in five bits.
 */
export function itemsOf(fingerprint: string): number[] {
  const bytes = Buffer.from(fingerprint, 'base64url');
  let at = 32;
  const read = (bits: number): number => {
    let value = 0;
    for (let i = 0; i < bits; i++, at++) value |= ((bytes[at >> 3]! >> (at & 7)) & 1) << i;
    return value;
  };
  const steps: number[] = [];
  for (let left = bytes.readUIntBE(1, 3); left > 0; ) {
    const step = read(3);
    steps.push(step);
    if (step === 0) left--;
  }
  at = (at + 7) & ~7;
  const items: number[] = [];
  let [item, change, place] = [0, 0, 0];
  for (const step of steps) {
    if (step > 0) {
      place += step === 7 ? 7 + read(5) : step;
      change |= 1 << (place - 1);
      continue;
    }
    item = (item ^ change) >>> 0;
    items.push(item);
    [change, place] = [0, 0];
  }
  return items;
}

/** Of two fingerprints of equally many items, the bits in which they differ. */
export function bitsApart(a: string, b: string): number {
  const [left, right] = [itemsOf(a), itemsOf(b)];
  if (left.length !== right.length) return Number.POSITIVE_INFINITY;
  return left.reduce((sum, item, i) => sum + ones((item ^ right[i]!) >>> 0), 0);
}

const ones = (bits: number): number => bits.toString(2).replaceAll('0', '').length;
