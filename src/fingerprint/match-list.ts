/** The mix's peaks that belong to one track, in the order in which they were found. Six bytes each, since a mix may last ten hours. */
export class MatchList {
  /** Where each peak is in the mix's list of peaks. */
  peaks = new Int32Array(64);
  /** How much louder each peak is in the mix than in the track, in steps of .75 dB. */
  gains = new Int16Array(64);
  length = 0;

  add(peak: number, gain: number): void {
    if (this.length === this.peaks.length) this.#resize(this.length * 2);
    this.peaks[this.length] = peak;
    this.gains[this.length++] = gain;
  }

  /** Frees unused memory once no more peaks will come. */
  trim(): void {
    this.#resize(this.length);
  }

  #resize(room: number): void {
    const peaks = new Int32Array(room);
    const gains = new Int16Array(room);
    peaks.set(this.peaks.subarray(0, this.length));
    gains.set(this.gains.subarray(0, this.length));
    this.peaks = peaks;
    this.gains = gains;
  }
}
