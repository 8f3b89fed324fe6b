import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openLiveWeb, openWeb } from '../../../../src/audio/sources/web/open.js';
import type { TracklistifyEvent } from '../../../../src/domain/events.js';
import type { AudioSource } from '../../../../src/domain/ports/source.js';
import { collect, synth, testFfmpeg, toInt16, writeWav } from '../../../support/audio.js';
import { type Loopback, loopback } from '../../../support/loopback.js';
import { stagedWeb } from '../../../support/web.js';

const SECONDS = 6;
let folder: string;
let ffmpeg: string;
let program: string;
let sound: string;
let server: Loopback;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-test-'));
  ffmpeg = await testFfmpeg();
  sound = join(folder, 'sound.wav');
  await writeWav(sound, toInt16(synth(SECONDS)), 44_100);
  program = join(folder, 'yt-dlp');
  const script = resolve(import.meta.dirname, '../../../support/fake-yt-dlp.mjs');
  await writeFile(program, `#!${process.execPath}\nimport(${JSON.stringify(script)});\n`);
  await chmod(program, 0o755);
  server = await loopback((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!DOCTYPE html><title>A page</title>');
  });
  url = `${server.url}/watch?v=abc&list=x`;
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  process.env['FAKE_YT_DLP'] = join(folder, 'answer.json');
  process.env['ACRCLOUD_ACCESS_SECRET'] = 'not for strangers';
  process.env['NO_PROXY'] = '*';
});
afterEach(() => {
  delete process.env['FAKE_YT_DLP'];
  delete process.env['ACRCLOUD_ACCESS_SECRET'];
  delete process.env['NO_PROXY'];
});

const events: TracklistifyEvent[] = [];
const tools = (ytDlp = program) => ({
  ffmpeg,
  ytDlp,
  stdin: process.stdin,
  env: process.env,
  reach: 'anywhere' as const,
  tempFolder: folder,
  makeWeb: async () => stagedWeb(),
  emit: (event: TracklistifyEvent) => void events.push(event),
});

/** What the page is, and how yt-dlp fares with it. */
async function page(about: object | string, more: object = {}): Promise<void> {
  await writeFile(join(folder, 'answer.json'), JSON.stringify({ url, page: about, sound, ...more }));
}
const open = (): Promise<AudioSource> => openWeb(url, tools());

