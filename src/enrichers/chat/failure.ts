import * as z from 'zod';
import { AuthenticationError, type ProviderError, QuotaError, RateLimitError } from '../../domain/errors.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { HttpAnswer } from '../../net/client.js';
import { failureByStatus } from '../../net/failed-answer.js';
import { TransientError } from '../../net/failures.js';
import { jsonOf } from '../../net/json.js';
import type { Redactor } from '../../net/redactor.js';
import { pauseEnd, retryAfter, toldNumber } from '../../net/retry.js';
import { ContentError, DialectError, NoModelError, TooLongError } from './refusals.js';

/** What the sentences need to name. */
export interface Names {
  /** `OpenAI` */
  title: string;
  model: string;
  /** Models to name instead, where some are known. */
  others?: readonly string[];
  /** Environment names that mend it. */
  keyVariable: string;
  modelVariable: string;
  addressVariable: string;
}

const words = z
  .union([z.string(), z.number()])
  .transform(String)
  .nullish()
  .catch(undefined)
  .transform((value) => value ?? '');
const details = z.object({ message: words, type: words, param: words, code: words });
/** OpenAI nests it, old vLLM and DashScope's native errors don't, Ollama sometimes sends a bare sentence. */
const errorSchema = z.union([
  z.object({ error: details }).transform(({ error }) => error),
  z.object({ error: z.string() }).transform(({ error }) => ({ message: error, type: '', param: '', code: '' })),
  details.refine(({ message }) => message !== ''),
]);

const QUOTA = /insufficient_quota|billing|arrearage|exceeded your current quota|allocationquota|free ?tier ?only/i;
const CONTENT = /content_?filter|content_policy|data_?inspection|responsibleai|moderation|safety/i;
const LENGTH =
  /context_length|context (?:length|size|window)|maximum context|too long|max_model_len|exceeds? the (?:limit|model)|n_ctx|too many tokens|string_above_max/i;
const NO_MODEL =
  /model_?not_?found|does not exist|no such model|model .{0,60} not found|try pulling|not supported model|unknown model/i;
/** Codes of errors that come under 200, in a stream or from a careless proxy. */
const CODE_STATUS: Record<string, number> = {
  invalid_api_key: 401,
  invalidapikey: 401,
  rate_limit_exceeded: 429,
  limit_requests: 429,
  insufficient_quota: 429,
  server_error: 500,
  overloaded: 503,
};

/** What has gone wrong; null for an answer. */
export function failureOf(answer: HttpAnswer, names: Names, clock: Clock, redactor: Redactor): ProviderError | null {
  const { title } = names;
  const parsed = errorSchema.safeParse(jsonOf(answer));
  const said = parsed.success ? parsed.data : null;
  const fine = answer.status >= 200 && answer.status < 300;
  if (fine && !said) return null;
  if (fine && !isError(jsonOf(answer))) return null;
  const status = fine ? statusOf(said?.code ?? '', said?.type ?? '') : answer.status;
  const all = said ? [said.message, said.type, said.param, said.code].join(' ') : '';
  const quoted = redactor.quote(said?.message ?? '', 140);
  const quote = quoted ? ` ("${quoted}")` : '';

  if (status === 402 || ((status === 429 || status === 400 || status === 403) && QUOTA.test(all))) {
    return new QuotaError(
      title,
      `The credit of this ${title} account is used up${quote}. Its billing page shows how much is left.`,
    );
  }
  if (status === 429 || (status === 503 && answer.headers.get('retry-after'))) {
    return new RateLimitError(title, `${title} is asked too often (HTTP ${status})${quote}.`, {
      retryAt: pauseOf(answer.headers, clock.now()),
    });
  }
  if (status === 401) {
    return new AuthenticationError(
      title,
      `${title} refuses the key (HTTP 401)${quote}. Check ${names.keyVariable}, and that it belongs to the server of ${names.addressVariable}.`,
    );
  }
  if (status === 404 || (status === 400 && NO_MODEL.test(all))) {
    const isModel = said !== null && (NO_MODEL.test(all) || all.includes(names.model));
    return new NoModelError(
      title,
      isModel
        ? `${title} has no model "${names.model}"${quote}. ${nameAnother(names)}`
        : `There is nothing of the kind at ${answer.url.host}${answer.url.pathname} (HTTP ${status}). Check ${names.addressVariable}: it usually ends in /v1.`,
      isModel,
    );
  }
  if (status === 413 || LENGTH.test(said?.code ?? '') || (status >= 400 && LENGTH.test(all))) {
    return new TooLongError(title, `The question is too long for ${names.model}${quote}.`);
  }
  if ((status === 400 || status === 403 || status === 451) && CONTENT.test(all)) {
    return new ContentError(title, `${title} declines by its content filter${quote}.`);
  }
  if (status === 400 || status === 422 || (status >= 500 && /grammar|json_schema|response_format/i.test(all))) {
    return new DialectError(title, `${title} doesn't take the question (HTTP ${status})${quote}.`, {
      param: said?.param ?? '',
      words: all,
    });
  }
  if (fine) return new TransientError(title, `${title} is in trouble${quote}.`, { charged: false });
  return failureByStatus(title, answer, clock, redactor);
}

