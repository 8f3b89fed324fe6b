import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { runCli } from '../support/cli.js';
import type { CatalogueServer, Song } from '../support/providers/catalogue-server.js';
import { deezerServer } from '../support/providers/deezer-server.js';
import { discogsServer } from '../support/providers/discogs-server.js';
import { itunesServer } from '../support/providers/itunes-server.js';
import { lastfmServer } from '../support/providers/lastfm-server.js';
import { serve } from '../support/providers/protocol.js';
import { trackEntry, tracklistOf } from '../support/tracklists.js';

const TOKEN = 'known-discogs-token-0001';
const KEY = 'known-lastfm-key-0002';
const SONG: Song = {
  id: 7,
  title: 'Night Drive',
  artists: ['Ada'],
  isrc: 'GBAYE0000001',
  album: 'Roads',
  seconds: 301,
  bpm: 126,
  date: '2019-02-03',
  label: 'Small Label',
  catalogueNumber: 'SL 07',
  composers: ['Ann Writer'],
  genre: 'Dance',
  tags: [['driving', 100]],
};

let cwd: string;
const closing: Array<() => unknown> = [];
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'completing-'));
  const entry = trackEntry(0, 300, '', { track: { title: 'Night Drive', artists: ['Ada'], isrc: SONG.isrc! } });
  writeFileSync(join(cwd, 'mix.json'), JSON.stringify(tracklistOf([entry])));
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(cwd, { recursive: true, force: true });
});

async function shops() {
  const songs = [SONG];
  const servers: Record<string, CatalogueServer> = {
    DEEZER: deezerServer({ songs }),
    ITUNES: itunesServer({ songs }),
    DISCOGS: discogsServer({ songs, token: TOKEN }),
    LASTFM: lastfmServer({ songs, key: KEY }),
  };
  const env: Record<string, string> = {};
  for (const [name, { provider }] of Object.entries(servers)) {
    const { url, close } = await serve(provider);
    closing.push(close);
    env[`TRACKLISTIFY_${name}_API_URL`] = name === 'LASTFM' ? `${url}/2.0` : url;
  }
  const counts = () => Object.values(servers).map(({ calls }) => calls.length);
  return { env, counts };
}

/** Everything below the folder, as one text. */
const everything = (): string =>
  readdirSync(cwd, { recursive: true, encoding: 'utf8' })
    .map((name) => join(cwd, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');

it('completes a saved tracklist by shops and databases, says who told what, and asks nothing twice', async () => {
  const { env, counts } = await shops();
  const keys = { DISCOGS_TOKEN: ` ${TOKEN}\n`, LASTFM_API_KEY: KEY };
  const args = ['enrich', 'mix.json', '--providers', 'deezer,itunes,discogs,lastfm', '--no-files', '--json'];
  const first = await runCli(args, { cwd, env: { ...env, ...keys } });
  expect(first.code, first.stderr).toBe(0);
  const [entry] = (JSON.parse(first.stdout) as Tracklist).entries;
  expect(entry).toMatchObject({
    track: {
      album: 'Roads',
      label: 'Small Label',
      catalogueNumber: 'SL 07',
      releaseDate: '2019-02-03',
      isrc: 'GBAYE0000001',
      duration: 301,
      bpm: 126,
      composers: ['Ann Writer'],
      tags: ['driving'],
      ids: { deezer: '7', itunes: '7', discogs: '1007' },
    },
    toldBy: { bpm: 'deezer', label: 'discogs', genres: 'discogs', tags: 'lastfm' },
    enrichment: { checked: { deezer: 1, itunes: 1, discogs: 1, lastfm: null } },
  });
  expect(Object.keys(entry!.track!.urls!).sort()).toEqual(['deezer', 'discogs', 'itunes', 'lastfm']);
  expect(counts()).toEqual([1, 1, 2, 1]);

  const second = await runCli(args, { cwd, env: { ...env, ...keys } });
  expect((JSON.parse(second.stdout) as Tracklist).entries).toEqual([entry]);
  expect(counts()).toEqual([1, 1, 2, 1]);
  expect(everything() + first.stdout + first.stderr).not.toMatch(new RegExp(`${TOKEN}|${KEY}`));
});

it('asks shops that nobody has set up only where they are named', async () => {
  const { env, counts } = await shops();
  await runCli(['enrich', 'mix.json', '--no-files'], { cwd, env: { ...env, DISCOGS_TOKEN: TOKEN } });
  expect(counts()).toEqual([0, 0, 2, 0]);
  const wrong = await runCli(['enrich', 'mix.json', '--no-files', '--no-cache', '--providers', 'deezer,discogs'], {
    cwd,
    env: { ...env, DISCOGS_TOKEN: 'another-token-0003' },
  });
  expect(wrong.code).toBe(4);
  expect(wrong.stderr).toMatch(/Check DISCOGS_TOKEN/);
  expect(wrong.stderr).not.toContain('another-token-0003');
  expect(counts()).toEqual([1, 0, 3, 0]);
});
