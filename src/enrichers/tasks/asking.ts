import type { ZodType } from 'zod';
import type { Context } from '../../domain/ports/context.js';
import { TransientError } from '../../net/failures.js';
import { type Budget, costOf, tokensOf, worstCase } from '../budget.js';
import { jsonIn } from '../chat/extract.js';
import { ContentError, DearerError, TruncatedError } from '../chat/refusals.js';
import type { ChatRequest, Usage } from '../chat/request.js';
import type { Model } from '../model.js';

/** The model answered, and not what it was asked. */
export class InvalidAnswer extends Error {}

/** What a task makes of an answer: what holds, and what is wrong with the rest. */
export interface Reading<T> {
  held: T;
  /** In words that the model gets to read; null when everything holds. */
  problems: string | null;
}

/** For an answer that holds whole or not at all. */
export function readingBy<T>(schema: ZodType<T>): (json: unknown) => Reading<T | null> {
  return (json) => {
    const parsed = schema.safeParse(json);
    if (parsed.success) return { held: parsed.data, problems: null };
    const problems = parsed.error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.')}: ${message}`);
    return { held: null, problems: problems.join('; ') };
  };
}

/** Who answered, and what that took. */
export interface Answered {
  model: string;
  milliseconds: number;
  usage: Usage;
}

export interface Asking<T> {
  model: Model;
  budget: Budget;
  context: Context;
  /** For progress: where in the mix the question belongs. */
  mixTime: number;
  request: ChatRequest;
  read(json: unknown): Reading<T>;
  /** Keeps what holds, as soon as it has come: it is paid for. */
  keep(held: T, by: Answered): Promise<void>;
  /** The request for what didn't hold, with the answer and its problems; asked once. */
  again(held: T, repair: NonNullable<ChatRequest['repair']>): ChatRequest;
  /** Both attempts in one. */
  join(first: T, second: T): T;
}

export interface Asked<T> extends Answered {
  held: T;
  /** What is still wrong after the repair. */
  problems: string | null;
  /** Why there was no repair. */
  failure?: unknown;
}

/** Asks, checks, and lets the model repair its answer once. What held at first stays, whatever becomes of the repair. */
export async function ask<T>(asking: Asking<T>): Promise<Asked<T>> {
  const first = await askOnce(asking, asking.request);
  if (first.problems === null) return first;
  const repair = { answer: first.text, problems: first.problems };
  try {
    const second = await askOnce(asking, asking.again(first.held, repair));
    // The schema went with the first request for nothing: only when it was spelled out did it help.
    if (!first.isJson && second.isJson) await asking.model.spellOut();
    return {
      held: asking.join(first.held, second.held),
      problems: second.problems,
      model: second.model,
      milliseconds: first.milliseconds + second.milliseconds,
      usage: sum(first.usage, second.usage),
    };
  } catch (failure) {
    return { ...first, failure };
  }
}

type AskedOnce<T> = Asked<T> & { text: string; isJson: boolean };

/** Where the model turns out to think more than was reckoned with, it is asked anew, if the limits have room for that. */
async function askOnce<T>(asking: Asking<T>, request: ChatRequest): Promise<AskedOnce<T>> {
  for (;;) {
    const thoughtTokens = asking.model.thinkingTokens;
    try {
      return await askWithin(asking, { ...request, thoughtTokens });
    } catch (error) {
      const maySucceed = error instanceof DearerError || error instanceof TruncatedError;
      if (!maySucceed || asking.model.thinkingTokens <= thoughtTokens) throw error;
    }
  }
}

async function askWithin<T>(
  { model, budget, context, mixTime, read, keep }: Asking<T>,
  request: ChatRequest,
): Promise<AskedOnce<T>> {
  const { provider } = model;
  const worst = worstCase(request, model);
  const book = budget.reserve(model, worst);
  const began = performance.now();
  const tell = (by: string, usage: Usage): void => {
    const { inputTokens, outputTokens, thoughtTokens } = usage;
    const cost = costOf(usage, model.price);
    const thoughts = thoughtTokens ? { thoughtTokens } : {};
    context.emit({ type: 'usage', provider, model: by, inputTokens, outputTokens, ...thoughts, cost });
  };
  let sent = false;
  try {
    const answer = await model.ask(request, context, () => {
      sent = true;
    });
    const unseen = request.thoughtTokens ?? 0;
    const usage = answer.usage ?? { ...worst, outputTokens: tokensOf(answer.text) + unseen };
    // Where the server doesn't tell sound from text, it is as much as was sent.
    if (worst.soundTokens !== undefined) usage.soundTokens ??= Math.min(worst.soundTokens, usage.inputTokens);
    book(usage);
    const json = jsonIn(answer.text);
    const isJson = json !== undefined;
    const { held, problems } = read(json);
    const milliseconds = Math.round(performance.now() - began);
    // On the disk before anything else happens with it.
    await keep(held, { model: answer.model, milliseconds, usage });
    context.emit({ type: 'call', provider, mixTime, outcome: 'match' });
    tell(answer.model, usage);
    const told = { model: answer.model, milliseconds, usage, text: answer.text, isJson };
    return { held, problems: isJson ? problems : 'it is not JSON', ...told };
  } catch (error) {
    const paid = error instanceof ContentError || error instanceof TruncatedError ? error.usage : null;
    if (paid) tell(model.id, paid);
    // What may have been charged is reckoned with at its worst: a limit holds whatever happens.
    const unknown = error instanceof TruncatedError || (error instanceof TransientError && error.charged);
    book(paid ?? (unknown ? worst : null));
    if (sent && !context.signal.aborted && !(error instanceof DearerError)) {
      const message = error instanceof Error ? error.message : String(error);
      context.emit({ type: 'call', provider, mixTime, outcome: 'error', message });
    }
    throw error;
  }
}

const sum = (a: Usage, b: Usage): Usage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
});

/** Why there is no answer, after all. */
export function whyNot(asked: Asked<unknown>, model: Model): unknown {
  const { failure, problems } = asked;
  return failure ?? new InvalidAnswer(`${model.title} gave no usable answer, also when asked again (${problems})`);
}
