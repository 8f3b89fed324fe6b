/** Peaks in order of time: quarters of a frame, eighths of a band, levels in .75 dB. Grows; holds 7 bytes a peak. */
export class PeakList {
  times: Int32Array;
  bands: Uint16Array;
  levels: Uint8Array;
  length = 0;

  constructor(room = 1024) {
    this.times = new Int32Array(room);
    this.bands = new Uint16Array(room);
    this.levels = new Uint8Array(room);
  }

  /** Peaks of one frame may come out of order, by up to a frame. */
  add(time: number, band: number, level: number): void {
    if (this.length === this.times.length) {
      const times = new Int32Array(this.length * 2);
      const bands = new Uint16Array(this.length * 2);
      const levels = new Uint8Array(this.length * 2);
      times.set(this.times);
      bands.set(this.bands);
      levels.set(this.levels);
      this.times = times;
      this.bands = bands;
      this.levels = levels;
    }
    let i = this.length++;
    for (; i > 0 && this.times[i - 1]! > time; i--) {
      this.times[i] = this.times[i - 1]!;
      this.bands[i] = this.bands[i - 1]!;
      this.levels[i] = this.levels[i - 1]!;
    }
    this.times[i] = time;
    this.bands[i] = band;
    this.levels[i] = level;
  }

  /** The first peak at this time or later. */
  indexAt(time: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.times[middle]! < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
