import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Archive } from '../../src/archive/archive.js';
import { parseTracklist } from '../../src/domain/schema.js';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { testFfmpeg, wavBytes } from '../support/audio.js';
import { ended, runCli, startCli } from '../support/cli.js';
import { loopback } from '../support/loopback.js';
import { listenbrainzServer } from '../support/providers/listenbrainz-server.js';
import { serve } from '../support/providers/protocol.js';
import { Rig, wholeSet } from '../support/providers/rig.js';
import { type RawServer, rawServer, withTitles } from '../support/radio.js';
import { crossfade, piece, RATE } from '../support/synth.js';

const INTERVAL = 8000;
let folder: string;
let sound: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-listen-'));
  await mkdir(join(folder, 'music'));
  for (const seed of [1, 2]) {
    await writeFile(join(folder, `music/Artist ${seed} - Song ${seed}.wav`), wavBytes(piece(seed, 50), RATE));
  }
  // Longer than is listened to, so that the station never runs dry.
  const mix = crossfade([piece(1, 50), piece(2, 50, { tempo: 1.04 }), piece(77, 40), piece(78, 40)], 8);
  await writeFile(join(folder, 'mix.wav'), wavBytes(mix, RATE));
  const mp3 = join(folder, 'mix.mp3');
  await promisify(execFile)(await testFfmpeg(), ['-v', 'error', '-i', join(folder, 'mix.wav'), '-b:a', '128k', mp3]);
  sound = await readFile(mp3);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Sends all it has at once, then holds the line, as no station would: nobody has to wait for it. */
const station = (): Promise<RawServer> =>
  rawServer((socket) => {
    socket.write(`ICY 200 OK\r\nicy-name: Test Radio\r\nicy-metaint:${INTERVAL}\r\ncontent-type:audio/mpeg\r\n\r\n`);
    socket.write(withTitles(sound, INTERVAL, ['Artist 1 - Song 1', 'Somebody - Else']));
  });
const listen = (args: string[]) => runCli(['listen', ...args, '--library', 'music'], { cwd: folder });
const saved = async (place: string): Promise<Tracklist> => {
  const name = (await readdir(join(folder, place))).find((file) => file.endsWith('.json'))!;
  return parseTracklist(await readFile(join(folder, place, name), 'utf8'), name);
};
const titles = ({ entries }: Tracklist) => entries.map((entry) => entry.track?.title ?? 'ID');

