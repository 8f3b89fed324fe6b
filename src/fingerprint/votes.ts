/**
 * The votes of one stretch of the mix. Each says: this moment of the mix may be that position in the index, played at this speed
 * and pitch. Positions count quarters of a frame along all tracks laid end to end, which overflows 32 bits: hence doubles.
 */
export class Votes {
  times: Int32Array;
  positions: Float64Array;
  /** How much faster than normal the track is played, in 128ths of an octave: peaks lie closer in the mix than in the track. */
  speeds: Int8Array;
  /** How much higher the track sounds than the mix, in eighths of a band. */
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
