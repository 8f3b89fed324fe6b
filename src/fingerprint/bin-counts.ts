/** A histogram of mostly empty bins, kept as a hash table so that its memory grows with the votes, not with the length of the index. */
export class BinCounts {
  #bins = new Int32Array(0);
  #counts = new Uint16Array(0);
  /** The slots in use, oldest first. */
  #used = new Int32Array(0);
  #length = 0;
  #shift = 0;

  /** Empties the table and makes room for `most` bins. */
  begin(most: number): void {
    let bits = 10;
    while (2 ** bits < 2 * most) bits++;
    if (this.#bins.length < 2 ** bits) {
      this.#bins = new Int32Array(2 ** bits);
      this.#counts = new Uint16Array(2 ** bits);
      this.#used = new Int32Array(2 ** (bits - 1));
      this.#shift = 32 - bits;
    }
    this.#bins.fill(EMPTY);
    this.#length = 0;
  }

  /** Number of bins with at least one count. */
  get length(): number {
    return this.#length;
  }

  /** Adds one to a bin and returns its slot. */
  add(bin: number): number {
    const slot = this.slotOf(bin);
    if (this.#bins[slot] === EMPTY) {
      this.#bins[slot] = bin;
      this.#counts[slot] = 0;
      this.#used[this.#length++] = slot;
    }
    if (this.#counts[slot]! < MOST) this.#counts[slot]!++;
    return slot;
  }

  /** The slot of the `i`th bin in use. */
  slotAt(i: number): number {
    return this.#used[i]!;
  }

  /** The slot that holds a bin, or the free one where it would go. */
  slotOf(bin: number): number {
    const last = this.#bins.length - 1;
    let slot = Math.imul(bin, SPREAD) >>> this.#shift;
    while (this.#bins[slot] !== bin && this.#bins[slot] !== EMPTY) slot = (slot + 1) & last;
    return slot;
  }

  binIn(slot: number): number {
    return this.#bins[slot]!;
  }

  countIn(slot: number): number {
    return this.#counts[slot]!;
  }

  countOf(bin: number): number {
    const slot = this.slotOf(bin);
    return this.#bins[slot] === EMPTY ? 0 : this.#counts[slot]!;
  }
}

const EMPTY = -1;
const MOST = 65_535;
/** 2^32 divided by the golden ratio, rounded to an odd number (Knuth's multiplicative hashing): neighbouring bins land far apart. */
const SPREAD = 0x9e3779b1;
