import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuthenticationError, NetworkError } from '../../../src/domain/errors.js';
import { challengeOf, newAttempt, readCallback } from '../../../src/playlists/spotify/pkce.js';
import { TokenFile } from '../../../src/playlists/spotify/token-file.js';
import { endOf, UserToken } from '../../../src/playlists/spotify/user-token.js';
import { askAccounts } from '../../../src/resolvers/spotify/api.js';
import { quickClock, tools } from '../../support/network.js';
import { FAULTS, fetchFrom, type Provider } from '../../support/providers/protocol.js';

const never = new AbortController().signal;
const START = Date.parse('2026-03-04T12:00:00Z');
const DAY = 24 * 3600_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'login-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a login attempt', () => {
  it('hashes its secret as the protocol wants it', () => {
    // The pair that Spotify's own documentation and RFC 7636 show.
    expect(challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    );
    const { verifier, challenge } = newAttempt();
    expect(verifier).toMatch(/^[A-Za-z0-9_.~-]{43,128}$/);
    expect(challengeOf(verifier)).toBe(challenge);
    expect(newAttempt().state).not.toBe(newAttempt().state);
  });

  it.each([
    ['code=c&state=s', { code: 'c' }],
    ['error=access_denied&state=s', { refusal: 'access_denied' }],
    ['state=s', { refusal: 'no code' }],
    ['code=c&state=t', { foreign: true }],
    ['code=c', { foreign: true }],
  ])('reads %s', (query, callback) => {
    expect(readCallback(new URLSearchParams(query), { state: 's' })).toEqual(callback);
  });
});

it('ends six months after it was given', () => {
  expect(endOf(Date.parse('2026-05-21T10:00:00Z')).toISOString()).toBe('2026-11-21T10:00:00.000Z');
});

describe('tokens of a user', () => {
  const login = {
    clientId: 'client-id',
    accessToken: 'access-token-old',
    refreshToken: 'refresh-token-old',
    expiresAt: 0,
    authorizedAt: START - 10 * DAY,
    scope: 'a b',
  };
  async function start(accounts: Provider, more: Partial<typeof login> = {}) {
    const clock = quickClock(START);
    const file = new TokenFile(join(folder, 'deep/spotify.json'), clock);
    await file.write({ ...login, ...more });
    const kit = tools({ fetch: fetchFrom(accounts), clock });
    const warnings: string[] = [];
    const ask = askAccounts({ accountsUrl: 'accounts.example', timeout: 5 }, kit);
    const token = new UserToken('client-id', file, ask, kit, (message) => warnings.push(message));
    return { token, file, warnings, clock };
  }
  const granting = (fields: object): Provider => {
    return () => ({
      status: 200,
      body: JSON.stringify({ access_token: 'access-token-new', expires_in: 3600, ...fields }),
    });
  };

  it('are on disk before they are used', async () => {
    const { token, file } = await start(granting({ refresh_token: 'refresh-token-new' }));
    expect(await token.get(never)).toBe('access-token-new');
    expect(await file.read()).toMatchObject({ accessToken: 'access-token-new', refreshToken: 'refresh-token-new' });
  });

  it('keep the refresh token when no new one is told', async () => {
    const { token, file } = await start(granting({}));
    await token.get(never);
    expect((await file.read())?.refreshToken).toBe('refresh-token-old');
  });

  it('are asked for once, however many calls wait for them', async () => {
    let asked = 0;
    const grant = granting({});
    const { token } = await start((request) => {
      asked++;
      return grant(request);
    });
    await Promise.all([token.get(never), token.get(never), token.get(never)]);
    expect(asked).toBe(1);
  });

  it('stay when Spotify is in trouble', async () => {
    const { token, file } = await start(() => FAULTS['a server error']!());
    await expect(token.get(never)).rejects.toThrow(NetworkError);
    expect(await file.read()).toEqual(login);
  });

  it('warn half a month before the login ends', async () => {
    const { token, warnings } = await start(granting({}), { authorizedAt: START - 175 * DAY });
    await token.get(never);
    expect(warnings.join()).toMatch(/ends this login on 2026-03-\d\d.*auth spotify/);
    const other = await start(granting({}), { authorizedAt: START - 160 * DAY });
    await other.token.get(never);
    expect(other.warnings).toEqual([]);
  });

  it('of another app or damaged are refused with what to do', async () => {
    const { token } = await start(granting({}), { clientId: 'another' });
    await expect(token.get(never)).rejects.toThrow(/another app than SPOTIFY_CLIENT_ID/);
    const { token: second, file } = await start(granting({}));
    writeFileSync(file.path, '{"clientId": "client-id", "acc');
    await expect(second.get(never)).rejects.toThrow(AuthenticationError);
    const { token: third } = await start(granting({}), { authorizedAt: 1e300 });
    await expect(third.get(never)).rejects.toThrow(/damaged\. Log in again/);
  });

  it('are not held up by a lock that a killed program left', async () => {
    const { token, file, clock } = await start(granting({}));
    writeFileSync(`${file.path}.lock`, '');
    // The file's time is the real one; this clock is moved past it.
    await clock.sleep(Math.max(0, Date.now() - START) + 61_000, never);
    expect(await token.get(never)).toBe('access-token-new');
  });
});
