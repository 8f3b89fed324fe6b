import { AuthenticationError } from '../../domain/errors.js';
import type { HttpAnswer } from '../../net/client.js';
import { jsonOf, readAnswer } from '../../net/json.js';
import type { ProviderTools } from '../../net/provider.js';
import { errorSchema } from '../../resolvers/spotify/answer.js';
import type { AskAccounts, Tokens } from '../../resolvers/spotify/api.js';
import { MARGIN_MS } from '../../resolvers/spotify/token.js';
import { failureOf, TITLE } from '../../resolvers/spotify/verdict.js';
import { userTokenSchema } from './answer.js';
import type { Login, TokenFile } from './token-file.js';

export const LOG_IN = 'Log in: tracklistify auth spotify';

/** Spotify ends every login six months after the user gave it (blog of 2026-06-18); refreshing doesn't prolong it. */
const MONTHS = 6;
/** From half a month before the end on, the user is reminded. */
const WARN_MS = 15 * 24 * 3600_000;

/** When Spotify will end a login. */
export function endOf(authorizedAt: number): Date {
  const end = new Date(authorizedAt);
  end.setUTCMonth(end.getUTCMonth() + MONTHS);
  return end;
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

/** Tokens of a user who has logged in, renewed when they have run out: for one program at a time, and kept before use. */
export class UserToken implements Tokens {
  readonly refused = `Spotify refuses even a new token of this login (HTTP 401). ${LOG_IN}`;
  readonly #clientId: string;
  readonly #file: TokenFile;
  readonly #ask: AskAccounts;
  readonly #tools: Pick<ProviderTools, 'clock' | 'redactor'>;
  readonly #warn: (message: string) => void;
  #login: Login | null = null;
  #stale: string | null = null;
  #renewing: Promise<Login> | null = null;

  constructor(
    clientId: string,
    file: TokenFile,
    ask: AskAccounts,
    tools: Pick<ProviderTools, 'clock' | 'redactor'>,
    warn: (message: string) => void,
  ) {
    this.#clientId = clientId;
    this.#file = file;
    this.#ask = ask;
    this.#tools = tools;
    this.#warn = warn;
  }

  async get(signal: AbortSignal): Promise<string> {
    this.#login ??= await this.#load();
    if (this.#isUsable(this.#login)) return this.#login.accessToken;
    this.#renewing ??= this.#renew(signal).finally(() => {
      this.#renewing = null;
    });
    this.#login = await this.#renewing;
    return this.#login.accessToken;
  }

  forget(value: string): void {
    this.#stale = value;
  }

  #isUsable({ accessToken, expiresAt }: Login): boolean {
    return accessToken !== this.#stale && expiresAt - MARGIN_MS > this.#tools.clock.now();
  }

  async #load(): Promise<Login> {
    const login = await this.#file.read();
    if (!login) throw new AuthenticationError(TITLE, `Nobody has logged in to Spotify here. ${LOG_IN}`);
    if (login.clientId !== this.#clientId) {
      throw new AuthenticationError(
        TITLE,
        `The Spotify login that is kept belongs to another app than SPOTIFY_CLIENT_ID names. ${LOG_IN}`,
      );
    }
    for (const secret of [login.accessToken, login.refreshToken]) this.#tools.redactor.learn(secret);
    const end = endOf(login.authorizedAt);
    if (this.#tools.clock.now() > end.getTime() - WARN_MS && this.#tools.clock.now() < end.getTime()) {
      this.#warn(
        `Spotify ends this login on ${dayOf(end)}, six months after it was given; "tracklistify auth spotify" renews it.`,
      );
    }
    return login;
  }

  async #renew(signal: AbortSignal): Promise<Login> {
    return this.#file.locked(signal, async () => {
      // Another program may have been quicker.
      const kept = await this.#load();
      if (this.#isUsable(kept)) return kept;
      const form = { grant_type: 'refresh_token', refresh_token: kept.refreshToken, client_id: this.#clientId };
      const answer = await this.#ask(form, signal);
      await this.#judge(answer, kept);
      const told = readAnswer(userTokenSchema, TITLE, answer, this.#tools.redactor);
      const login = {
        ...kept,
        accessToken: told.access_token,
        // Where a new one is sent, the old one has ended.
        refreshToken: told.refresh_token ?? kept.refreshToken,
        expiresAt: this.#tools.clock.now() + (told.expires_in ?? 3600) * 1000,
      };
      for (const secret of [login.accessToken, login.refreshToken]) this.#tools.redactor.learn(secret);
      await this.#file.write(login);
      return login;
    });
  }

  async #judge(answer: HttpAnswer, { authorizedAt }: Login): Promise<void> {
    const parsed = errorSchema.safeParse(jsonOf(answer));
    if (answer.status === 400 && parsed.success && parsed.data.error.message === 'invalid_grant') {
      await this.#file.remove();
      const over = this.#tools.clock.now() >= endOf(authorizedAt).getTime();
      throw new AuthenticationError(
        TITLE,
        `The Spotify login of ${dayOf(new Date(authorizedAt))} has ended${
          over ? ': Spotify ends every login after six months' : ', or was withdrawn in the account'
        }. ${LOG_IN}`,
      );
    }
    if (answer.status === 400 || answer.status === 401) {
      throw new AuthenticationError(
        TITLE,
        `Spotify doesn't renew the login${parsed.success ? ` (${this.#tools.redactor.quote(parsed.data.error.message ?? '', 60)})` : ''}. ${LOG_IN}`,
      );
    }
    const failure = failureOf(answer, this.#tools.clock, this.#tools.redactor);
    if (failure) throw failure;
  }
}
