import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ran, runCli } from '../support/cli.js';
import { type Loopback, loopback } from '../support/loopback.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

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

/** Ten seconds of silence whose tags have a picture and pages at an address. */
function taggedMp3(url: string): Buffer {
  const frame = (id: string, body: string): Buffer => {
    const head = Buffer.alloc(10);
    head.write(id, 'latin1');
    head.writeUInt32BE(body.length, 4);
    return Buffer.concat([head, Buffer.from(body, 'latin1')]);
  };
  const frames = Buffer.concat([
    frame('TIT2', '\0../../elsewhere/title'),
    frame('TPE1', '\0=HYPERLINK("http://x.example")'),
    frame('APIC', `\0-->\0\x03\0${url}/picture.jpg`),
    frame('WXXX', `\0\0${url}/page`),
    frame('WOAF', `${url}/file`),
  ]);
  const size = Buffer.from([21, 14, 7, 0].map((shift) => (frames.length >> shift) & 127));
  const silence = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0]), Buffer.alloc(413)]);
  return Buffer.concat([Buffer.from('ID3\x03\0\0', 'latin1'), size, frames, ...new Array(400).fill(silence)]);
}

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
    expect(doctor.stdout.replace(/ +/g, ' ')).toContain(`output folder ${cwd}`);
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
    expect(stdout.replace(/ +/g, ' ')).toContain(`output folder ${root}/elsewhere`);
    expect(await readdir(root)).toContain('ffmpeg ran');
  });
});

describe.skipIf(process.platform === 'win32')('files in a folder from a stranger', () => {
  it('named as sources lead nowhere else', async () => {
    const { url } = server;
    const files: Record<string, string | Buffer> = {
      'set.mp3': taggedMp3(url),
      'script.mp3': `ffconcat version 1.0\nfile '${url}/concat.mp3'\n`,
      'playlist.wav': `#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n${url}/1.ts\n#EXT-X-ENDLIST\n`,
      'live.m3u8': `#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n${url}/2.ts\n`,
      'radio.pls': `[playlist]\nFile1=${url}/pls\n`,
      'radio.m3u': `${url}/m3u\n`,
      'radio.xspf': `<playlist><trackList><track><location>${url}/xspf</location></track></trackList></playlist>`,
      'sheet.cue': `FILE "${url}/cue.mp3" MP3\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n`,
      'stream.sdp': `v=0\nc=IN IP4 127.0.0.1\nm=audio ${server.port} RTP/AVP 0\n`,
    };
    for (const [name, content] of Object.entries(files)) await writeFile(join(cwd, name), content);
    // Links under the names that results will have.
    const victim = join(home, 'victim');
    await writeFile(victim, 'mine');
    for (const name of ['set.json', 'set.md', 'set.m3u8']) await symlink(victim, join(cwd, name));
    const folder = await run(['.', '--library', '.', '-f', 'json,m3u8,csv,cue,txt,md']);
    // One of them is sound; the others are told to be none.
    expect(folder.stderr).toContain('"playlist.wav" is no audio file');
    expect(folder.stderr).toMatch(/wrote set.*\.md/);
    expect(await readFile(victim, 'utf8')).toBe('mine');
    expect((await run(Object.keys(files).slice(1))).code).toBe(3);
    await expectNothing();
  });

  it('that list sources reach public addresses and plain files only', async () => {
    const list = [`${server.url}/a.mp3`, 'http://[::ffff:0:7f00:1]/', 'file:///etc/hostname', '/dev/zero', '-'];
    await writeFile(join(cwd, 'list.txt'), list.join('\n'));
    const { code, stderr } = await run(['--from-file', 'list.txt']);
    expect(code).toBe(3);
    expect(stderr.match(/^error: .*--allow-private/gm)).toHaveLength(3);
    expect(stderr).toMatch(/\/dev\/zero" is a device/);
    await expectNothing();
    await run(['--from-file', 'list.txt', '--allow-private']);
    expect(server.requests.map(({ url }) => url)).toContain('/a.mp3');
  });

  it('that are tracklists have nothing opened, fetched or moved', async () => {
    const track = (more: object) => ({
      ...trackEntry(0, 60, 'One').track,
      file: `${server.url}/file.mp3`,
      artwork: `${server.url}/art.jpg`,
      ...more,
    });
    const tracklist = (location: string) =>
      JSON.stringify(
        tracklistOf(
          [
            trackEntry(0, 60, 'One', { track: track({ urls: { spotify: `${server.url}/track` } }) }),
            unknownEntry(60, 120),
          ],
          { source: { name: '../../elsewhere/mix', kind: 'http', location, title: '../t', artist: '../a' } },
        ),
      );
    const models = await loopback((_, response) => void response.writeHead(401).end());
    try {
      const env = { QWEN_ENDPOINT: `${models.url}/v1` };
      await writeFile(join(cwd, 'mix.json'), tracklist(`${server.url}/mix.mp3`));
      const enriched = await run(['enrich', 'mix.json', '--listen', 'all', '--no-cache'], env);
      expect(enriched.stderr).toMatch(/The mix can't be listened to: .*--allow-private/);
      await writeFile(join(cwd, 'mix.json'), tracklist(`${server.url}/live`));
      const resumed = await run(['listen', '--resume', 'mix.json']);
      expect([resumed.code, resumed.stderr]).toEqual([3, expect.stringMatching(/--allow-private/)]);
      await run(['export', 'mix.json', '-f', 'm3u8,csv,cue,txt,youtube,md']);
      await writeFile(join(cwd, 'two.json'), `${tracklist('a.mp3')}\n${tracklist('b.mp3')}\n`);
      await run(['export', 'two.json', '-f', 'txt']);
      await expectNothing();
      // Somebody who means it says so.
      await run(['listen', '--resume', 'mix.json', '--allow-private']);
      expect(server.requests.map(({ url }) => url)).toContain('/live');
    } finally {
      await models.close();
    }
  });
});