describe('a site', () => {
  it('is read for its sound, its title and what it says of its tracks', async () => {
    await page({
      title: 'A set\u001b[31m',
      uploader: 'Somebody',
      duration: SECONDS,
      chapters: [
        { start_time: 0, end_time: 3, title: 'Artist - One' },
        { start_time: 3, end_time: 6, title: 'Artist - Two' },
      ],
      description: 'hello\n0:00 Artist - One\n0:04 Artist - Three\n9:59 beyond the end',
    });
    const source = await open();
    expect(source.info).toEqual({
      name: 'A set [31m',
      kind: 'site',
      location: url,
      title: 'A set [31m',
      artist: 'Somebody',
    });
    expect(source.hints?.map((h) => [h.from, h.mixTime, h.title])).toEqual([
      ['chapter', 0, 'One'],
      ['chapter', 3, 'Two'],
      ['description', 0, 'One'],
      ['description', 4, 'Three'],
    ]);
    expect((await collect(source.pcm({ rate: 8000 }))).length / 8000).toBeCloseTo(SECONDS, 1);
    expect(source.transfer?.().fetched).toBeGreaterThan(500_000);
    expect(events).toContainEqual({ type: 'stage', stage: 'fetch' });
    await source.close();
  });

  it('whose answer is nonsense is told so, and what is only odd counts as absent', async () => {
    await page('<html>');
    await expect(open()).rejects.toThrow(/gave no answer about .* that can be read/);
    await page('[1,2]');
    await expect(open()).rejects.toThrow(/gave no answer/);
    const odd = { title: 7, uploader: null, duration: -3, chapters: [{ start_time: 'x' }, 5], description: {} };
    await page({ ...odd, is_live: 'no' });
    const source = await open();
    expect(source.info).toEqual({ name: new URL(url).host, kind: 'site', location: url });
    expect(source.hints).toEqual([]);
    await source.close();
  });

  it('that is a list of recordings isn’t guessed at', async () => {
    await page({ _type: 'playlist', entries: [{ title: 'a' }, { title: 'b' }] });
    await expect(open()).rejects.toThrow(/is a list of recordings: name the address of one/);
    await page({ _type: 'playlist', entries: [] });
    await expect(open()).rejects.toThrow(/without any recording/);
    await page({ _type: 'playlist', entries: [{ title: 'The one' }] });
    const source = await open();
    expect(source.info.title).toBe('The one');
    await source.close();
  });

  it("passes yt-dlp's own reason on, in one sentence", async () => {
    await page({}, { error: { describe: '[x] abc: Video unavailable; please report this issue on https://…' } });
    await expect(open()).rejects.toThrow(
      /^yt-dlp can't read "[^"]*\/watch": abc: Video unavailable\. If it once could/,
    );
    await page({}, { error: { describe: '[x] abc: Requested format is not available. Use --list-formats' } });
    await expect(open()).rejects.toThrow(/offers no sound that comes by http or https/);
    await page({}, { error: { describe: 'Unsupported URL: http://…' } });
    await expect(open()).rejects.toThrow(/is a page on which yt-dlp finds no sound/);
    await page({ title: 'x' }, { error: { sound: 'unable to download: HTTP Error 403' } });
    await expect(open()).rejects.toThrow(/HTTP Error 403/);
    // Nothing of it stays behind.
    expect((await readdir(folder)).filter((name) => name.startsWith('tracklistify-'))).toEqual([]);
  });

  it('without yt-dlp is one sentence that says where to get it', async () => {
    await expect(openWeb(url, tools(join(folder, 'nothing')))).rejects.toThrow(/is a page, not sound.*install yt-dlp/);
  });

  it('of which an old yt-dlp tells is read all the same, and the age is said', async () => {
    for (const [version, isOld] of [
      ['2023.03.04', true],
      ['2026.07.03', true],
      ['2026.07.04', false],
      ['2026.08.19.232912', false],
      ['built by hand', false],
    ] as const) {
      events.length = 0;
      await page({ title: 'A page' }, { version });
      await (await open()).close();
      const warnings = events.filter(({ type }) => type === 'warning');
      const older = expect.stringMatching(
        /is older than 2026\.07\.04.*yt-dlp -U, or pip install -U "yt-dlp\[default\]"/,
      );
      expect(warnings).toEqual(isOld ? [{ type: 'warning', message: older }] : []);
    }
  });

  it('gives yt-dlp a Node where there is one and it takes one, and what the user wants it told', async () => {
    const cookies = ['--cookies-from-browser', 'firefox'];
    const node = async () => '/opt/node';
    const runtime = ['--js-runtimes', 'node:/opt/node'];
    await page({ title: 'A page' }, { told: [...cookies, ...runtime] });
    await (await openWeb(url, { ...tools(), ytDlpArgs: cookies, node })).close();
    await page({ title: 'A page' }, { version: '2025.10.01', told: cookies });
    await (await openWeb(url, { ...tools(), ytDlpArgs: cookies, node })).close();
    await page({ title: 'A page' });
    await (await openWeb(url, { ...tools(), node: async () => null })).close();
  });

  it('passes what yt-dlp lacks on, once, made safe', async () => {
    events.length = 0;
    const lacking =
      'WARNING: [youtube] No supported JavaScript runtime could be found\u001b[31m. Some formats may be missing\n';
    await page({ title: 'A page' }, { log: `${lacking}${lacking}[debug] nothing\n` });
    await (await open()).close();
    const message =
      'yt-dlp says: [youtube] No supported JavaScript runtime could be found [31m. Some formats may be missing';
    expect(events.filter(({ type }) => type === 'warning')).toEqual([{ type: 'warning', message }]);
  });

  it('that wants a login is told how the browser’s may be used', async () => {
    await page({}, { error: { describe: "[youtube] abc: Sign in to confirm you're not a bot" } });
    await expect(open()).rejects.toThrow(
      /not a bot\. If you may see it in your browser: TRACKLISTIFY_YT_DLP_ARGS="--cookies/,
    );
  });

  it('leads nowhere but to public addresses, whatever yt-dlp finds on it', async () => {
    const inside = await loopback((_, response) => void response.end('secret'), undefined, '127.0.0.2');
    const bounce = await loopback((_, response) => void response.writeHead(302, { location: inside.url }).end());
    onTestFinished(() => inside.close());
    onTestFinished(() => bounce.close());
    const about = { title: 'A page' };
    for (const found of [
      `${bounce.url}/redirect`,
      `https://private.example:${inside.port}/`,
      'http://169.254.169.254/latest/meta-data/',
    ]) {
      await page(about, { fetch: [found] });
      await expect(open()).rejects.toThrow(/is on this machine or the local network.*--allow-private/);
    }
    await page(about, { fetch: ['ftp://127.0.0.2/'] });
    await expect(open()).rejects.toThrow(/HTTP Error 403/);
    expect(inside.connections()).toBe(0);
    // Meant by the user, it is let through.
    await page(about, { fetch: [`${bounce.url}/redirect`] });
    const allowing = { ...tools(), makeWeb: async () => stagedWeb({ allowPrivate: true }) };
    await (await openWeb(url, allowing)).close();
    expect(inside.requests.length).toBe(2);
  });

  it('and its gate are gone with whoever gives up', async () => {
    const told = join(folder, 'gate');
    await page({ title: 'A page' }, { hang: told });
    const leaving = new AbortController();
    const opening = openWeb(url, { ...tools(), signal: leaving.signal });
    opening.catch(() => {});
    await expect.poll(() => readFile(told, 'utf8').catch(() => ''), { timeout: 60_000 }).toMatch(/^http:/);
    const [gate, pid] = (await readFile(told, 'utf8')).split(' ');
    leaving.abort();
    await expect(opening).rejects.toThrow(/abort/i);
    const port = Number(new URL(gate!).port);
    const refused = await new Promise((done) => connect(port, '127.0.0.1').once('error', done));
    expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
    expect(() => process.kill(Number(pid), 0)).toThrow(/ESRCH/);
  });

  it('that is live is for listen, and listen is for it alone', async () => {
    await page({ title: 'Live now', is_live: true });
    await expect(open()).rejects.toThrow(/is a live stream \(site\)/);
    const live = await openLiveWeb(url, tools());
    let seconds = 0;
    for await (const part of live.follow({ rate: 8000, signal: new AbortController().signal })) {
      if (part.type === 'sound') seconds += part.pcm.length / 8000;
      if (seconds > SECONDS - 0.5) break;
    }
    await live.close();
    await page({ title: 'A recording' });
    await expect(openLiveWeb(url, tools())).rejects.toThrow(/is no live stream/);
  });
});