/** Whether an error, as it stands in an answer's JSON, says that this model is no more: for answers that are about other things, too. */
export function saysGone(json: unknown, model: string): boolean {
  const parsed = errorSchema.safeParse(json);
  if (!parsed.success) return false;
  const { code, message } = parsed.data;
  return /^model_?not_?found$/i.test(code) || (NO_MODEL.test(message) && message.includes(model));
}

/** How to get along without this model. */
export function nameAnother({ model, modelVariable, others = [] }: Names): string {
  const some = others.filter((other) => other !== model).slice(0, 5);
  return `Name another one by ${modelVariable}${some.length > 0 ? `, like ${some.join(' or ')}` : ''}.`;
}

/** `message` alone may be part of an answer, an `error` or a `code` beside it isn't. */
function isError(json: unknown): boolean {
  if (typeof json !== 'object' || json === null || 'choices' in json) return false;
  if ('error' in json) return json.error !== null;
  return 'code' in json && 'message' in json;
}

function statusOf(code: string, type: string): number {
  const number = Number(code);
  if (number >= 400 && number < 600) return number;
  return CODE_STATUS[code.toLowerCase()] ?? CODE_STATUS[type.toLowerCase()] ?? 500;
}

/** When it may be asked again, by the surest of the headers that it sent: epoch milliseconds. */
export function pauseOf(headers: HttpAnswer['headers'], now: number): number | undefined {
  const milliseconds = toldNumber(headers.get('retry-after-ms')?.trim() ?? '');
  if (milliseconds !== undefined) return pauseEnd(milliseconds, now);
  const told = retryAfter(headers.get('retry-after'), now);
  if (told !== undefined) return told;
  // Of requests and tokens, the one that is used up counts.
  const resets = ['requests', 'tokens'].flatMap((kind) => {
    const left = headers.get(`x-ratelimit-remaining-${kind}`);
    const wait = durationOf(headers.get(`x-ratelimit-reset-${kind}`) ?? '');
    return wait === null || (left !== null && Number(left) > 0) ? [] : [wait];
  });
  return resets.length > 0 ? pauseEnd(Math.max(...resets), now) : undefined;
}

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3600_000, d: 86_400_000 };

/** `20ms`, `1s`, `6m0s`, `1h2m3.5s`: milliseconds. */
export function durationOf(text: string): number | null {
  const trimmed = text.trim();
  if (!/^(?:[\d.]{1,20}(?:ms|s|m|h|d)){1,6}$/.test(trimmed)) return null;
  const parts = [...trimmed.matchAll(/([\d.]{1,20})(ms|s|m|h|d)/g)];
  const sum = parts.reduce((total, [, amount, unit]) => total + Number(amount) * UNITS[unit!]!, 0);
  return Number.isNaN(sum) ? null : sum;
}
