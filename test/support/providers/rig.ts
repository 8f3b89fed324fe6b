import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wavOf } from '../../../src/domain/wav.js';
import { type Bands, findPeaks } from '../../../src/identifiers/shazam/peaks.js';
import { decoded, quickPath, testFfmpeg } from '../audio.js';
import { type Ran, runChild, runCli } from '../cli.js';
import { type AcrcloudOptions, acrcloudServer } from './acrcloud-server.js';
import { type AuddOptions, auddServer } from './audd-server.js';
import { mixOf, tracks, upsample } from './music.js';
import { serve } from './protocol.js';
import { type Known, type Recognised, Recogniser } from './recogniser.js';
import { type ShazamOptions, shazamServer } from './shazam-server.js';
import { type SpotifyOptions, spotifyServer } from './spotify-server.js';
import { Turns } from './turns.js';

export const KEYS = { accessKey: 'known-access-key-0001', accessSecret: 'known-access-secret-0002' };
export const TOKEN = 'known-audd-token-0005';
export const APP = { clientId: 'known-client-id-0003', clientSecret: 'known-client-secret-0004' };

/** A part of a mix; `song` null is music that nobody knows. */
export interface Part {
  song: number | null;
  from: number;
  seconds: number;
  /** Of playing, pitch included. */
  speed?: number;
}

export interface Music {
  songs: readonly Known[];
  /** Names a sample by its peaks, as Shazam's signature holds them. */
  recognise: (peaks: Bands) => Recognised | null;
  /** Names a sample by its sound. */
  hear: (pcm: Int16Array, rate: number) => Recognised | null;
  wav: Uint8Array;
}

export function musicOf(parts: readonly Part[], songs = tracks(3, 140)): Music {
  const mix = mixOf(parts.map((part) => ({ ...part, track: part.song === null ? null : songs[part.song]! })));
  const recogniser = new Recogniser(songs);
  return musicWith(songs, (peaks) => recogniser.recognise(peaks), wavOf(mix, 16_000));
}

/** The parts of a set that most tests are content with. */
export const SET = [
  { song: 0, from: 12, seconds: 100 },
  { song: 2, from: 5, seconds: 80 },
  { song: 1, from: 30, seconds: 90 },
];
let set: Music | undefined;
/** All files that one worker runs share it, and with it what was heard. */
export const wholeSet = (): Music => {
  set ??= musicOf(SET);
  return set;
};

/** The answer depends on the sound alone, and most runs over one mix ask about the same places in it: each is heard once. */
export function musicWith(songs: readonly Known[], recognise: Music['recognise'], wav: Uint8Array): Music {
  const heard = new Map<string, Recognised | null>();
  const hear: Music['hear'] = (pcm, rate) => {
    const sound = `${rate} ${createHash('sha1').update(pcm).digest('hex')}`;
    if (!heard.has(sound)) heard.set(sound, recognise(findPeaks(upsample(pcm, rate))));
    return heard.get(sound) ?? null;
  };
  return { songs, recognise, hear, wav };
}

/** The built program in a folder of its own with a mix in it, and services on loopback that know the mix's music. */
export class Rig {
  readonly cwd = mkdtempSync(join(tmpdir(), 'remote-'));
  readonly music: Music;
  private readonly closing: Array<() => unknown> = [];

  constructor(music: Music) {
    this.music = music;
    writeFileSync(join(this.cwd, 'mix.wav'), music.wav);
  }

  run(args: string[], env: Record<string, string>): Promise<Ran> {
    return runCli(['mix.wav', ...args], { cwd: this.cwd, env });
  }

  /** Beside others, which processes alone can be. */
  async runChild(args: string[], env: Record<string, string>): Promise<Ran> {
    return runChild(['mix.wav', ...args], { cwd: this.cwd, env: { PATH: await quickPath(), ...env } });
  }

  /** In which the runs called a service. */
  turns(provider: string): Turns {
    return new Turns(this.cwd, provider);
  }

  async acrcloud(options: Partial<AcrcloudOptions> = {}) {
    const server = acrcloudServer({
      ...KEYS,
      recognise: this.music.hear,
      ...options,
    });
    const env = {
      ACRCLOUD_HOST: await this.listen(server.provider),
      ACRCLOUD_ACCESS_KEY: KEYS.accessKey,
      ACRCLOUD_ACCESS_SECRET: KEYS.accessSecret,
      TRACKLISTIFY_ACRCLOUD_CALLS_PER_SECOND: '20',
    };
    return { calls: server.calls, env };
  }

  async audd(options: Partial<AuddOptions> = {}) {
    const ffmpeg = await testFfmpeg();
    const decode = async (file: Buffer) => ({ pcm: await decoded(ffmpeg, file, 16_000), rate: 16_000 });
    const server = auddServer({ token: TOKEN, recognise: this.music.hear, decode, ...options });
    const url = await this.listen(server.provider);
    const env = {
      AUDD_API_TOKEN: TOKEN,
      TRACKLISTIFY_AUDD_HOST: url,
      TRACKLISTIFY_AUDD_ENTERPRISE_HOST: `${url}/enterprise`,
      TRACKLISTIFY_AUDD_CALLS_PER_SECOND: '20',
    };
    return { ...server, env };
  }

  async shazam(options: Partial<ShazamOptions> = {}) {
    const server = shazamServer({ recognise: this.music.recognise, ...options });
    const env = {
      TRACKLISTIFY_SHAZAM_ENABLED: 'true',
      TRACKLISTIFY_SHAZAM_HOST: await this.listen(server.provider),
      TRACKLISTIFY_SHAZAM_SECONDS_BETWEEN_CALLS: '0.1',
    };
    return { calls: server.calls, env };
  }

  async spotify(options: Partial<SpotifyOptions> = {}) {
    const catalogue = this.music.songs.map(({ title, artist, isrc }, i) => ({
      id: `spotify${i}`,
      name: title,
      artists: [artist],
      album: `Album ${i} on Spotify`,
      ...(isrc === undefined ? {} : { isrc }),
    }));
    const server = spotifyServer({ ...APP, catalogue, ...options });
    const url = await this.listen(server.provider);
    const env = {
      SPOTIFY_CLIENT_ID: APP.clientId,
      SPOTIFY_CLIENT_SECRET: APP.clientSecret,
      TRACKLISTIFY_SPOTIFY_ACCOUNTS_URL: `${url}/accounts`,
      TRACKLISTIFY_SPOTIFY_API_URL: `${url}/v1`,
      TRACKLISTIFY_SPOTIFY_CALLS_PER_SECOND: '50',
    };
    return { ...server, env };
  }

  /** Everything below the folder but sound, as one text. */
  everything(): string {
    return readdirSync(this.cwd, { recursive: true, encoding: 'utf8' })
      .map((name) => join(this.cwd, name))
      .filter((path) => statSync(path).isFile() && !path.endsWith('.wav'))
      .map((path) => `${path}\n${readFileSync(path, 'utf8')}`)
      .join('\n');
  }

  async close(): Promise<void> {
    for (const close of this.closing.splice(0)) await close();
    rmSync(this.cwd, { recursive: true, force: true });
  }

  private async listen(provider: Parameters<typeof serve>[0]): Promise<string> {
    const listening = await serve(provider);
    this.closing.push(listening.close);
    return listening.url;
  }
}
