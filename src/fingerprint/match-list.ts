/** Peaks of the mix that are a track's, in the order in which they were met: 6 bytes each, for mixes of ten hours. */
export class MatchList {
  /** Indexes of the peaks. */
  peaks = new Int32Array(64);
  /** By how much each of them is louder in the mix than in the track, in steps of .75 dB. */
  gains = new Int16Array(64);
  length = 0;

  add(peak: number, gain: number): void {
    if (this.length === this.peaks.length) this.#resize(this.length * 2);
    this.peaks[this.length] = peak;
    this.gains[this.length++] = gain;
  }

  /** Gives back the room that no further one will need. */
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
