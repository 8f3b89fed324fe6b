import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ran, runCli } from '../support/cli.js';
import { type Loopback, loopback } from '../support/loopback.js';

/** What a stranger's folder must not reach: it counts who asks. */
let server: Loopback;
let root: string;
/** The stranger's folder, in which the program is run. */
let cwd: string;
let home: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tracklistify-stranger-'));
  cwd = join(root, 'download');
  home = join(root, 'home');
  await mkdir(cwd);
  await mkdir(home);
  server = await loopback((_, response) => void response.end('{}'));
  for (const name of ['ffmpeg', 'yt-dlp']) {
    await writeFile(join(cwd, name), `#!/bin/sh\ntouch "${root}/${name} ran"\n`);
    await chmod(join(cwd, name), 0o755);
  }
});
afterEach(async () => {
  await server.close();
  await rm(root, { recursive: true, force: true });
});

const run = (args: string[], env: Record<string, string> = {}): Promise<Ran> => {
  const places = { HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, XDG_CACHE_HOME: home };
  return runCli(args, { cwd, env: { ...places, ...env } });
};

/** Nothing was asked, and nothing lies beside the folder that wasn't there. */
async function expectNothing(): Promise<void> {
  expect(server.requests.map(({ url }) => url)).toEqual([]);
  expect((await readdir(root)).sort()).toEqual(['download', 'home']);
}

describe.skipIf(process.platform === 'win32')('a .env in a folder from a stranger', () => {
  beforeEach(() =>
    writeFile(
      join(cwd, '.env'),
      [
        'FFMPEG_PATH=./ffmpeg',
        'YT_DLP_PATH=./yt-dlp',
        `OPENAI_BASE_URL=${server.url}/v1`,
        `QWEN_ENDPOINT=${server.url}/v1`,
        `ACRCLOUD_HOST=${server.url}`,
        `TRACKLISTIFY_SHAZAM_HOST=${server.url}`,
        'TRACKLISTIFY_SHAZAM_ENABLED=true',
        `TRACKLISTIFY_SPOTIFY_ACCOUNTS_URL=${server.url}`,
        `TRACKLISTIFY_SPOTIFY_API_URL=${server.url}`,
        `TRACKLISTIFY_OUTPUT_FOLDER=${root}/elsewhere`,
        `TRACKLISTIFY_LIBRARY_PATH=${root}/index`,
        `TRACKLISTIFY_CACHE_PATH=${root}/cache`,
        'TRACKLISTIFY_WEB_ALLOW_PRIVATE=true',
        'TRACKLISTIFY_ENRICH_ENABLED=true',
        `HTTP_PROXY=${server.url}`,
        `HTTPS_PROXY=${server.url}`,
        `ALL_PROXY=${server.url}`,
      ].join('\n'),
    ),
  );

  it('runs, fetches and moves nothing, and is named in one line', async () => {
    const keys = { OPENAI_API_KEY: 'sk-mine', SPOTIFY_CLIENT_ID: 'mine', SPOTIFY_CLIENT_SECRET: 'mine' };
    const doctor = await run(['doctor'], keys);
    expect(doctor.code).toBe(0);
    expect(doctor.stdout).toContain(`output folder     ${cwd}`);
    const lines = doctor.stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^warning: FFMPEG_PATH, YT_DLP_PATH, .* ignored.* --env-file \.env$/);

    const shown = await run(['config', 'show', '--json'], keys);
    const { settings, ignored } = JSON.parse(shown.stdout);
    expect(ignored).toHaveLength(13);
    expect(new Set(Object.values(settings).map((one) => (one as { from: string }).from))).toEqual(
      new Set(['default', 'environment']),
    );
    expect((await run(['providers'], keys)).stdout).not.toContain(server.url);
    await expectNothing();
  });

  it('is believed when it is named', async () => {
    const { stdout, stderr } = await run(['doctor', '--env-file', '.env']);
    expect(stderr).toBe('');
    expect(stdout).toContain(`output folder     ${root}/elsewhere`);
    expect(await readdir(root)).toContain('ffmpeg ran');
  });

  it('is one event where events are asked for, and none of it is said where quiet is', async () => {
    const { stderr } = await run(['doctor', '--events']);
    expect(JSON.parse(stderr)).toMatchObject({ type: 'warning', message: expect.stringContaining('FFMPEG_PATH') });
    expect((await run(['doctor', '--quiet'])).stderr).toBe('');
  });
});
