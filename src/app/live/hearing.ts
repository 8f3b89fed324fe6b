import type { Match } from '../../domain/match.js';
import type { MixIdentifier, MixListener } from '../../domain/ports/identify.js';
import type { Span } from '../../domain/span.js';
import { MusicMeter } from '../../sound/music-meter.js';
import { Resampler } from '../../sound/resample.js';

/** Seconds that one listener hears: what it remembers grows with the sound, so it hands over to a fresh one. */
const CHAPTER = 20 * 60;
/** Seconds that both hear, so that a track which goes on is known to the next one before the last one goes. */
const OVERLAP = 60;

/** Lets mix identifiers hear a broadcast for hours in bounded memory, chapter by chapter; what they found is kept. */
export class LiveHearing {
  readonly #identifiers: readonly MixIdentifier[];
  readonly #rate: number;
  readonly #matches: Match[] = [];
  readonly #musicless: Span[] = [];
  /** The current one last; the one before it while it still hears. */
  #open: Chapter[] = [];
  #end: number;

  constructor(identifiers: readonly MixIdentifier[], rate: number, start: number) {
    this.#identifiers = identifiers;
    this.#rate = rate;
    this.#end = start;
  }

  /** Mix time up to which it has heard, or missed. */
  get end(): number {
    return this.#end;
  }

  async hear(mixTime: number, pcm: Int16Array): Promise<void> {
    const current = this.#open.at(-1);
    if (!current || mixTime - current.start >= CHAPTER) {
      this.#open.push(new Chapter(this.#identifiers, this.#rate, mixTime));
    }
    const [oldest] = this.#open;
    if (this.#open.length > 1 && mixTime - this.#open[1]!.start >= OVERLAP) await this.#close(oldest!);
    for (const chapter of this.#open) await chapter.hear(pcm);
    this.#end = mixTime + pcm.length / this.#rate;
  }

  /** The sound breaks off here, and goes on at `mixTime` if it does: what was heard before is all there is of it. */
  async interrupt(mixTime = this.#end): Promise<void> {
    for (const chapter of [...this.#open]) await this.#close(chapter);
    this.#end = Math.max(this.#end, mixTime);
  }

  matches(): Match[] {
    return [...this.#matches, ...this.#open.flatMap((chapter) => chapter.soFar())];
  }

  /** Stretches without music, ascending. */
  musicless(): Span[] {
    const all = [...this.#musicless, ...this.#open.flatMap((chapter) => chapter.meter.musicless())];
    return all.sort((a, b) => a.start - b.start);
  }

  /** What it found is there at any moment: as long as it isn't finished, by what it knows so far. */
  async #close(chapter: Chapter): Promise<void> {
    const matches = await chapter.finish();
    this.#open = this.#open.filter((other) => other !== chapter);
    this.#matches.push(...matches);
    this.#musicless.push(...chapter.meter.musicless());
  }
}

class Chapter {
  readonly start: number;
  readonly meter: MusicMeter;
  readonly #lines: ReadonlyArray<{ listener: MixListener; resampler: Resampler }>;

  constructor(identifiers: readonly MixIdentifier[], rate: number, start: number) {
    this.start = start;
    this.meter = new MusicMeter(rate, start);
    this.#lines = identifiers.map((identifier) => ({
      listener: identifier.listen(),
      resampler: new Resampler(rate, identifier.rate),
    }));
  }

  async hear(pcm: Int16Array): Promise<void> {
    this.meter.hear(pcm);
    for (const { listener, resampler } of this.#lines) await listener.hear(resampler.push(pcm));
  }

  soFar(): Match[] {
    return this.#placed(this.#lines.flatMap(({ listener }) => listener.soFar()));
  }

  async finish(): Promise<Match[]> {
    const matches: Match[] = [];
    for (const { listener } of this.#lines) matches.push(...(await listener.finish()));
    return this.#placed(matches);
  }

  /** A listener reckons from the first sound that it was given. */
  #placed(matches: readonly Match[]): Match[] {
    return matches.map((match) => ({ ...match, mixTime: match.mixTime + this.start }));
  }
}
