import { createHash } from 'node:crypto';
import { json, type ProviderRequest, type Reply } from './protocol.js';

export interface AccountsOptions {
  clientId: string;
  clientSecret: string;
  now?: () => number;
  /** Seconds that a token lasts. */
  tokenSeconds?: number;
  /** As registered for the app; without a port it stands for every port. */
  redirectUris?: readonly string[];
  /** What the user does on the login page. */
  user?: { id: string; name: string; agrees: boolean };
}

interface Grant {
  user: string;
  scope: string;
  authorizedAt: number;
}

const SIX_MONTHS_MS = 182 * 24 * 3600_000;
const CODE_MS = 600_000;

/** Spotify's accounts as the sheet describes them: login page, codes that work once, refresh tokens that rotate and end. */
export class Accounts {
  private readonly options: AccountsOptions;
  private readonly codes = new Map<string, Grant & { challenge: string; redirectUri: string; until: number }>();
  private readonly refreshTokens = new Map<string, Grant>();
  private readonly tokens = new Map<string, { until: number; grant: Grant | null }>();
  private serial = 0;

  constructor(options: AccountsOptions) {
    this.options = options;
  }

  /** Who a bearer token speaks for; `app` for the app itself. Undefined for one that is unknown or has ended. */
  holder(bearer: string | undefined): Grant | 'app' | undefined {
    const token = bearer === undefined ? undefined : this.tokens.get(bearer);
    return token && token.until > this.now() ? (token.grant ?? 'app') : undefined;
  }

  /** Null for what isn't under /accounts. */
  answer(request: ProviderRequest): Reply | null {
    const url = new URL(request.url, 'http://spotify');
    if (url.pathname === '/accounts/authorize' && request.method === 'GET') return this.authorize(url.searchParams);
    if (url.pathname === '/accounts/api/token' && request.method === 'POST') return this.token(request);
    return null;
  }

  private now(): number {
    return (this.options.now ?? Date.now)();
  }

  private authorize(query: URLSearchParams): Reply {
    const page = (sentence: string): Reply => ({ status: 400, body: `<html>${sentence}` });
    const { clientId, user = { id: 'user1', name: 'Ada', agrees: true } } = this.options;
    if (query.get('client_id') !== clientId) return page('INVALID_CLIENT: Invalid client');
    const redirectUri = query.get('redirect_uri') ?? '';
    if (!this.isRegistered(redirectUri)) return page('INVALID_CLIENT: Invalid redirect URI');
    const challenge = query.get('code_challenge') ?? '';
    if (query.get('response_type') !== 'code' || query.get('code_challenge_method') !== 'S256')
      return page('bad request');
    if (!/^[A-Za-z0-9_-]{43}$/.test(challenge)) return page('code_challenge must be a SHA-256 in base64url');
    const state = query.get('state') ?? '';
    const back = (answer: Record<string, string>): Reply => ({
      status: 302,
      headers: { location: `${redirectUri}?${new URLSearchParams({ ...answer, state })}` },
    });
    if (!user.agrees) return back({ error: 'access_denied' });
    const code = `code-${++this.serial}-${'y'.repeat(30)}`;
    const grant = { user: user.id, scope: query.get('scope') ?? '', authorizedAt: this.now() };
    this.codes.set(code, { ...grant, challenge, redirectUri, until: this.now() + CODE_MS });
    return back({ code });
  }

  private isRegistered(redirectUri: string): boolean {
    // Only a literal loopback address may do without https.
    if (!/^http:\/\/127\.0\.0\.1(:\d+)?\//.test(redirectUri)) return false;
    const registered = this.options.redirectUris ?? ['http://127.0.0.1/callback'];
    return registered.some((uri) => uri === redirectUri || uri === redirectUri.replace(/^(http:\/\/[\d.]+):\d+/, '$1'));
  }

  private token(request: ProviderRequest): Reply {
    const fail = (error: string, description = ''): Reply => json({ error, error_description: description }, 400);
    if (request.headers['content-type'] !== 'application/x-www-form-urlencoded') return fail('invalid_request');
    const form = new URLSearchParams(request.body.toString());
    const { clientId, clientSecret } = this.options;
    switch (form.get('grant_type')) {
      case 'client_credentials': {
        const expected = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
        if (request.headers.authorization !== expected) return fail('invalid_client', 'Invalid client');
        // What it promises; `tokenSeconds` is what it keeps.
        return json({ access_token: this.issue(null), token_type: 'Bearer', expires_in: 3600 });
      }
      case 'authorization_code': {
        if (form.get('client_id') !== clientId) return fail('invalid_client', 'Invalid client');
        const grant = this.codes.get(form.get('code') ?? '');
        this.codes.delete(form.get('code') ?? '');
        if (!grant || grant.until < this.now()) return fail('invalid_grant', 'Invalid authorization code');
        if (grant.redirectUri !== form.get('redirect_uri')) return fail('invalid_grant', 'Invalid redirect URI');
        const verifier = form.get('code_verifier') ?? '';
        if (!/^[A-Za-z0-9_.~-]{43,128}$/.test(verifier)) return fail('invalid_request', 'code_verifier');
        const challenge = createHash('sha256').update(verifier).digest('base64url');
        if (challenge !== grant.challenge) return fail('invalid_grant', 'code_verifier was incorrect');
        return this.userTokens(grant);
      }
      case 'refresh_token': {
        if (form.get('client_id') !== clientId) return fail('invalid_client', 'Invalid client');
        const old = form.get('refresh_token') ?? '';
        const grant = this.refreshTokens.get(old);
        this.refreshTokens.delete(old);
        if (!grant) return fail('invalid_grant', 'Invalid refresh token');
        if (this.now() - grant.authorizedAt > SIX_MONTHS_MS) return fail('invalid_grant', 'Refresh token expired');
        return this.userTokens(grant);
      }
      default:
        return fail('unsupported_grant_type');
    }
  }

  private get seconds(): number {
    return this.options.tokenSeconds ?? 3600;
  }

  private userTokens({ user, scope, authorizedAt }: Grant): Reply {
    const grant = { user, scope, authorizedAt };
    const refresh = `refresh-${++this.serial}-${'z'.repeat(40)}`;
    this.refreshTokens.set(refresh, grant);
    return json({
      access_token: this.issue(grant),
      token_type: 'Bearer',
      scope,
      expires_in: this.seconds,
      refresh_token: refresh,
    });
  }

  private issue(grant: Grant | null): string {
    const value = `token-${this.tokens.size}-${'x'.repeat(40)}`;
    this.tokens.set(value, { until: this.now() + this.seconds * 1000, grant });
    return value;
  }

  /** Ends every access token, as Spotify may at any time. */
  endTokens(): void {
    for (const token of this.tokens.values()) token.until = 0;
  }
}
