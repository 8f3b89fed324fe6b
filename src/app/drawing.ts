import type { Waveform } from '../domain/mix-sound.js';
import type { AudioSource } from '../domain/ports/source.js';
import type { SourceInfo } from '../domain/tracklist.js';
import { WaveformMeter } from '../sound/waveform.js';

export interface DrawingTools {
  /** What was kept of a mix when it was heard. */
  kept(source: SourceInfo): Promise<Waveform | null>;
  /** Made by hearing all of it; null where it can't be heard. */
  make(source: SourceInfo): Promise<Waveform | null>;
  /** Told when one is there that wasn't there before. */
  ready(): void;
}

/** The waveform of a mix: the one that was kept, else one that is drawn while nobody waits for it. */
export class Drawing {
  readonly #tools: DrawingTools;
  readonly #drawn = new Map<string, Waveform | null>();

  constructor(tools: DrawingTools) {
    this.#tools = tools;
  }

  async of(source: SourceInfo): Promise<Waveform | null> {
    const key = `${source.id ?? ''}\n${source.location}`;
    const known = this.#drawn.get(key);
    if (known !== undefined) return known;
    this.#drawn.set(key, null);
    const kept = await this.#tools.kept(source);
    if (kept) this.#drawn.set(key, kept);
    else void this.#make(key, source);
    return kept;
  }

  async #make(key: string, source: SourceInfo): Promise<void> {
    const made = await this.#tools.make(source);
    if (!made) return;
    this.#drawn.set(key, made);
    this.#tools.ready();
  }
}

/** Enough for what is drawn: it tells low, middle and high sound apart. */
const RATE = 11_025;

/** A mix as it is drawn, from its beginning: it is decoded once, and nothing of it is kept. */
export async function drawn(source: AudioSource, signal: AbortSignal): Promise<Waveform> {
  const meter = new WaveformMeter(RATE);
  for await (const pcm of source.pcm({ rate: RATE, signal })) {
    meter.hear(pcm);
    signal.throwIfAborted();
  }
  return meter.waveform();
}
