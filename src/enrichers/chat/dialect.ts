import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Keeping } from '../../net/provider.js';
import type { ChatRequest, Dialect, SoundForm } from './request.js';

/** A server may be updated, and learn. */
const REMEMBERED_SECONDS = 30 * 24 * 3600;

const dialectSchema = z.object({
  form: z.enum(['schema', 'json', 'words']),
  tokenField: z.enum(['max_completion_tokens', 'max_tokens']),
  sound: z.enum(['bare', 'url', 'data']),
  modalities: z.boolean(),
  stream: z.boolean(),
  effort: z.literal('low').nullable(),
});

const FORMS = ['schema', 'json', 'words'] as const;
const SOUNDS = ['bare', 'url', 'data'] as const;

/**
 * Another way to put the request, from what the server says against this one; null when there is none left. What it says of
 * the sound goes first: sound and form may be named in one sentence.
 */
export function otherDialect(
  dialect: Dialect,
  complaint: string,
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
  if (/reasoning|effort/i.test(complaint) && dialect.effort !== null) return { ...dialect, effort: null };
  if (/\bstream/i.test(complaint) && !dialect.stream) return { ...dialect, stream: true };
  if (request.sound && /audio|base64|data[ -]?ur[il]|\burl\b|content (?:type|part)|multimodal/i.test(complaint)) {
    const next = SOUNDS.find((form) => form !== dialect.sound && !tried.sounds.includes(form));
    if (next) return { ...dialect, sound: next };
  }
  if (
    /response_format|json_schema|json_object|json mode|grammar|structured|guided|schema|text\.format/i.test(complaint)
  ) {
    const next = FORMS[FORMS.indexOf(dialect.form) + 1];
    if (next) return { ...dialect, form: next };
  }
  return null;
}

/** What a server was found to understand, kept beside its answers. */
export class KnownDialect {
  #current: Dialect | null = null;
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
    this.#key = `${provider}/dialect/1/${id}`;
  }

  async get(): Promise<Dialect> {
    if (this.#current) return this.#current;
    const kept = this.#keeping?.refresh ? undefined : await this.#keeping?.cache.get(this.#key);
    const parsed = dialectSchema.safeParse(kept);
    this.#current = parsed.success ? parsed.data : this.#first;
    return this.#current;
  }

  async learn(dialect: Dialect): Promise<void> {
    if (JSON.stringify(this.#current) === JSON.stringify(dialect)) return;
    this.#current = dialect;
    await this.#keeping?.cache.set(this.#key, dialect, REMEMBERED_SECONDS);
  }
}
