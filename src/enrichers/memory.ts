import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Context } from '../domain/ports/context.js';
import type { UnderWay } from '../domain/ports/journal.js';
import type { Keeping } from '../net/provider.js';
import type { Model } from './model.js';
import { PROMPTS } from './tasks/prompts.js';

/** A model's answer about one thing, and what it took. */
export interface Told<T> {
  value: T;
  provider: string;
  /** As the server calls what answered. */
  model: string;
  milliseconds: number;
  /** This one's share of the request. */
  inputTokens: number;
  outputTokens: number;
  kept: boolean;
}

const toldSchema = z.object({
  value: z.unknown(),
  model: z.string(),
  milliseconds: z.number().min(0),
  inputTokens: z.number().min(0),
  outputTokens: z.number().min(0),
});

/** Answers kept by what was asked, the prompt's version and the model. Failures aren't kept. */
export class Memory {
  readonly #keeping: Keeping | null;
  /** What this run has written may be read, also when everything is asked anew. */
  readonly #fresh = new Set<string>();

  constructor(keeping: Keeping | null) {
    this.#keeping = keeping;
  }

  key(model: Pick<Model, 'provider' | 'id'>, task: string, question: string | Uint8Array): string {
    const content = createHash('sha256').update(question).digest('hex');
    const id = createHash('sha256').update(`${model.id}\n${content}`).digest('hex');
    return `${model.provider}/${task}/${PROMPTS}/${id}`;
  }

  async recall<T extends z.ZodType>(key: string, schema: T, provider: string): Promise<Told<z.output<T>> | null> {
    if (!this.#keeping || (this.#keeping.refresh && !this.#fresh.has(key))) return null;
    const parsed = toldSchema.safeParse(await this.#keeping.cache.get(key));
    const value = schema.safeParse(parsed.data?.value);
    if (!parsed.success || !value.success) return null;
    return { ...parsed.data, value: value.data, provider, kept: true };
  }

  /** It was asked, and nothing usable came: not to be asked again for a while. */
  async giveUp(key: string): Promise<void> {
    await this.#keeping?.cache.set(`${key}/nothing`, true, this.#keeping.noMatchSeconds);
  }

  async gaveUp(key: string): Promise<boolean> {
    return (await this.#keeping?.cache.get(`${key}/nothing`)) === true;
  }

  /**
   * Does work that asks what these keys stand for while no other run asks the same. By then another one's answers may be there:
   * the work looks first.
   */
  async alone<T>(keys: readonly string[], context: Context, work: (context: Context) => Promise<T>): Promise<T> {
    const journal = this.#keeping?.journal;
    if (!journal) return work(context);
    const held: UnderWay[] = [];
    let isKnown = true;
    try {
      // In the same order everywhere, so that no two wait for each other.
      for (const key of [...new Set(keys)].sort()) {
        const underWay = await journal.begin(key, context);
        held.push(underWay);
        if (underWay.waited) this.#fresh.add(key);
      }
      const spend = (): void => {
        context.spend?.();
        // One request, one call: the first stands for all.
        held[0]?.sending();
      };
      return await work({ ...context, spend });
    } catch (error) {
      isKnown = !context.signal.aborted;
      throw error;
    } finally {
      for (const one of held) await (isKnown ? one.done() : one.leave());
    }
  }

  async keep(key: string, { value, model, milliseconds, inputTokens, outputTokens }: Told<unknown>): Promise<void> {
    if (!this.#keeping) return;
    this.#fresh.add(key);
    const told = { value, model, milliseconds, inputTokens, outputTokens };
    await this.#keeping.cache.set(key, told, this.#keeping.matchSeconds);
  }
}
