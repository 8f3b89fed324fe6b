import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ended, type Ran, runChild, runCli, startCli } from '../support/cli.js';
import { serve } from '../support/providers/protocol.js';
import { type SpotifyOptions, spotifyServer } from '../support/providers/spotify-server.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const APP = { clientId: 'client-id-0001', clientSecret: 'client-secret-0002' };
// More than go into one request.
const TRACKS = 130;
const CATALOGUE = Array.from({ length: TRACKS }, (_, i) => ({
  id: `s${i}`,
  name: `Song ${i}`,
  artists: ['Somebody'],
  isrc: `GBAYE${String(i).padStart(7, '0')}`,
}));

let cwd: string;
let server: ReturnType<typeof spotifyServer>;
let env: Record<string, string>;
const closing: Array<() => unknown> = [];

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'playlist-'));
  const entries = [
    trackEntry(0, 200, 'Song 1', { track: { title: 'Song 1', artists: ['Somebody'], ids: { spotify: 's1' } } }),
    trackEntry(200, 400, 'Whatever', { track: { title: 'Song 2', artists: ['Somebody'], isrc: 'GBAYE0000002' } }),
    unknownEntry(400, 600),
    trackEntry(600, 800, 'Song 3'),
    trackEntry(800, 900, 'Song 4', { confidence: 0.4 }),
    trackEntry(900, 1000, 'Nowhere to be found'),
  ];
  save(tracklistOf(entries));
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(cwd, { recursive: true, force: true });
});

const save = (tracklist: unknown): void => writeFileSync(join(cwd, 'mix.json'), JSON.stringify(tracklist));
const many = (count: number) =>
  tracklistOf(Array.from({ length: count }, (_, i) => trackEntry(i * 100, i * 100 + 100, `Song ${i}`)));

async function spotify(options: Partial<SpotifyOptions> = {}): Promise<void> {
  server = spotifyServer({ ...APP, catalogue: CATALOGUE, ...options });
  const listening = await serve(server.provider);
  closing.push(listening.close);
  env = {
    SPOTIFY_CLIENT_ID: APP.clientId,
    TRACKLISTIFY_SPOTIFY_ACCOUNTS_URL: `${listening.url}/accounts`,
    TRACKLISTIFY_SPOTIFY_API_URL: `${listening.url}/v1`,
    TRACKLISTIFY_SPOTIFY_CALLS_PER_SECOND: '100',
  };
}
const run = (args: string, input = ''): Promise<Ran> => runCli(args.split(' '), { cwd, env, input });
const send = (more = ''): Promise<Ran> => run(`export mix.json --to spotify${more}`);

/** Starts the login, and does with the page that is shown what a user's browser would. */
async function logIn(args: string[], browser: (url: string, child: ReturnType<typeof startCli>) => Promise<unknown>) {
  const child = startCli(['auth', 'spotify', ...args], { cwd, env });
  let shown = '';
  const url = new Promise<string>((resolve) => {
    child.stderr.on('data', (text) => {
      shown += text;
      const found = /^(http\S+authorize\S+)$/m.exec(shown)?.[1];
      if (found) resolve(found);
    });
  });
  const [ran] = await Promise.all([
    ended(child, args.includes('--paste') ? undefined : ''),
    url.then((u) => browser(u, child)),
  ]);
  return ran;
}
const agree = (args: string[] = []): Promise<Ran> => logIn(args, (url) => fetch(url).then((page) => page.text()));
const tokenFile = (): string => join(cwd, 'tracklistify/accounts/spotify.json');

