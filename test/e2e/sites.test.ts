import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeForSites } from '../../src/audio/node-for-sites.js';
import { parseTracklist } from '../../src/domain/schema.js';
import { wavBytes } from '../support/audio.js';
import { runCli } from '../support/cli.js';
import { type Loopback, loopback } from '../support/loopback.js';
import { crossfade, piece, RATE } from '../support/synth.js';

let folder: string;
let server: Loopback;
let url: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-sites-'));
  await mkdir(join(folder, 'music'));
  for (const seed of [1, 2]) {
    await writeFile(join(folder, `music/Artist ${seed} - Song ${seed}.wav`), wavBytes(piece(seed, 50), RATE));
  }
  await writeFile(join(folder, 'mix.wav'), wavBytes(crossfade([piece(1, 50), piece(2, 50), piece(77, 40)], 8), RATE));
  const fake = resolve(import.meta.dirname, '../support/fake-yt-dlp.mjs');
  const program = join(folder, 'yt-dlp');
  await writeFile(program, `#!${process.execPath}\nimport(${JSON.stringify(fake)});\n`);
  await chmod(program, 0o755);
  server = await loopback((_, response) => void response.setHeader('content-type', 'text/html').end('<html>a page'));
  url = `${server.url}/set?id=1`;
  const page = {
    title: 'A set at the harbour',
    uploader: 'Somebody',
    description: 'Tracklist\n00:00 Artist 1 - Song 1\n00:46 Artist 9 - Song 9\n01:26 Artist 3 - Song 3',
  };
  // With a Node that is new enough, yt-dlp is told of it.
  const node = await nodeForSites({ path: process.execPath, version: process.version }, process.env);
  const told = node ? ['--js-runtimes', `node:${node}`] : [];
  await writeFile(join(folder, 'answer.json'), JSON.stringify({ url, page, sound: join(folder, 'mix.wav'), told }));
  env = { YT_DLP_PATH: './yt-dlp', FAKE_YT_DLP: join(folder, 'answer.json') };
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const run = (args: string[], more: Record<string, string> = {}) =>
  runCli([...args, '--library', 'music'], { cwd: folder, env: { ...env, ...more } });

describe('a page with a set on it', () => {
  it('becomes a tracklist named after it, and what it says is held against what is heard', async () => {
    const { code, stdout, stderr } = await run([url, '--json', '-f', 'json']);
    expect(code).toBe(0);
    const tracklist = parseTracklist(stdout, 'stdout');
    expect(tracklist.source).toEqual({
      name: 'A set at the harbour',
      kind: 'site',
      location: url,
      artist: 'Somebody',
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(tracklist.entries.map((entry) => entry.track?.title ?? 'ID')).toEqual(['Song 1', 'Song 2', 'ID']);
    expect(tracklist.claims?.map(({ kind, mixTime, track, heardAt }) => [kind, mixTime, track.title, heardAt])).toEqual(
      [
        ['description', 0, 'Song 1', 0],
        ['description', 46, 'Song 9', null],
        ['description', 86, 'Song 3', null],
      ],
    );
    expect(tracklist.entries[2]).toMatchObject({ claims: [{ track: { title: 'Song 3' }, by: 'the description' }] });
    expect(stderr).toContain(
      'the description: 3 tracks claimed, 1 heard, 1 where nobody knows what plays, 1 not heard',
    );
    expect(stderr).toContain('A set at the harbour.json');
  });

  it('is held against what listeners claim, where they are asked for, and read without where they can’t be', async () => {
    const answer = JSON.parse(await readFile(join(folder, 'answer.json'), 'utf8'));
    const comments = [
      { text: 'Artist 2 - Song 2!', start_time: 50.5 },
      { text: 'what a set', start_time: 10 },
      { text: '0:05 Artist 9 - Nine\n❤' },
    ];
    const asked = async (more: object) => {
      await writeFile(join(folder, 'asked.json'), JSON.stringify({ ...answer, ...more }));
      const ran = await run([url, '--comments', '--json', '--no-files', '--no-archive'], {
        FAKE_YT_DLP: join(folder, 'asked.json'),
      });
      const claims = parseTracklist(ran.stdout, 'stdout').claims?.filter(({ kind }) => kind === 'comment') ?? [];
      return { ...ran, claims: claims.map(({ mixTime, track, heardAt }) => [mixTime, track.title, heardAt !== null]) };
    };
    const told = await asked({ comments });
    expect(told.claims).toEqual([
      [5, 'Nine', false],
      [50.5, 'Song 2!', true],
    ]);
    expect(told.stderr).toContain('comments: 2 tracks claimed, 1 heard');
    const refused = await asked({ comments, error: { comments: '[x] HTTP Error 429: Too Many Requests' } });
    expect([refused.code, refused.claims]).toEqual([0, []]);
    expect(refused.stderr).toMatch(/The comments on ".*" can't be read, so they are left out\. \(.*429/);
    expect((await asked({ comments: null })).claims).toEqual([]);
  });

  it('can’t be read without yt-dlp, and that is one sentence', async () => {
    const { code, stderr } = await run([url], { YT_DLP_PATH: './nothing' });
    expect(code).toBe(3);
    expect(stderr).toMatch(/^error: .* is a page, not sound, .*install yt-dlp/m);
  });
});
