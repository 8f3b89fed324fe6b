import { BANDS, MEAN_FRAMES, PEAK_LEVEL, RANK_FRAMES } from './constants.js';
import { PEAKS_WASM } from './kernel/peaks-wasm.js';
import { WasmModule } from './kernel/wasm-module.js';

/** Receives peaks in order of time: quarters of a frame, eighths of a band, levels in steps of .75 dB. */
export type PeakSink = (time: number, band: number, level: number) => void;

/**
 * Finds peaks in rows of levels: the loudest points of their surroundings, and of those the ones that stand out most from
 * their band's mean. The first is what the kernel does (kernel/peaks.as.ts).
 */
export class PeakPicker {
  readonly #sink: PeakSink;
  readonly #kernel = new Kernel();
  readonly #waiting: Waiting;
  #rowCount = 0;

  /** `kept` peaks a second, about. */
  constructor(kept: number, sink: PeakSink) {
    this.#sink = sink;
    this.#waiting = new Waiting(kept);
  }

  get frames(): number {
    return this.#rowCount;
  }

  /** `count` rows of levels, one after another: up to eight. */
  push(rows: Float32Array, count: number): void {
    this.#kernel.rows.set(rows);
    this.#rowCount += count;
    this.#take(this.#kernel.push(count, PEAK_LEVEL));
    this.#waiting.release(this.#rowCount - 1 - MEAN_FRAMES, this.#sink);
  }

  finish(): void {
    this.#take(this.#kernel.end());
    this.#waiting.release(this.#rowCount + 2 * RANK_FRAMES, this.#sink);
  }

  #take(found: number): void {
    const { frames, times, bands, levels, strengths } = this.#kernel;
    for (let i = 0; i < found; i++) this.#waiting.add(frames[i]!, times[i]!, bands[i]!, levels[i]!, strengths[i]!);
  }
}

interface Exports {
  memory: WebAssembly.Memory;
  address(part: number): number;
  begin(): void;
  push(count: number, least: number): number;
  end(): number;
}

const compiled = new WasmModule(PEAKS_WASM);
/** As many as the kernel has room for. */
const MOST_ROWS = 8;
const MOST_FOUND = 64 * 20;

/** An instance of kernel/peaks.as.ts. */
class Kernel {
  readonly rows: Float32Array;
  readonly frames: Int32Array;
  readonly times: Int32Array;
  readonly bands: Int32Array;
  readonly levels: Int32Array;
  readonly strengths: Float32Array;
  readonly push: Exports['push'];
  readonly end: Exports['end'];

  constructor() {
    const { memory, address, begin, push, end } = compiled.instantiate<Exports>();
    const numbers = (part: number): Int32Array => new Int32Array(memory.buffer, address(part), MOST_FOUND);
    this.rows = new Float32Array(memory.buffer, address(0), MOST_ROWS * BANDS);
    this.frames = numbers(1);
    this.times = numbers(2);
    this.bands = numbers(3);
    this.levels = numbers(4);
    this.strengths = new Float32Array(memory.buffer, address(5), MOST_FOUND);
    this.push = push;
    this.end = end;
    begin();
  }
}

/**
 * Room for peaks that wait. A row has at most 20 of them and the rows next to it none there, so 110 rows (those that wait
 * to be judged and those within their reach) have fewer than 1,000.
 */
const WAITING = 2048;

/** Peaks that wait until all their neighbours in time are known, so that only the strongest go on. */
class Waiting {
  readonly #kept: number;
  readonly #frames = new Int32Array(WAITING);
  readonly #times = new Int32Array(WAITING);
  readonly #bands = new Int32Array(WAITING);
  readonly #levels = new Uint8Array(WAITING);
  readonly #strengths = new Float32Array(WAITING);
  /** First peak that may still weigh against others, first that isn't decided, end. */
  #oldest = 0;
  #next = 0;
  #end = 0;

  constructor(kept: number) {
    this.#kept = kept;
  }

  add(frame: number, time: number, band: number, level: number, strength: number): void {
    if (this.#end === WAITING) this.#makeRoom();
    const i = this.#end++;
    this.#frames[i] = frame;
    this.#times[i] = time;
    this.#bands[i] = band;
    this.#levels[i] = level;
    this.#strengths[i] = strength;
  }

  /** Decides on all peaks whose surroundings are complete once everything up to frame t is known. */
  release(t: number, sink: PeakSink): void {
    const frames = this.#frames;
    const strengths = this.#strengths;
    for (; this.#next < this.#end && frames[this.#next]! + RANK_FRAMES <= t; this.#next++) {
      const i = this.#next;
      const frame = frames[i]!;
      while (frames[this.#oldest]! < frame - RANK_FRAMES) this.#oldest++;
      let stronger = 0;
      for (let j = this.#oldest; j < this.#end && frames[j]! <= frame + RANK_FRAMES; j++) {
        if (strengths[j]! > strengths[i]!) stronger++;
      }
      if (stronger < this.#kept) sink(this.#times[i]!, this.#bands[i]!, this.#levels[i]!);
    }
  }

  #makeRoom(): void {
    const from = this.#oldest;
    const lists = [this.#frames, this.#times, this.#bands, this.#levels, this.#strengths];
    for (const list of lists) list.copyWithin(0, from, this.#end);
    this.#next -= from;
    this.#end -= from;
    this.#oldest = 0;
  }
}