describe('logging in to Spotify', () => {
  it('keeps the tokens for the owner alone, and says how long they last', async () => {
    await spotify();
    const { code, stderr, stdout } = await agree();
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/Logged in to Spotify as Ada.*six months.*this one on \d{4}-\d\d-\d\d/s);
    expect(statSync(tokenFile()).mode & 0o777).toBe(0o600);
    expect(statSync(join(tokenFile(), '..')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(tokenFile(), '..'))).toEqual(['spotify.json']);
    const { accessToken, refreshToken } = JSON.parse(readFileSync(tokenFile(), 'utf8'));
    for (const secret of [accessToken, refreshToken]) expect(stderr).not.toContain(secret);
  });

  it('works where no browser is, by pasting the address that one elsewhere ended at', async () => {
    await spotify();
    const child = startCli(['auth', 'spotify', '--paste'], { cwd, env });
    let shown = '';
    const over = new Promise<number | null>((resolve) => child.once('close', resolve));
    await new Promise<void>((resolve) => {
      child.stderr.on('data', (text) => {
        shown += text;
        if (/Paste it here/.test(shown)) resolve();
      });
    });
    const url = /^(http\S+authorize\S+)$/m.exec(shown)![1]!;
    const { headers } = await fetch(url, { redirect: 'manual' });
    child.stdin.end(`\n  ${headers.get('location')}  \n`);
    expect(await over).toBe(0);
    expect(statSync(tokenFile()).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['another address', 'https://example.com/', 2, /not the address that Spotify sent/],
    ['an address of another login', 'http://127.0.0.1/callback?code=x&state=y', 4, /belongs to another login/],
    ['nothing', '', 2, /Nothing was pasted/],
  ])('refuses %s pasted', async (_, text, code, message) => {
    await spotify();
    const ran = await run('auth spotify --paste', text);
    expect(ran.stderr).toMatch(message);
    expect(ran.code).toBe(code);
  });

  it('turns away what does not belong to this login, and waits on', async () => {
    await spotify();
    const forged: number[] = [];
    const ran = await logIn([], async (url) => {
      const back = new URL(url).searchParams.get('redirect_uri')!;
      for (const query of ['?code=stolen&state=guess', '?code=stolen', '/elsewhere']) {
        forged.push((await fetch(`${back}${query}`)).status);
      }
      forged.push((await fetch(back, { method: 'POST' })).status);
      await fetch(url).then((page) => page.text());
    });
    expect(forged).toEqual([400, 400, 404, 404]);
    expect(ran.code).toBe(0);
  });

  it('says that the login was cancelled', async () => {
    await spotify({ user: { id: 'u', name: 'Ada', agrees: false } });
    const { code, stderr } = await agree();
    expect(stderr).toMatch(/cancelled on Spotify's page/);
    expect(code).toBe(4);
    expect(() => statSync(tokenFile())).toThrow();
  });

  it('says what may be wrong when nobody comes back in time', async () => {
    await spotify();
    const { code, stderr } = await run('auth spotify --wait 0.2');
    expect(stderr).toMatch(/Nobody logged in within.*redirect URIs.*--paste/s);
    expect(code).toBe(4);
  });

  it.each([[[]], [['--paste']]])('ends at once on Ctrl-C: %j', async (args: string[]) => {
    await spotify();
    const child = startCli(['auth', 'spotify', ...args], { cwd, env });
    child.stderr.on('data', (text) => {
      if (/Waiting for|Paste it/.test(String(text))) child.kill('SIGINT');
    });
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(130);
  });

  it('says which setting is missing, and what to do about it', async () => {
    await spotify();
    env['SPOTIFY_CLIENT_ID'] = '';
    const { code, stderr } = await run('auth spotify');
    expect(stderr).toMatch(/Set SPOTIFY_CLIENT_ID.*http:\/\/127\.0\.0\.1\/callback/s);
    expect(code).toBe(4);
  });

  it('keeps no login of somebody who may not use the app', async () => {
    const refusal = { status: 403, body: '{"error":{"status":403,"message":"User not registered"}}' };
    await spotify({ fault: (_, path) => (path === '/v1/me' ? refusal : undefined) });
    const { code, stderr } = await agree();
    expect(stderr).toMatch(/User not registered.*list of users/s);
    expect(code).toBe(4);
    expect(() => statSync(tokenFile())).toThrow();
  });

  it('forgets the login', async () => {
    await spotify();
    await agree();
    expect((await run('auth spotify --forget')).stderr).toMatch(/removed from this machine/);
    expect((await run('auth spotify --forget')).stderr).toMatch(/no Spotify login/);
    const { code, stderr } = await send();
    expect(stderr).toMatch(/Nobody has logged in.*tracklistify auth spotify/);
    expect(code).toBe(4);
  });
});

describe('making a playlist', () => {
  it('makes a private one of what is sure and known there, and says what was left out', async () => {
    await spotify();
    await agree();
    const { code, stdout, stderr } = await send(' --verbose');
    expect(code).toBe(0);
    expect(stdout).toBe('https://open.spotify.com/playlist/playlist1\n');
    const { accessToken, refreshToken } = JSON.parse(readFileSync(tokenFile(), 'utf8'));
    for (const secret of [accessToken, refreshToken]) expect(stderr).not.toContain(secret);
    expect(server.store.playlists).toMatchObject([
      { name: 'mix', public: false, uris: ['spotify:track:s1', 'spotify:track:s2', 'spotify:track:s3'] },
    ]);
    expect(stderr).toMatch(/made the private playlist "mix" of 3 tracks/);
    expect(stderr).toMatch(/6:40 {2}ID - ID: nobody has named it/);
    expect(stderr).toMatch(/13:20 {2}Somebody - Song 4: not sure enough/);
    expect(stderr).toMatch(/15:00 {2}Somebody - Nowhere to be found: not found there/);
  });

  it('changes nothing in a dry run', async () => {
    await spotify();
    await agree();
    const { code, stdout } = await send(' --dry-run --min-confidence 0');
    expect(code).toBe(0);
    expect(stdout).toMatch(/0:00 {2}Somebody - Song 1 {2}spotify:track:s1/);
    expect(stdout).toContain('spotify:track:s4');
    expect(server.calls.filter((c) => c.method !== 'GET' && c.path.startsWith('/v1'))).toEqual([]);
  });

  it('plans by what is kept where the service is gone', async () => {
    let isGone = false;
    await spotify({ fault: () => (isGone ? { status: 410, body: 'We are closed.' } : undefined) });
    await agree();
    const first = await send(' --dry-run');
    isGone = true;
    const again = await send(' --dry-run');
    expect([again.code, again.stdout]).toEqual([0, first.stdout]);
    expect(again.stderr).toMatch(/HTTP 410.*isn't known whether there is a playlist/s);
    expect((await send()).code).toBe(5);
  });

  it('makes no second one of the same mix unless asked', async () => {
    await spotify();
    await agree();
    await send();
    const again = await send();
    expect(again.code).toBe(0);
    expect(again.stdout).toBe('https://open.spotify.com/playlist/playlist1\n');
    expect(again.stderr).toMatch(/there already/);
    expect(server.store.playlists).toHaveLength(1);
    await send(' --again --name Another');
    expect(server.store.playlists.map((p) => p.name)).toEqual(['Another', 'mix']);
  });

  it('leaves a playlist alone that holds other tracks, and replaces them when told to', async () => {
    await spotify({ olderForm: true });
    await agree();
    await send();
    server.store.playlists[0]!.uris.reverse();
    const kept = await send();
    expect(kept.stderr).toMatch(/holds other tracks\. --replace/);
    expect(server.store.playlists[0]!.uris[0]).toBe('spotify:track:s3');
    expect((await send(' --replace')).code).toBe(0);
    expect(server.store.playlists[0]!.uris).toEqual(['spotify:track:s1', 'spotify:track:s2', 'spotify:track:s3']);
  });

  it('goes on with one that broke off in the middle, and holds nothing twice', async () => {
    let broken = 0;
    const fault: SpotifyOptions['fault'] = (_, path, method) =>
      method === 'POST' && path.endsWith('/items') && ++broken === 2 ? { status: 200, trouble: 'reset' } : undefined;
    await spotify({ fault });
    await agree();
    save(many(TRACKS));
    const first = await send();
    expect(first.code).toBe(5);
    expect(server.store.playlists[0]!.uris).toHaveLength(100);
    const second = await send();
    expect(second.code).toBe(0);
    expect(second.stderr).toMatch(/added .* what was missing: 130 tracks now/);
    expect(server.store.playlists).toHaveLength(1);
    expect(server.store.playlists[0]!.uris).toEqual(CATALOGUE.map(({ id }) => `spotify:track:${id}`));
    expect((await send()).stderr).toMatch(/nothing to do/);
  });

  it('renews a token that has ended, once for two programs at a time', async () => {
    await spotify();
    await agree();
    server.accounts.endTokens();
    const login = JSON.parse(readFileSync(tokenFile(), 'utf8'));
    writeFileSync(tokenFile(), JSON.stringify({ ...login, expiresAt: 0 }));
    chmodSync(tokenFile(), 0o644);
    const sending = () => runChild('export mix.json --to spotify --dry-run'.split(' '), { cwd, env });
    const both = await Promise.all([sending(), sending()]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(server.calls.filter((c) => c.path === '/accounts/api/token')).toHaveLength(2);
    const renewed = JSON.parse(readFileSync(tokenFile(), 'utf8'));
    expect(renewed.refreshToken).not.toBe(login.refreshToken);
    expect(renewed.authorizedAt).toBe(login.authorizedAt);
    expect(statSync(tokenFile()).mode & 0o777).toBe(0o600);
  });

  it('explains a login that has ended', async () => {
    await spotify();
    await agree();
    const login = JSON.parse(readFileSync(tokenFile(), 'utf8'));
    const authorizedAt = Date.now() - 190 * 24 * 3600_000;
    writeFileSync(
      tokenFile(),
      JSON.stringify({ ...login, authorizedAt, expiresAt: 0, refreshToken: 'a-refresh-token-of-last-year' }),
    );
    const { code, stderr } = await send();
    expect(stderr).toMatch(
      /login of \d{4}-\d\d-\d\d has ended: Spotify ends every login after six months.*auth spotify/s,
    );
    expect(code).toBe(4);
    expect(() => statSync(tokenFile())).toThrow();
  });

  it('says that nothing of the tracklist is there', async () => {
    await spotify({ catalogue: [] });
    await agree();
    const { code, stdout, stderr } = await send();
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' });
    expect(stderr).toMatch(/no playlist was made/);
    expect(server.store.playlists).toEqual([]);
  });

  it.each([
    [
      'export mix.json --to tidal',
      /No playlist can be sent to "tidal", only to spotify and listenbrainz; "--format links"/,
    ],
    ['export mix.json --to spotify -f csv', /run it once for each/],
    ['export mix.json --to spotify --again --replace', /use one of them/],
    ['export mix.json --dry-run', /add --to spotify/],
    ['export mix.json --to spotify --min-confidence 2', /from 0 to 1/],
  ])('refuses what makes no sense: %s', async (args, message) => {
    await spotify();
    const { code, stderr } = await run(args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
