import { hann, places, twiddles } from '../../wasm/transform.js';
import { WasmModule } from '../../wasm/wasm-module.js';
import { TONES_WASM } from '../kernel/tones-wasm.js';

interface Exports {
  memory: WebAssembly.Memory;
  address(part: number): number;
  run(): void;
  SIZE: Constant;
  HOP: Constant;
  FRAMES: Constant;
  BANDS: Constant;
  PARTS: Constant;
  HIGHEST: Constant;
}
interface Constant {
  value: number;
}

const compiled = new WasmModule(TONES_WASM);

/** Where the lowest band begins, in hertz; the highest ends at half the rate, and all are of one width in octaves. */
const LOWEST_BAND = 40;
const C = 440 * 2 ** (-9 / 12);

/** An instance of kernel/tones.as.ts with its tables filled: samples in, levels of bands and tones of eight frames out. */
export class Spectra {
  readonly hop: number;
  readonly frames: number;
  readonly bands: number;
  readonly parts: number;
  /** What the kernel reads: the samples of all its frames. */
  readonly pcm: Int16Array;
  /** `frames` rows of `bands`: log2 of power. */
  readonly levels: Float32Array;
  /** For each frame twice `parts`: how much stands out in the bass, and how much above. */
  readonly tones: Float32Array;
  readonly run: () => void;

  constructor(rate: number) {
    const kernel = compiled.instantiate<Exports>();
    const { buffer } = kernel.memory;
    const size = kernel.SIZE.value;
    this.hop = kernel.HOP.value;
    this.frames = kernel.FRAMES.value;
    this.bands = kernel.BANDS.value;
    this.parts = kernel.PARTS.value;
    this.pcm = new Int16Array(buffer, kernel.address(0), (this.frames - 1) * this.hop + size);
    this.levels = new Float32Array(buffer, kernel.address(1), this.frames * this.bands);
    this.tones = new Float32Array(buffer, kernel.address(2), this.frames * 2 * this.parts);
    const floats = (part: number, values: Float32Array): void =>
      new Float32Array(buffer, kernel.address(part), values.length).set(values);
    const integers = (part: number, values: Uint32Array): void =>
      new Uint32Array(buffer, kernel.address(part), values.length).set(values);
    floats(3, hann(size));
    floats(4, twiddles(size));
    integers(5, places(size));
    const hertz = rate / size;
    const octaves = Math.log2(rate / 2 / LOWEST_BAND);
    integers(
      6,
      Uint32Array.from({ length: this.bands + 1 }, (_, band) =>
        Math.round((LOWEST_BAND * 2 ** ((octaves * band) / this.bands)) / hertz),
      ),
    );
    floats(
      7,
      Float32Array.from({ length: kernel.HIGHEST.value }, (_, bin) => {
        const part = this.parts * Math.log2((Math.max(1, bin) * hertz) / C);
        return part - this.parts * Math.floor(part / this.parts);
      }),
    );
    this.run = () => kernel.run();
  }
}
