/**
 * Votes of one stretch of the mix: this moment of the mix could be that position of the index, at such a speed and pitch.
 * Positions are quarters of a frame; doubles, since the index's common time line is longer than 32 bits of them.
 */
export class Votes {
  times: Int32Array;
  positions: Float64Array;
  /** 128ths of an octave by which the track's time between peaks is longer than the mix's: how much faster it is played. */
  speeds: Int8Array;
  /** Eighths of a band by which the track lies above the mix. */
  pitches: Int8Array;
  length = 0;

  constructor(room = 16_384) {
    this.times = new Int32Array(room);
    this.positions = new Float64Array(room);
    this.speeds = new Int8Array(room);
    this.pitches = new Int8Array(room);
  }

  add(time: number, position: number, speed: number, pitch: number): void {
    if (this.length === this.times.length) this.#grow();
    const i = this.length++;
    this.times[i] = time;
    this.positions[i] = position;
    this.speeds[i] = speed;
    this.pitches[i] = pitch;
  }

  clear(): void {
    this.length = 0;
  }

  #grow(): void {
    const room = this.times.length * 2;
    const times = new Int32Array(room);
    times.set(this.times);
    this.times = times;
    const positions = new Float64Array(room);
    positions.set(this.positions);
    this.positions = positions;
    const speeds = new Int8Array(room);
    speeds.set(this.speeds);
    this.speeds = speeds;
    const pitches = new Int8Array(room);
    pitches.set(this.pitches);
    this.pitches = pitches;
  }
}
