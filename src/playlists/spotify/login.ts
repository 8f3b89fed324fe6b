import { AuthenticationError, UsageError } from '../../domain/errors.js';
import { jsonOf, readAnswer } from '../../net/json.js';
import type { ProviderTools } from '../../net/provider.js';
import { errorSchema } from '../../resolvers/spotify/answer.js';
import { accountsUrl, askAccounts, SpotifyApi } from '../../resolvers/spotify/api.js';
import type { SpotifySettings } from '../../resolvers/spotify/settings.js';
import { failureOf, TITLE } from '../../resolvers/spotify/verdict.js';
import type { LoggedIn, LoginRequest } from '../descriptor.js';
import { userSchema, userTokenSchema } from './answer.js';
import { listenForCallback } from './callback.js';
import { type Attempt, authorizeUrl, type Callback, newAttempt, readCallback, SCOPES } from './pkce.js';
import type { Login, TokenFile } from './token-file.js';
import { endOf } from './user-token.js';

/** As it must be registered for the app; Spotify then allows any port. */
const REDIRECT_URI = 'http://127.0.0.1/callback';

/** Logs a user in (authorization code with PKCE): page, answer, exchange, and the tokens on disk. */
export async function logIn(
  settings: SpotifySettings,
  file: TokenFile,
  request: LoginRequest,
  tools: ProviderTools,
  signal: AbortSignal,
): Promise<LoggedIn> {
  const attempt = newAttempt();
  const { redirectUri, callback } = await askUser(settings, attempt, request, signal);
  if ('refusal' in callback) throw refused(callback.refusal, tools);
  const login = await exchange(settings, attempt, { code: callback.code, redirectUri }, tools, signal);
  const user = await userOf(login, settings, tools, signal);
  await file.write(login);
  return { user, endsOn: endOf(login.authorizedAt) };
}

interface Asked {
  redirectUri: string;
  callback: Exclude<Callback, { foreign: true }>;
}

async function askUser(
  settings: SpotifySettings,
  attempt: Attempt,
  { port, patience, paste, show }: LoginRequest,
  signal: AbortSignal,
): Promise<Asked> {
  const accounts = accountsUrl(settings);
  const { clientId } = settings;
  if (paste) {
    const redirectUri = port === 0 ? REDIRECT_URI : `http://127.0.0.1:${port}/callback`;
    show(authorizeUrl(accounts, attempt, { clientId, redirectUri }));
    const over = new AbortController();
    try {
      const pasted = await within(patience, signal, paste(AbortSignal.any([signal, over.signal])));
      return { redirectUri, callback: readPasted(pasted, attempt) };
    } finally {
      // Lets go of standard input.
      over.abort();
    }
  }
  const server = await listenForCallback(port, attempt);
  try {
    const redirectUri = `http://127.0.0.1:${server.port}/callback`;
    show(authorizeUrl(accounts, attempt, { clientId, redirectUri }));
    return { redirectUri, callback: await within(patience, signal, server.answered) };
  } finally {
    await server.close();
  }
}

function readPasted(text: string, attempt: Attempt): Asked['callback'] {
  const query = /\?([^#\s]+)/.exec(text)?.[1] ?? text.trim();
  const callback = readCallback(new URLSearchParams(query), attempt);
  if (!('foreign' in callback)) return callback;
  if (!/\bstate=/.test(query)) {
    throw new UsageError(
      'That is not the address that Spotify sent the browser to: it begins with ' +
        `${REDIRECT_URI}?code=. Copy it whole from the browser's address line, though the page there can't be shown.`,
    );
  }
  throw new AuthenticationError(
    TITLE,
    'That address belongs to another login. Run the command again and use the page it shows now.',
  );
}

/** The user's patience has an end too. */
async function within<T>(milliseconds: number, signal: AbortSignal, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let leave = (): void => {};
  const giveUp = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
    if (signal.aborted) return leave();
    signal.addEventListener('abort', leave, { once: true });
    timer = setTimeout(() => reject(nobodyCame(milliseconds)), milliseconds);
  });
  try {
    return await Promise.race([answer, giveUp]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
  }
}

function nobodyCame(milliseconds: number): AuthenticationError {
  return new AuthenticationError(
    TITLE,
    `Nobody logged in within ${Math.max(1, Math.round(milliseconds / 1000))} s. Run the command again. If Spotify's page said "Invalid ` +
      `redirect URI", add ${REDIRECT_URI} to the app's redirect URIs (developer.spotify.com/dashboard). ` +
      'Where no browser can reach this machine, use --paste.',
  );
}

function refused(word: string, { redactor }: ProviderTools): AuthenticationError {
  return new AuthenticationError(
    TITLE,
    word === 'access_denied'
      ? 'The login was cancelled on Spotify\'s page, so nothing has changed. Run the command again and choose "Agree".'
      : `Spotify refused the login ("${redactor.quote(word, 60)}"). Run the command again; if that doesn't help, look at the ` +
          "app's settings at developer.spotify.com/dashboard.",
  );
}

async function exchange(
  settings: SpotifySettings,
  { verifier }: Attempt,
  { code, redirectUri }: { code: string; redirectUri: string },
  tools: ProviderTools,
  signal: AbortSignal,
): Promise<Login> {
  const { clock, redactor } = tools;
  for (const secret of [verifier, code]) redactor.learn(secret);
  const { clientId } = settings;
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    client_id: clientId,
    code_verifier: verifier,
  };
  const answer = await askAccounts(settings, tools)(form, signal);
  if (answer.status === 400 || answer.status === 401) {
    const parsed = errorSchema.safeParse(jsonOf(answer));
    const word = parsed.success ? parsed.data.error.message : undefined;
    throw new AuthenticationError(
      TITLE,
      word === 'invalid_grant'
        ? "Spotify doesn't take the answer of its own login page any more: it was used already, or too old. Run the command again."
        : `Spotify doesn't know the app (${redactor.quote(word ?? `HTTP ${answer.status}`, 60)}). Check SPOTIFY_CLIENT_ID: ` +
            'developer.spotify.com/dashboard shows it.',
    );
  }
  const failure = failureOf(answer, clock, redactor);
  if (failure) throw failure;
  const told = readAnswer(userTokenSchema, TITLE, answer, redactor);
  const refreshToken = told.refresh_token;
  if (!refreshToken) throw new AuthenticationError(TITLE, 'Spotify gave no lasting login. Run the command again.');
  for (const secret of [told.access_token, refreshToken]) redactor.learn(secret);
  return {
    clientId,
    accessToken: told.access_token,
    refreshToken,
    expiresAt: clock.now() + (told.expires_in ?? 3600) * 1000,
    authorizedAt: clock.now(),
    scope: told.scope ?? SCOPES.join(' '),
  };
}

/** A login of somebody who isn't on the app's list of users is refused here, and then isn't kept. */
async function userOf(
  login: Login,
  settings: SpotifySettings,
  tools: ProviderTools,
  signal: AbortSignal,
): Promise<string | undefined> {
  const tokens = {
    get: async () => login.accessToken,
    forget: () => {},
    refused: 'Spotify refuses the token that it has just given (HTTP 401). Run the command again.',
  };
  const api = new SpotifyApi(settings, tools, tokens);
  try {
    const read = (answer: Parameters<typeof readAnswer>[2]) => readAnswer(userSchema, TITLE, answer, tools.redactor);
    const user = await api.get('/me', read, { signal, emit: () => {} });
    return user?.display_name ?? user?.id;
  } catch (error) {
    if (error instanceof AuthenticationError || signal.aborted) throw error;
    // The name is only for showing.
    return undefined;
  } finally {
    await api.close();
  }
}
