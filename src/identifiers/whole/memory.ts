import * as z from 'zod';
import type { Match } from '../../domain/match.js';
import type { Context } from '../../domain/ports/context.js';
import type { UnderWay } from '../../domain/ports/journal.js';
import { matchSchema } from '../../domain/schema.js';
import { lengthOf, meet, type Span, spanOf, without } from '../../domain/span.js';
import type { Keeping } from '../../net/provider.js';

/** To be raised when answers are read differently, so that old readings aren't used. */
const READING = 1;
const MOST_PARTS = 1000;

const span = z.object({ start: z.number(), end: z.number() });
const part = z.object({
  stretches: z.array(span).max(10_000),
  matches: z.array(matchSchema).nullable(),
  job: z.record(z.string(), z.string()).exactOptional(),
});
const keptSchema = z.object({ parts: z.array(part).max(MOST_PARTS) });

/** A part of a mix that a service was handed. Times are the mix's. */
export interface Part {
  stretches: Span[];
  /** Null as long as the service hasn't answered. */
  matches: Match[] | null;
  /** What it takes to go on with it: the service's own number of it and the like. Never a secret. */
  job?: Record<string, string>;
}

export interface MemoryOptions {
  /** The service. */
  name: string;
  /** The mix, told apart by its sound or its bytes. */
  id: string;
  /** Null when nothing is kept: then what is known is known for this run. */
  keeping: Keeping | null;
}

const keyOf = ({ name, id }: MemoryOptions): string => `${name}/${READING}/${id}`;

/** What a service has been handed of a mix, without waiting for another run that hands it some. */
export async function scannedBefore(options: MemoryOptions): Promise<Part[]> {
  const kept = keptSchema.safeParse(await options.keeping?.cache.get(keyOf(options)));
  return kept.success ? kept.data.parts : [];
}

/**
 * What one service has been handed of one mix, part by part, and what it has answered: each part is paid for once. Of two runs
 * that want the same at once, the second waits for the first, and finds its answers.
 */
export class ScanMemory {
  readonly #options: MemoryOptions;
  readonly #underWay: UnderWay | undefined;
  readonly #parts: Part[];
  /** Earlier answers of which new ones take the place, as far as they go. */
  readonly #replaced: readonly Part[];
  /** A call was made of which nobody knows yet what has become of it. */
  #unsure = false;

  private constructor(
    options: MemoryOptions,
    parts: Part[],
    replaced: readonly Part[],
    underWay: UnderWay | undefined,
  ) {
    this.#options = options;
    this.#parts = parts;
    this.#replaced = replaced;
    this.#underWay = underWay;
  }

  static async open(options: MemoryOptions, context: Context): Promise<ScanMemory> {
    const underWay = await options.keeping?.journal?.begin(keyOf(options), context);
    try {
      const parts = await scannedBefore(options);
      // Asked anew: what is under way is new enough, and so is what another run has got while this one waited.
      const anew = options.keeping?.refresh && !underWay?.waited;
      if (!anew) return new ScanMemory(options, parts, [], underWay);
      const waiting = parts.filter(({ matches }) => matches === null);
      const answered = parts.filter(({ matches }) => matches !== null);
      return new ScanMemory(options, waiting, answered, underWay);
    } catch (error) {
      await underWay?.done();
      throw error;
    }
  }

  /** The mix. */
  get id(): string {
    return this.#options.id;
  }

  get parts(): readonly Part[] {
    return this.#parts;
  }

  /** A call is about to be made that the service may charge: on disk when this returns. */
  sending(): void {
    this.#unsure = true;
    this.#underWay?.sending();
  }

  /** It is known what has become of that call: it was in vain. */
  settled(): void {
    this.#unsure = false;
  }

  /** A part that is new, or has changed. Kept when this resolves. */
  async note(changed: Part): Promise<void> {
    if (!this.#parts.includes(changed)) this.#parts.push(changed);
    await this.#keep();
    this.#unsure = false;
  }

  /** A part of which no answer is to be had any more. */
  async forget(gone: Part): Promise<void> {
    const at = this.#parts.indexOf(gone);
    if (at >= 0) this.#parts.splice(at, 1);
    await this.#keep();
  }

  /** To be called whatever happens. */
  async close(): Promise<void> {
    await (this.#unsure ? this.#underWay?.leave() : this.#underWay?.done());
  }

  async #keep(): Promise<void> {
    const { keeping } = this.#options;
    if (!keeping) return;
    const scanned = this.#parts.flatMap(({ stretches }) => stretches);
    const kept = [...this.#replaced.map((part) => outside(part, scanned)), ...this.#parts];
    const parts = kept.filter(({ stretches }) => stretches.length > 0).slice(-MOST_PARTS);
    const isFound = parts.some(({ matches }) => matches === null || matches.length > 0);
    const seconds = isFound ? keeping.matchSeconds : keeping.noMatchSeconds;
    await keeping.cache.set(keyOf(this.#options), { parts }, seconds);
  }
}

/** What of an answer is about none of these stretches. */
function outside(part: Part, stretches: readonly Span[]): Part {
  const left = part.stretches.flatMap((stretch) => without(stretch, stretches)).filter((one) => lengthOf(one) > 0);
  const matches = part.matches?.filter((match) => left.some((one) => meet(one, spanOf(match)))) ?? null;
  return { ...part, stretches: left, matches };
}
