import { WasmModule } from '../wasm/wasm-module.js';
import { BANDS, MEAN_FRAMES, PEAK_LEVEL, RANK_FRAMES, ROWS_AT_ONCE, SUMMITS } from './constants.js';
import { PEAKS_WASM } from './kernel/peaks-wasm.js';
import { type PeakSink, WaitingPeaks } from './waiting-peaks.js';

/**
 * Finds peaks in rows of levels: the loudest points of their surroundings, and of those the ones that stand out most from
 * their band's mean. The first is what the kernel does (kernel/peaks.as.ts).
 */
export class PeakPicker {
  readonly #sink: PeakSink;
  readonly #kernel = new Kernel();
  readonly #waiting: WaitingPeaks;
  #rowCount = 0;

  /** `kept` peaks a second, about. */
  constructor(kept: number, sink: PeakSink) {
    this.#sink = sink;
    this.#waiting = new WaitingPeaks(kept);
  }

  get frames(): number {
    return this.#rowCount;
  }

  /** `count` rows of levels, one after another: up to ROWS_AT_ONCE. */
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
const MOST_FOUND = MEAN_FRAMES * SUMMITS;

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
    this.rows = new Float32Array(memory.buffer, address(0), ROWS_AT_ONCE * BANDS);
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
