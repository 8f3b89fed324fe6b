import type { MixPrint, MixSound, Waveform } from '../../domain/mix-sound.js';
import type { Ear, MixListener } from '../../domain/ports/identify.js';
import { type Span, without } from '../../domain/span.js';
import { Resampler } from '../../sound/resample.js';
import { WaveformMeter } from '../../sound/waveform.js';

/** Seconds of sound that are kept as they come, in seven bytes a peak; then they are packed into three. */
const PART = 3600;
/** Seconds of a broadcast whose sound is kept, its latest: 15 MB in memory, 12 on the disk. */
const LONGEST = 24 * 3600;

/** Seconds by which the source's own time may differ from that of the samples. */
const HAIR = 0.5;

/** What was heard in one go. */
interface Part extends Span, MixPrint {
  waveform: Waveform;
}

/** Keeps what a broadcast sounds like, in bounded memory however long it goes on. What lies between two parts is silence. */
export class LiveEar {
  readonly #ear: Ear;
  readonly #rate: number;
  readonly #longest: number;
  readonly #musicless: readonly Span[];
  #parts: Part[];
  #open: Hearing | null = null;

  /** `earlier` is what was kept of the session that this one goes on with. */
  constructor(ear: Ear, rate: number, earlier: MixSound | null, longest = LONGEST) {
    this.#ear = ear;
    this.#rate = rate;
    this.#longest = longest;
    this.#musicless = earlier?.musicless ?? [];
    this.#parts = earlier ? [earlier] : [];
  }

  async hear(mixTime: number, pcm: Int16Array): Promise<void> {
    if (this.#open && Math.abs(mixTime - this.#open.end) > HAIR) await this.interrupt();
    this.#open ??= new Hearing(this.#ear, this.#rate, mixTime);
    await this.#open.hear(pcm);
    if (this.#open.end - this.#open.start >= PART) await this.interrupt();
  }

  /** The sound breaks off here. */
  async interrupt(): Promise<void> {
    const open = this.#open;
    if (!open) return;
    this.#open = null;
    await open.finish();
    this.#parts = this.#withinReach([...this.#parts, open.soFar()]);
  }

  /** All that is kept by now; null where that is nothing. `musicless` is what this session has found. */
  sound(musicless: readonly Span[]): MixSound | null {
    const parts = this.#withinReach(this.#open ? [...this.#parts, this.#open.soFar()] : this.#parts);
    const last = parts.at(-1);
    if (!last) return null;
    const { end, engine, waveform } = last;
    const start = Math.max(parts[0]!.start, end - this.#longest);
    const sounding = without({ start, end }, [...this.#musicless, ...musicless]);
    return {
      start,
      end,
      engine,
      peaks: this.#ear.join(parts.map((part) => ({ at: part.start - start, peaks: part.peaks }))),
      musicless: without({ start, end }, sounding),
      waveform: drawn(parts, start, end, waveform.perSecond),
    };
  }

  /** Those that are still to be kept. What another engine made can't be put together with what this one makes. */
  #withinReach(parts: readonly Part[]): Part[] {
    const last = parts.at(-1);
    if (!last) return [];
    return parts.filter(({ end, engine }) => end > last.end - this.#longest && engine === last.engine);
  }
}

/** A part as it grows. */
class Hearing {
  readonly start: number;
  readonly #rate: number;
  #samples = 0;
  readonly #listener: MixListener;
  readonly #resampler: Resampler;
  readonly #wave: WaveformMeter;

  constructor(ear: Ear, rate: number, start: number) {
    this.start = start;
    this.#rate = rate;
    this.#listener = ear.listen();
    this.#resampler = new Resampler(rate, ear.rate);
    this.#wave = new WaveformMeter(rate);
  }

  async hear(pcm: Int16Array): Promise<void> {
    this.#wave.hear(pcm);
    await this.#listener.hear(this.#resampler.push(pcm));
    this.#samples += pcm.length;
  }

  get end(): number {
    return Number((this.start + this.#samples / this.#rate).toFixed(3));
  }

  async finish(): Promise<void> {
    await this.#listener.finish();
  }

  soFar(): Part {
    const { engine, peaks } = this.#listener.print!();
    return { start: this.start, end: this.end, engine, peaks, waveform: this.#wave.waveform() };
  }
}

/** Drawn as one, and empty where nothing was heard. */
function drawn(parts: readonly Part[], start: number, end: number, perSecond: number): Waveform {
  const columns = Math.floor((end - start) * perSecond);
  const band = (levelsOf: (waveform: Waveform) => Uint8Array): Uint8Array => {
    const all = new Uint8Array(columns);
    for (const part of parts) {
      const levels = levelsOf(part.waveform);
      const at = Math.round((part.start - start) * perSecond);
      const shown = levels.subarray(Math.max(0, -at), Math.max(0, columns - at));
      if (at < columns) all.set(shown, Math.max(0, at));
    }
    return all;
  };
  return { perSecond, low: band(({ low }) => low), mid: band(({ mid }) => mid), high: band(({ high }) => high) };
}
