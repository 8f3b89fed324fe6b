import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Just what a private playlist takes: to make it, and to see whether it's there already. */
export const SCOPES = ['playlist-modify-private', 'playlist-read-private'];

/** What one login is begun with (RFC 7636): the secret stays here, its hash goes out, and the state comes back. */
export interface Attempt {
  verifier: string;
  challenge: string;
  state: string;
}

export function newAttempt(): Attempt {
  const verifier = randomBytes(48).toString('base64url');
  return { verifier, challenge: challengeOf(verifier), state: randomBytes(16).toString('hex') };
}

export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

export function authorizeUrl(
  accounts: string,
  { challenge, state }: Attempt,
  app: { clientId: string; redirectUri: string },
): string {
  const query = new URLSearchParams({
    client_id: app.clientId,
    response_type: 'code',
    redirect_uri: app.redirectUri,
    scope: SCOPES.join(' '),
    state,
    code_challenge_method: 'S256',
    code_challenge: challenge,
  });
  return `${accounts}/authorize?${query}`;
}

/** What the browser was sent back with. */
export type Callback = { code: string } | { refusal: string } | { foreign: true };

/** Reads the address that the browser was sent back to. `foreign` is one that this attempt didn't ask for. */
export function readCallback(query: URLSearchParams, { state }: Pick<Attempt, 'state'>): Callback {
  if (!same(query.get('state') ?? '', state)) return { foreign: true };
  const code = query.get('code');
  if (code) return { code };
  return { refusal: query.get('error') ?? 'no code' };
}

/** In constant time: somebody who guesses could measure how far a guess was right. */
function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
