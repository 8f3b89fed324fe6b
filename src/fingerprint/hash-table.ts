/** The hashes of a stretch of a mix, a column for each field: tens of thousands without an object for each. */
export class HashTable {
  time: Int32Array;
  first: Int16Array;
  second: Int16Array;
  third: Int16Array;
  ratio: Int16Array;
  span: Int16Array;
  length = 0;

  constructor(room: number) {
    this.time = new Int32Array(room);
    this.first = new Int16Array(room);
    this.second = new Int16Array(room);
    this.third = new Int16Array(room);
    this.ratio = new Int16Array(room);
    this.span = new Int16Array(room);
  }

  add(time: number, first: number, second: number, third: number, ratio: number, span: number): number {
    if (this.length === this.time.length) this.#grow();
    const i = this.length++;
    this.time[i] = time;
    this.first[i] = first;
    this.second[i] = second;
    this.third[i] = third;
    this.ratio[i] = ratio;
    this.span[i] = span;
    return i;
  }

  #grow(): void {
    const larger = (list: Int16Array): Int16Array => {
      const copy = new Int16Array(list.length * 2);
      copy.set(list);
      return copy;
    };
    const time = new Int32Array(this.time.length * 2);
    time.set(this.time);
    this.time = time;
    this.first = larger(this.first);
    this.second = larger(this.second);
    this.third = larger(this.third);
    this.ratio = larger(this.ratio);
    this.span = larger(this.span);
  }
}
