import { LimitReached } from '../domain/limit-reached.js';
import type { ChatRequest, Usage } from './chat/request.js';
import type { Model, Price } from './model.js';

export interface Limits {
  maxTokens?: number;
  /** US dollars. */
  maxCost?: number;
}

/**
 * Keeps a run within its limits. A request is let through only if its worst case fits: the tokens that go in and the most that
 * may come out. What it really took is booked when it's over.
 */
export class Budget {
  #tokens = 0;
  #cost = 0;
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get limited(): boolean {
    return this.#limits.maxTokens !== undefined || this.#limits.maxCost !== undefined;
  }

  /** Throws LimitReached. The function that it returns books what was really used, null where nothing was. */
  reserve(model: Pick<Model, 'price'>, worst: Usage): (used: Usage | null) => void {
    const tokens = worst.inputTokens + worst.outputTokens;
    const cost = costOf(worst, model.price) ?? 0;
    const { maxTokens, maxCost } = this.#limits;
    if (maxTokens !== undefined && this.#tokens + tokens > maxTokens) {
      throw new LimitReached(`--max-tokens ${maxTokens} leaves no room for the next request (${tokens} at most)`);
    }
    if (maxCost !== undefined && this.#cost + cost > maxCost) {
      throw new LimitReached(`--max-cost ${maxCost} leaves no room for the next request ($${cost.toFixed(4)} at most)`);
    }
    this.#tokens += tokens;
    this.#cost += cost;
    return (used) => {
      this.#tokens += (used ? used.inputTokens + used.outputTokens : 0) - tokens;
      this.#cost += (used ? (costOf(used, model.price) ?? 0) : 0) - cost;
    };
  }
}

/** US dollars; null where the price isn't known. */
export function costOf({ inputTokens, outputTokens, soundTokens = 0 }: Usage, price: Price | null): number | null {
  if (!price) return null;
  const text = Math.max(0, inputTokens - soundTokens);
  return (text * price.input + soundTokens * (price.sound ?? price.input) + outputTokens * price.output) / 1e6;
}

/**
 * Tokens of a text, rather too many than too few: models take about 4 letters of English or 1 to 2 signs of other scripts for
 * one, and JSON's punctuation costs more than prose.
 */
export function tokensOf(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 3);
}

/** What a request may take at the most. */
export function worstCase(request: ChatRequest, model: Pick<Model, 'soundTokensPerSecond' | 'thinkingTokens'>): Usage {
  const soundTokens = Math.ceil((request.sound?.seconds ?? 0) * model.soundTokensPerSecond);
  const { repair } = request;
  const texts = [request.system, request.data, JSON.stringify(request.schema.json), repair?.answer, repair?.problems];
  const text = texts.reduce((sum, part) => sum + tokensOf(part ?? ''), 0);
  return {
    inputTokens: text + soundTokens,
    outputTokens: request.maxOutputTokens + model.thinkingTokens,
    ...(soundTokens > 0 && { soundTokens }),
  };
}
