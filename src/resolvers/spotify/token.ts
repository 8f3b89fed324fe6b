import type { Clock } from '../../domain/ports/clock.js';
import { readAnswer } from '../../net/json.js';
import type { ProviderTools } from '../../net/provider.js';
import type { Redactor } from '../../net/redactor.js';
import { tokenSchema } from './answer.js';
import type { AskAccounts, Tokens } from './api.js';
import { TITLE, tokenFailureOf } from './verdict.js';

/** A token is left alone for its last minute. */
export const MARGIN_MS = 60_000;

/** Tokens for the app itself (client credentials): good for catalogue reads, an hour each. */
export class AppToken implements Tokens {
  readonly refused = 'Spotify refuses even a new token of this app (HTTP 401).';
  #token: { value: string; until: number } | null = null;
  readonly #ask: AskAccounts;
  readonly #basic: string;
  readonly #clock: Clock;
  readonly #redactor: Redactor;

  constructor(
    app: { clientId: string; clientSecret: string },
    ask: AskAccounts,
    { clock, redactor }: Pick<ProviderTools, 'clock' | 'redactor'>,
  ) {
    const pair = `${app.clientId}:${app.clientSecret}`;
    for (const secret of [app.clientSecret, pair]) redactor.learn(secret);
    this.#basic = Buffer.from(pair).toString('base64');
    this.#ask = ask;
    this.#clock = clock;
    this.#redactor = redactor;
  }

  async get(signal: AbortSignal): Promise<string> {
    if (this.#token && this.#token.until > this.#clock.now()) return this.#token.value;
    const answer = await this.#ask({ grant_type: 'client_credentials' }, signal, this.#basic);
    const failure = tokenFailureOf(answer, this.#clock, this.#redactor);
    if (failure) throw failure;
    const { access_token: value, expires_in: seconds = 3600 } = readAnswer(tokenSchema, TITLE, answer, this.#redactor);
    this.#redactor.learn(value);
    this.#token = { value, until: this.#clock.now() + seconds * 1000 - MARGIN_MS };
    return value;
  }

  forget(value: string): void {
    if (this.#token?.value === value) this.#token = null;
  }
}
