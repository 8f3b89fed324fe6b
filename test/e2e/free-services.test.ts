import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTracklist } from '../../src/domain/schema.js';
import type { TrackEntry } from '../../src/domain/tracklist.js';
import { wavBytes } from '../support/audio.js';
import { runCli } from '../support/cli.js';
import type { Loopback } from '../support/loopback.js';
import { coverartServer } from '../support/providers/coverart-server.js';
import { deezerServer } from '../support/providers/deezer-server.js';
import { itunesServer } from '../support/providers/itunes-server.js';
import { mbid, musicbrainzServer } from '../support/providers/musicbrainz-server.js';
import { serve } from '../support/providers/protocol.js';
import { crossfade, piece, RATE } from '../support/synth.js';

const NUMBERS = [1, 2, 3];
const isrc = (n: number): string => `GBAYE000000${n}`;
/** Every service knows the songs of the library, each in its own way. */
const songs = NUMBERS.map((n) => ({
  id: n,
  title: `Song ${n}`,
  artists: [`Artist ${n}`],
  isrc: isrc(n),
  album: `Album ${n}`,
  seconds: 40,
  date: `199${n}-02-03`,
}));
const musicbrainz = musicbrainzServer({
  gapMs: 0,
  recordings: NUMBERS.map((n) => ({
    id: mbid(n),
    title: `Song ${n}`,
    artists: [`Artist ${n}`],
    length: 40_000,
    isrcs: [isrc(n)],
    date: `199${n}-02-03`,
    works: [{ title: `Song ${n}`, iswcs: [`T-010.140.236-${n}`], composers: [`Composer ${n}`] }],
  })),
  releases: NUMBERS.map((n) => ({
    id: mbid(100 + n),
    group: mbid(200 + n),
    title: `Album ${n}`,
    recordings: [mbid(n)],
    date: `199${n}-02-03`,
    labels: [{ name: `Label ${n}`, number: `CAT ${n}` }],
  })),
});
const coverart = coverartServer({ covers: Object.fromEntries(NUMBERS.map((n) => [mbid(100 + n), [{ front: true }]])) });
const deezer = deezerServer({ songs });
const itunes = itunesServer({ songs });

let cwd: string;
let env: Record<string, string>;
const there: Loopback[] = [];
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'tracklistify-completing-'));
  await mkdir(join(cwd, 'music'));
  for (const n of NUMBERS) {
    await writeFile(join(cwd, `music/Artist ${n} - Song ${n}.wav`), wavBytes(piece(n, 40), RATE));
  }
  const mixOf = (...seeds: number[]) =>
    wavBytes(
      crossfade(
        seeds.map((seed) => piece(seed, 40)),
        8,
      ),
      RATE,
    );
  await writeFile(join(cwd, 'pier.wav'), mixOf(1, 2, 3));
  await writeFile(join(cwd, 'single.wav'), mixOf(1, 77));
  for (const { provider } of [musicbrainz, coverart, deezer, itunes]) there.push(await serve(provider));
  const [mb, caa, dz, it] = there.map(({ url }) => url);
  env = {
    TRACKLISTIFY_MUSICBRAINZ_API_URL: `${mb}/ws/2`,
    TRACKLISTIFY_MUSICBRAINZ_CALLS_PER_SECOND: '100',
    TRACKLISTIFY_COVERART_API_URL: caa!,
    TRACKLISTIFY_COVERART_CALLS_PER_SECOND: '100',
    TRACKLISTIFY_DEEZER_API_URL: dz!,
    TRACKLISTIFY_ITUNES_API_URL: it!,
  };
});
afterAll(async () => {
  for (const { close } of there) await close();
  await rm(cwd, { recursive: true, force: true });
});

const run = (args: string) => runCli(args.split(' '), { cwd, env });
const tracksIn = async (file: string): Promise<TrackEntry[]> =>
  parseTracklist(await readFile(join(cwd, file), 'utf8'), file).entries.filter((entry) => entry.kind === 'track');
const calls = () => [musicbrainz, coverart, deezer, itunes].map((server) => server.calls.length);

describe('a library and services that ask for no account', () => {
  it('tell label, year, ISRC, composers and links of every named track, each with who told it', async () => {
    const command = 'pier.wav --library music --providers library,musicbrainz,coverart,deezer';
    const first = await run(`${command} --explain`);
    expect(first.code).toBe(0);
    const tracks = await tracksIn('pier.json');
    expect(tracks.map(({ track }) => track.title)).toEqual(['Song 1', 'Song 2', 'Song 3']);
    for (const [i, { track, toldBy, confidence }] of tracks.entries()) {
      const n = i + 1;
      expect(track).toMatchObject({
        label: `Label ${n}`,
        catalogueNumber: `CAT ${n}`,
        releaseDate: `199${n}-02-03`,
        isrc: isrc(n),
        iswc: `T-010.140.236-${n}`,
        composers: [`Composer ${n}`],
        ids: { musicbrainz: mbid(n), deezer: String(n) },
        urls: { deezer: `https://www.deezer.com/track/${n}` },
        artwork: expect.stringMatching(/^https:/),
      });
      expect(toldBy).toMatchObject({ label: 'musicbrainz', composers: 'musicbrainz', artwork: 'coverart' });
      expect(confidence).toBeGreaterThan(0.9);
    }
    expect(first.stdout).toContain('by musicbrainz');
    const [mb, caa, dz] = calls() as [number, number, number, number];
    // At most two calls an entry and service.
    expect([mb <= 6, caa <= 12, dz <= 6]).toEqual([true, true, true]);
    await run(command);
    expect(calls()).toEqual([mb, caa, dz, 0]);
  });

  it('complete what is saved, as a group, and with no model', async () => {
    await run('single.wav --library music --providers library -f json,csv');
    expect((await tracksIn('single.json'))[0]!.track.label).toBeUndefined();
    const { code, stderr } = await run('enrich single.json --providers free -f json,csv');
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('No model')]);
    const [{ track }] = (await tracksIn('single.json')) as [TrackEntry];
    expect(track).toMatchObject({ label: 'Label 1', isrc: isrc(1), composers: ['Composer 1'] });
    expect(Object.keys(track.urls ?? {})).toEqual(expect.arrayContaining(['deezer', 'itunes']));
    expect(await readFile(join(cwd, 'single.csv'), 'utf8')).toContain('Composer 1');
  });

  it('cost no track that the library knows when all of them are gone, nor what they have told before', async () => {
    await Promise.all(there.map(({ close }) => close()));
    const again = await run('pier.wav --library music --providers library,musicbrainz,coverart,deezer -o again');
    expect(again.code).toBe(0);
    expect((await tracksIn('again/pier.json')).map(({ track }) => track.label)).toEqual([
      'Label 1',
      'Label 2',
      'Label 3',
    ]);
    const fresh = await run('single.wav --library music --providers library,deezer --no-cache -o fresh');
    expect(fresh.code).toBe(5);
    expect(fresh.stderr).toContain('left as they were heard');
    expect((await tracksIn('fresh/single.json')).map(({ track }) => track.title)).toEqual(['Song 1']);
  });
});