describe('listening to a station', () => {
  it('prints its tracks as rows, and writes files named after it and the time', async () => {
    const { url } = await station();
    const { code, stdout, stderr } = await listen([url, '--duration', '2:20', '-o', 'out', '--save-audio']);
    expect(code).toBe(0);
    expect(stdout.split('\n').map((row) => row.trim().replace(/ {2,}/g, ' '))).toEqual([
      expect.stringMatching(/^0:00 Artist 1 - Song 1 0\.0 % \d+ %$/),
      expect.stringMatching(/^0:4\d Artist 2 - Song 2 \+4\.0 % \d+ %$/),
      expect.stringMatching(/^1:2\d ID - ID$/),
      '',
    ]);
    expect(stderr).toMatch(/2 tracks identified/);
    expect(stderr).toMatch(/unknown: ID 0001 at 1:2\d\n/);
    expect(stderr).toMatch(/the station says 2 titles: 1 agrees/);
    const files = await readdir(join(folder, 'out'));
    for (const extension of ['json', 'm3u8', 'csv', 'mp3']) {
      expect(files).toContainEqual(
        expect.stringMatching(new RegExp(`^Test Radio \\d{4}-\\d\\d-\\d\\d \\d\\d\\.\\d\\d\\.${extension}$`)),
      );
    }
    const kept = await readFile(join(folder, 'out', files.find((file) => file.endsWith('.mp3'))!));
    expect(kept.length).toBeGreaterThan(0.85 * sound.length);
    expect(sound.subarray(0, kept.length).equals(kept)).toBe(true);
    const tracklist = await saved('out');
    expect(tracklist).toMatchObject({
      complete: true,
      source: { kind: 'radio', name: 'Test Radio', location: `${url}/` },
    });
    expect(tracklist.hints?.map((hint) => [hint.text, hint.agrees])[0]).toEqual(['Artist 1 - Song 1', true]);
    // It is kept with its sound, and what nobody knows has a number.
    const archive = new Archive(join(folder, 'tracklistify/archive'), Date.now);
    expect(tracklist.entries.map(({ number }) => number)).toEqual([undefined, undefined, 1]);
    expect(await archive.soundOf(tracklist.source)).toMatchObject({ start: 0, end: expect.closeTo(140, 1) });
    expect((await archive.ids.get(1))?.print.seconds).toBeGreaterThan(40);
  });

  it('names the same tracks as the file does, at the same times', async () => {
    const { url } = await station();
    const live = await listen([url, '--duration', '2:20', '--json', '--no-files']);
    const file = await runCli(['mix.mp3', '--end', '2:20', '--json', '--no-files', '--library', 'music'], {
      cwd: folder,
    });
    const [a, b] = [live, file].map(({ stdout }) => parseTracklist(stdout, 'stdout')) as [Tracklist, Tracklist];
    expect(titles(a)).toEqual(titles(b));
    for (const [i, entry] of a.entries.entries()) expect(Math.abs(entry.start - b.entries[i]!.start)).toBeLessThan(1);
  });

  it('writes what it knows on Ctrl-C, and goes on with it later', async () => {
    const { url } = await station();
    const args = ['listen', url, '--library', 'music', '-o', 'part', '--events'];
    const child = startCli(args, { cwd: folder });
    child.stderr.on('data', function heard(text) {
      if (!/"type":"position","mixTime":1\d\d/.test(String(text))) return;
      child.stderr.off('data', heard);
      child.kill('SIGINT');
    });
    const first = await ended(child);
    expect(first.code).toBe(130);
    const events = first.stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const type of ['source', 'position', 'title', 'entry', 'written', 'tracklist']) {
      expect(events.map((event) => event.type)).toContain(type);
    }
    const before = await saved('part');
    expect(before.complete).toBe(false);
    expect(titles(before).slice(0, 2)).toEqual(['Song 1', 'Song 2']);

    const [name] = (await readdir(join(folder, 'part'))).filter((file) => file.endsWith('.json'));
    // The address is on this very machine now, which a file alone isn't believed.
    const resume = ['listen', '--resume', `part/${name}`, '--allow-private', '--duration', '30s', '--library', 'music'];
    const again = await runCli(resume, { cwd: folder });
    expect(again.code).toBe(0);
    expect(again.stdout).toMatch(/not heard: nobody was listening/);
    const after = await saved('part');
    expect((await readdir(join(folder, 'part'))).filter((file) => file.endsWith('.json'))).toEqual([name]);
    expect(after.unheard?.[0]).toMatchObject({ start: before.duration, reason: 'nobody was listening' });
    expect(after.duration).toBeCloseTo(after.unheard![0]!.end + 30, 0);
    expect(titles(after).slice(0, 2)).toEqual(['Song 1', 'Song 2']);
    expect(titles(after).at(-1)).toBe('Song 1');
    const archive = new Archive(join(folder, 'tracklistify/archive'), Date.now);
    const sound = await archive.soundOf(after.source);
    expect(sound).toMatchObject({ start: 0, end: expect.closeTo(after.duration, 1) });
  });
});

describe('listening without a library', () => {
  it('asks the services about what went out, as often as it must', async () => {
    const rig = new Rig(wholeSet());
    const mp3 = join(rig.cwd, 'mix.mp3');
    await promisify(execFile)(await testFfmpeg(), ['-v', 'error', '-i', join(rig.cwd, 'mix.wav'), '-b:a', '128k', mp3]);
    const bytes = await readFile(mp3);
    const { url } = await rawServer((socket) => {
      socket.write('HTTP/1.0 200 OK\r\nicy-name: Test Radio\r\ncontent-type: audio/mpeg\r\n\r\n');
      socket.write(bytes);
    });
    for (const service of ['acrcloud', 'shazam'] as const) {
      const { calls, env } = await rig[service]();
      const args = ['listen', url, '--duration', '4:20', '--json', '--no-files', '--providers', service];
      const { code, stdout } = await runCli(args, { cwd: rig.cwd, env });
      expect(code).toBe(0);
      const { entries } = parseTracklist(stdout, 'stdout');
      expect(entries.map((entry) => entry.track?.title)).toEqual(['Song 1', 'Song 3', 'Song 2']);
      for (const [i, start] of [0, 100, 180].entries()) expect(Math.abs(entries[i]!.start - start)).toBeLessThan(45);
      expect(calls.length).toBeLessThanOrEqual(9);
    }
    await rig.close();
  });
});

