/** Growing columns: one peak i is (time[i], band[i], strength[i]); in the order of time. */
export class PeakList {
  count = 0;
  /** Frames, refined to a fraction. */
  time = new Float32Array(1024);
  /** Bands, refined to a fraction. */
  band = new Float32Array(1024);
  /** Log level above the band's own. */
  strength = new Float32Array(1024);

  add(time: number, band: number, strength: number): void {
    if (this.count === this.time.length) {
      this.time = grown(this.time);
      this.band = grown(this.band);
      this.strength = grown(this.strength);
    }
    this.time[this.count] = time;
    this.band[this.count] = band;
    this.strength[this.count++] = strength;
  }

  /** Index of the first peak at or after a time. */
  firstAt(time: number): number {
    let lo = 0;
    let hi = this.count;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (this.time[mid]! < time) lo = mid + 1;
      else hi = mid;
    }
    return lo;
  }
}

function grown(array: Float32Array): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(array.length * 2);
  larger.set(array);
  return larger;
}

const TIME_STEPS = 8;
const BAND_STEPS = 8;

/** Packs peaks: time steps as a variable-length difference, band in two bytes. */
export function packPeaks(peaks: PeakList): Uint8Array {
  const out: number[] = [];
  let previous = 0;
  for (let i = 0; i < peaks.count; i++) {
    const t = Math.max(previous, Math.round(peaks.time[i]! * TIME_STEPS));
    let d = t - previous;
    previous = t;
    while (d >= 128) {
      out.push((d & 127) | 128);
      d >>>= 7;
    }
    out.push(d);
    const b = Math.max(0, Math.round(peaks.band[i]! * BAND_STEPS));
    out.push(b & 255, b >> 8);
  }
  return Uint8Array.from(out);
}

export function unpackPeaks(bytes: Uint8Array): PeakList {
  const peaks = new PeakList();
  let time = 0;
  let i = 0;
  while (i < bytes.length) {
    let d = 0;
    let shift = 0;
    let byte: number;
    do {
      byte = bytes[i++] ?? 0;
      d |= (byte & 127) << shift;
      shift += 7;
    } while (byte & 128 && shift < 28);
    time += d;
    if (i + 2 > bytes.length) break;
    peaks.add(time / TIME_STEPS, (bytes[i]! | (bytes[i + 1]! << 8)) / BAND_STEPS, 0);
    i += 2;
  }
  return peaks;
}
