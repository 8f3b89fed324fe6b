import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Keeping } from '../../net/provider.js';
import type { ChatRequest, Dialect, SoundForm } from './request.js';

/** A server may be updated, and learn. */
const REMEMBERED_SECONDS = 30 * 24 * 3600;

const dialectSchema = z.object({
  role: z.enum(['system', 'developer']),
  form: z.enum(['schema', 'tool', 'json', 'words']),
  tokenField: z.enum(['max_completion_tokens', 'max_tokens']),
  sound: z.enum(['bare', 'url', 'data']),
  modalities: z.boolean(),
  stream: z.boolean(),
  temperature: z.literal(0).nullable(),
  effort: z.enum(['none', 'low']).nullable(),
  thinking: z.literal('off').nullable(),
});

const FORMS = ['schema', 'json', 'words'] as const;
/** Names by which servers complain of the form that they are asked for. */
const FORM = /response_format|json_schema|json_object|json mode|grammar|structured|guided|schema|text\.format/i;
const SOUNDS = ['bare', 'url', 'data'] as const;

/** What a server says against a request. */
export interface Complaint {
  /** The part of the request that it names, where it names one. */
  param: string;
  words: string;
}

/**
 * Another way to put the request, from what the server says against this one; null when there is none left. The part that it
 * names goes before its sentence, which may name others too.
 */
export function otherDialect(
  dialect: Dialect,
  { param, words }: Complaint,
  request: Pick<ChatRequest, 'sound'>,
  tried: { sounds: SoundForm[] },
): Dialect | null {
  const named = param === '' ? null : changed(dialect, param, words, request, tried);
  return named ?? changed(dialect, words, words, request, tried);
}

/** What is said of the sound goes first: sound and form may be named in one sentence. */
function changed(
  dialect: Dialect,
  complaint: string,
  words: string,
  request: Pick<ChatRequest, 'sound'>,
  tried: { sounds: SoundForm[] },
): Dialect | null {
  if (/max_completion_tokens/i.test(complaint) && dialect.tokenField === 'max_completion_tokens') {
    return { ...dialect, tokenField: 'max_tokens' };
  }
  if (/max_tokens/i.test(complaint) && dialect.tokenField === 'max_tokens') {
    return { ...dialect, tokenField: 'max_completion_tokens' };
  }
  if (/modalit/i.test(complaint) && !/multimodal/i.test(complaint) && dialect.modalities) {
    return { ...dialect, modalities: false };
  }
  if (/temperature|top_p/i.test(complaint) && dialect.temperature !== null) return { ...dialect, temperature: null };
  if (/thinking/i.test(complaint) && dialect.thinking !== null) return { ...dialect, thinking: null };
  if (/reasoning|effort/i.test(complaint) && dialect.effort !== null) {
    // The largest models can't but think; where they say how little they may, they are told that.
    return { ...dialect, effort: dialect.effort === 'none' && /\blow\b/i.test(words) ? 'low' : null };
  }
  if (/developer/i.test(complaint) && dialect.role === 'developer') return { ...dialect, role: 'system' };
  if (/\bstream/i.test(complaint) && !dialect.stream) return { ...dialect, stream: true };
  if (request.sound && /audio|base64|data[ -]?ur[il]|\burl\b|content (?:type|part)|multimodal/i.test(complaint)) {
    const next = SOUNDS.find((form) => form !== dialect.sound && !tried.sounds.includes(form));
    if (next) return { ...dialect, sound: next };
  }
  if (dialect.form === 'tool') return /\btool|function/i.test(complaint) ? { ...dialect, form: 'words' } : null;
  if (FORM.test(complaint)) {
    const next = FORMS[FORMS.indexOf(dialect.form) + 1];
    if (next) return { ...dialect, form: next };
  }
  return null;
}

/** What a server was found to understand, kept beside its answers. */
export class KnownDialect {
  #current: Dialect | null = null;
  #isKept = true;
  readonly #first: Dialect;
  readonly #key: string;
  readonly #keeping: Keeping | null;

  constructor(first: Dialect, provider: string, place: string, keeping: Keeping | null) {
    this.#first = first;
    this.#keeping = keeping;
    // Set otherwise, it begins otherwise.
    const id = createHash('sha256')
      .update(JSON.stringify([place, first]))
      .digest('hex');
    this.#key = `${provider}/dialect/2/${id}`;
  }

  /** As far as it's known without looking it up. */
  get current(): Dialect {
    return this.#current ?? this.#first;
  }

  async get(): Promise<Dialect> {
    if (this.#current) return this.#current;
    const kept = this.#keeping?.refresh ? undefined : await this.#keeping?.cache.get(this.#key);
    const parsed = dialectSchema.safeParse(kept);
    this.#current = parsed.success ? parsed.data : this.#first;
    return this.#current;
  }

  /** For now: whether it is understood is still to be seen. */
  use(dialect: Dialect): void {
    this.#current = dialect;
    this.#isKept = false;
  }

  async learn(dialect: Dialect): Promise<void> {
    if (this.#isKept && JSON.stringify(this.#current) === JSON.stringify(dialect)) return;
    this.#current = dialect;
    this.#isKept = true;
    await this.#keeping?.cache.set(this.#key, dialect, REMEMBERED_SECONDS);
  }
}