describe('what can’t be listened to', () => {
  it.each([
    [[], 2, /Name a live stream/],
    [['mix.mp3'], 3, /is no broadcast/],
    [['http://127.0.0.1:9/live'], 3, /refuses connections/],
    [['file:///etc/passwd'], 3, /is no broadcast/],
    [['--resume', 'nothing.json'], 3, /doesn't exist/],
    [['http://x/', '--duration', 'soon'], 2, /or 2h/],
  ])('%j ends in %d', async (args, code, message) => {
    const ran = await listen(args);
    expect(ran.stderr).toMatch(message);
    expect(ran.code).toBe(code);
  });

  it('is a file, which is sent to the right command', async () => {
    const server = await loopback((_, response) => void response.setHeader('content-type', 'audio/mpeg').end(sound));
    const { code, stderr } = await listen([`${server.url}/mix.mp3`]);
    await server.close();
    expect(stderr).toMatch(/is no live stream/);
    expect(code).toBe(3);
  });
});

describe('telling ListenBrainz', () => {
  const TOKEN = '0f3c1a52-1111-4222-8333-known-token';

  async function start() {
    const server = listenbrainzServer({ token: TOKEN });
    const { url, close } = await serve(server.provider);
    const env = {
      LISTENBRAINZ_TOKEN: TOKEN,
      TRACKLISTIFY_LISTENBRAINZ_API_URL: `${url}/1`,
      TRACKLISTIFY_LISTENBRAINZ_CALLS_PER_SECOND: '100',
    };
    return { server, env, close };
  }
  const hear = async (env: Record<string, string>, args: string) =>
    runCli(['listen', ...args.split(' '), '--library', 'music', (await station()).url], { cwd: folder, env });
  const SUBMIT = { TRACKLISTIFY_LISTENBRAINZ_SUBMIT_LISTENS: 'true' };
  const begun = (seconds: number): number => Math.floor(Date.now() / 1000) - seconds;

  it('tells of what was heard where the user wants that, and of nothing else', async () => {
    const { server, env, close } = await start();
    // A folder that came from a stranger doesn't speak for the user.
    await writeFile(join(folder, '.env'), 'TRACKLISTIFY_LISTENBRAINZ_SUBMIT_LISTENS=true\n');
    const untold = await hear(env, '--duration 2:20 --no-files');
    expect(server.calls).toEqual([]);
    expect(untold.stderr).not.toContain('told ListenBrainz');
    await rm(join(folder, '.env'));
    const { code, stderr } = await hear({ ...env, ...SUBMIT }, '--duration 2:20 --no-files');
    expect(code).toBe(0);
    expect(stderr).toMatch(/told ListenBrainz of 2 tracks that you heard/);
    expect(stderr).not.toContain(TOKEN);
    expect(server.listens.map((listen) => listen.track_metadata.track_name)).toEqual(['Song 1', 'Song 2']);
    for (const { listened_at: at } of server.listens) expect(at).toBeLessThanOrEqual(begun(0));
    await close();
  });

  it('tells of all that was heard though Ctrl-C ends it', async () => {
    const { server, env, close } = await start();
    const args = ['listen', (await station()).url, '--library', 'music', '--no-files', '--events'];
    const child = startCli(args, { cwd: folder, env: { ...env, ...SUBMIT } });
    child.stderr.on('data', function heard(text) {
      if (!/"type":"position","mixTime":1\d\d/.test(String(text))) return;
      child.stderr.off('data', heard);
      child.kill('SIGINT');
    });
    expect((await ended(child)).code).toBe(130);
    expect(server.listens.map((listen) => listen.track_metadata.track_name)).toEqual(['Song 1', 'Song 2']);
    await close();
  });

  it('goes on with a broadcast whose account is refused, says so once, and tells of it after --resume', async () => {
    const { server, env, close } = await start();
    const wrong = await hear(
      { ...env, ...SUBMIT, LISTENBRAINZ_TOKEN: 'a-wrong-token-0001' },
      '--duration 2:20 -o told',
    );
    expect(wrong.code).toBe(0);
    expect(wrong.stderr.match(/doesn't know the user token/g)).toHaveLength(1);
    expect(titles(await saved('told'))).toEqual(['Song 1', 'Song 2', 'ID']);
    expect(server.listens).toEqual([]);
    const [json] = (await readdir(join(folder, 'told'))).filter((name) => name.endsWith('.json'));
    await rename(join(folder, 'told', json!), join(folder, 'told/radio.json'));
    const right = await hear({ ...env, ...SUBMIT }, '--duration 5 --resume told/radio.json --allow-private');
    expect(right.stderr).toMatch(/told ListenBrainz of 2 tracks/);
    expect(server.listens.map((listen) => listen.track_metadata.track_name)).toEqual(['Song 1', 'Song 2']);
    await close();
  });
});
