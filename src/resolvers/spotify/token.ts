import type { HttpAnswer } from '../../net/client.js';
import type { Clock } from '../../net/clock.js';
import { readAnswer } from '../../net/json.js';
import type { Redactor } from '../../net/redactor.js';
import { tokenSchema } from './answer.js';
import { TITLE, tokenFailureOf } from './verdict.js';

/** A token is left alone for its last minute. */
const MARGIN_MS = 60_000;

/** Tokens for the app itself (client credentials): good for catalogue reads, an hour each. */
export class AppToken {
  private token: { value: string; until: number } | null = null;
  private readonly ask: (signal: AbortSignal) => Promise<HttpAnswer>;
  private readonly clock: Clock;
  private readonly redactor: Redactor;

  constructor(ask: (signal: AbortSignal) => Promise<HttpAnswer>, clock: Clock, redactor: Redactor) {
    this.ask = ask;
    this.clock = clock;
    this.redactor = redactor;
  }

  async get(signal: AbortSignal): Promise<string> {
    if (this.token && this.token.until > this.clock.now()) return this.token.value;
    const answer = await this.ask(signal);
    const failure = tokenFailureOf(answer, this.clock, this.redactor);
    if (failure) throw failure;
    const { access_token: value, expires_in: seconds = 3600 } = readAnswer(tokenSchema, TITLE, answer, this.redactor);
    this.redactor.learn(value);
    this.token = { value, until: this.clock.now() + seconds * 1000 - MARGIN_MS };
    return value;
  }

  /** It was refused, so it has ended before its time. */
  forget(value: string): void {
    if (this.token?.value === value) this.token = null;
  }
}
