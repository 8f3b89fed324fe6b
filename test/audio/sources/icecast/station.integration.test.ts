import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Station } from '../../../../src/audio/sources/icecast/station.js';
import { openLiveWeb, openWeb } from '../../../../src/audio/sources/web/open.js';
import { SourceError } from '../../../../src/domain/errors.js';
import type { LivePart, LiveSource } from '../../../../src/domain/ports/live.js';
import { encode, synth, testFfmpeg, toInt16, writeWav } from '../../../support/audio.js';
import { ManualClock } from '../../../support/clock.js';
import { type Answer, loopback } from '../../../support/loopback.js';
import { rawServer, withTitles } from '../../../support/radio.js';
import { stagedWeb } from '../../../support/web.js';

const RATE = 11_025;
const SECONDS = 12;
const INTERVAL = 4096;
const ENDED = 'the station ended the connection';
let folder: string;
let ffmpeg: string;
const sounds: Record<'mp3' | 'aac' | 'ogg', Buffer> = {} as never;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-test-'));
  ffmpeg = await testFfmpeg();
  const wav = join(folder, 'sound.wav');
  await writeWav(wav, toInt16(synth(SECONDS)), 44_100);
  for (const [extension, options] of [
    ['mp3', ['-b:a', '128k']],
    ['aac', ['-f', 'adts', '-b:a', '64k']],
    ['ogg', ['-c:a', 'flac', '-metadata', 'title=Jóga', '-metadata', 'artist=Björk']],
  ] as const) {
    await encode(ffmpeg, wav, join(folder, `sound.${extension}`), [...options]);
    sounds[extension] = await readFile(join(folder, `sound.${extension}`));
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const tools = () => ({
  ffmpeg,
  reach: 'anywhere' as const,
  stdin: process.stdin,
  tempFolder: folder,
  makeWeb: async () => stagedWeb(),
});

async function open(url: string): Promise<LiveSource> {
  return openLiveWeb(url, tools());
}

/** Follows until `enough`, or to the end. */
async function follow(
  source: LiveSource,
  enough: (parts: LivePart[]) => boolean = () => false,
  options: {
    onTrouble?: (message: string) => void;
    keep?: (bytes: Uint8Array, extension: string) => Promise<void>;
  } = {},
): Promise<LivePart[]> {
  const parts: LivePart[] = [];
  for await (const part of source.follow({ rate: RATE, signal: new AbortController().signal, ...options })) {
    parts.push(part);
    if (enough(parts)) break;
  }
  await source.close();
  return parts;
}

const secondsOf = (parts: readonly LivePart[]): number =>
  parts.reduce((sum, part) => sum + (part.type === 'sound' ? part.pcm.length / RATE : 0), 0);
const titlesOf = (parts: readonly LivePart[]): string[] =>
  parts.flatMap((part) => (part.type === 'title' ? [part.title] : []));
const gapsOf = (parts: readonly LivePart[]) => parts.filter((part) => part.type === 'gap');
const heard =
  (seconds: number) =>
  (parts: LivePart[]): boolean =>
    secondsOf(parts) >= seconds;

/** A station made of connections that end one after the other; then it is off the air for good. */
function stationOf(bodies: ReadonlyArray<AsyncGenerator<Uint8Array> | Error>, clock: ManualClock): Station {
  const connections = bodies.map((body) => () => {
    if (body instanceof Error) throw body;
    return { headers: { get: () => null }, body, cancel: () => void body.return?.(undefined) };
  });
  return new Station({ name: 'Station', kind: 'radio', location: 'http://x/' }, connections.shift()!(), {
    ffmpeg,
    clock,
    connect: async () => connections.shift()?.() ?? null,
  });
}

async function* bytes(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** Gives a piece, then nothing until it is left. */
function stalled(piece: Uint8Array): AsyncGenerator<Uint8Array> {
  let leave = (): void => {};
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  let given = false;
  return {
    async next() {
      if (!given) {
        given = true;
        return { done: false, value: piece };
      }
      await left;
      return { done: true, value: undefined };
    },
    async return() {
      leave();
      return { done: true, value: undefined };
    },
    async throw(error) {
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  } as AsyncGenerator<Uint8Array>;
}

describe('a station', () => {
  it('that speaks ICY instead of HTTP gives its sound whole, and its titles beside it', async () => {
    const titles = ["Artist - Don't Stop", 'Björk – Jóga'];
    const server = await rawServer((socket) => {
      socket.write(
        `ICY 200 OK\r\nicy-name: Radio Zürich\r\nicy-metaint:${INTERVAL}\r\ncontent-type:audio/mpeg\r\n\r\n`,
      );
      // As some servers do, it says the same again with every block.
      socket.end(withTitles(sounds.mp3, INTERVAL, titles, true));
    });
    const source = await open(`${server.url}/live`);
    expect(source.info).toMatchObject({ name: 'Radio Zürich', kind: 'radio', location: `${server.url}/live` });
    const kept: Uint8Array[] = [];
    const parts = await follow(source, heard(SECONDS - 0.2), {
      keep: async (piece, extension) => {
        expect(extension).toBe('mp3');
        kept.push(piece);
      },
    });
    expect(server.asked[0]).toMatch(/^icy-metadata: 1\r$/im);
    expect(titlesOf(parts)).toEqual(titles);
    expect(Buffer.concat(kept).equals(sounds.mp3)).toBe(true);
  });

  it('can be any codec that stations use', async () => {
    for (const [type, sound] of [
      ['audio/aacp', sounds.aac],
      ['application/ogg', sounds.ogg],
    ] as const) {
      const server = await rawServer((socket) => {
        socket.end(
          Buffer.concat([Buffer.from(`HTTP/1.0 200 OK\r\nicy-br:64\r\ncontent-type: ${type}\r\n\r\n`), sound]),
        );
      });
      const parts = await follow(await open(server.url), heard(SECONDS - 0.5));
      expect(titlesOf(parts)).toEqual(sound === sounds.ogg ? ['Björk - Jóga'] : []);
    }
  });

  it('that sends Ogg changes its titles by new pieces of a chain, which play on', async () => {
    const titled = async (title: string): Promise<Buffer> => {
      const file = join(folder, `${title}.ogg`);
      await encode(ffmpeg, join(folder, 'sound.wav'), file, ['-c:a', 'flac', '-metadata', `title=${title}`]);
      return readFile(file);
    };
    const chain = Buffer.concat([await titled('First'), await titled('Second')]);
    // Cut anywhere, as networks do.
    const pieces = Array.from({ length: Math.ceil(chain.length / 1000) }, (_, i) =>
      chain.subarray(i * 1000, i * 1000 + 1000),
    );
    const parts = await follow(stationOf([bytes(...pieces)], new ManualClock((ms) => ms !== 5000)));
    expect(titlesOf(parts)).toEqual(['First', 'Second']);
    expect(secondsOf(parts)).toBeGreaterThan(2 * SECONDS - 0.5);
  });

  it('is found behind the page that its server shows', async () => {
    const server = await rawServer((socket, connection) => {
      if (connection === 1) {
        return socket.end(
          'HTTP/1.0 200 OK\r\ncontent-type: text/html\r\n\r\n<html><head><title>SHOUTcast Server</title></head></html>',
        );
      }
      socket.write('ICY 200 OK\r\nicy-name: Behind it\r\ncontent-type:audio/mpeg\r\n\r\n');
      return socket.write(sounds.mp3);
    });
    const source = await open(server.url);
    expect(server.asked[1]).toMatch(/^GET \/; /);
    expect(source.info.name).toBe('Behind it');
    await source.close();
  });

  it('is sent to listen, when it is named as a file', async () => {
    const server = await rawServer((socket) => {
      socket.write('HTTP/1.0 200 OK\r\nicy-name: x\r\ncontent-type: audio/mpeg\r\n\r\n');
      socket.write(sounds.mp3);
    });
    await expect(openWeb(server.url, tools())).rejects.toThrow(/is a live stream \(radio\): "tracklistify listen"/);
  });

  it('comes back after a loss, with a gap as long as the clock says', async () => {
    const clock = new ManualClock((ms) => ms !== 5000);
    const troubles: string[] = [];
    const onTrouble = (message: string): void => {
      troubles.push(message);
      clock.advance(60_000);
    };
    const station = stationOf([bytes(sounds.mp3), bytes(sounds.mp3)], clock);
    const parts = await follow(station, undefined, { onTrouble });
    expect(troubles[0]).toBe(`Station: ${ENDED}; trying to get it back.`);
    const [gap] = gapsOf(parts);
    const before = secondsOf(parts.slice(0, parts.indexOf(gap!)));
    expect(before).toBeCloseTo(SECONDS, 0);
    expect(gap).toMatchObject({ mixTime: expect.closeTo(before, 5), reason: ENDED });
    // The sound came all at once, so its own length is taken off.
    expect(gap!.seconds).toBeCloseTo(61 - before, 5);
    expect(parts[parts.indexOf(gap!) + 1]).toMatchObject({ type: 'sound', mixTime: expect.closeTo(61, 5) });
  });

  it('may come back as another codec', async () => {
    const clock = new ManualClock((ms) => ms !== 5000);
    const parts = await follow(stationOf([bytes(sounds.mp3), bytes(sounds.aac), bytes(sounds.ogg)], clock));
    expect(secondsOf(parts)).toBeGreaterThan(3 * SECONDS - 1);
  });

  it('is asked again when its bytes become something that no decoder reads', async () => {
    const clock = new ManualClock((ms) => ms !== 5000);
    const noise = Buffer.alloc(3_000_000, 0);
    const station = stationOf([bytes(noise), bytes(sounds.mp3)], clock);
    expect(secondsOf(await follow(station))).toBeGreaterThan(SECONDS - 1);
  });

  it('is left when it stalls, or when the machine slept', async () => {
    const clock = new ManualClock((ms) => ms !== 5000);
    const station = stationOf([stalled(sounds.mp3), bytes(sounds.mp3)], clock);
    let slept = false;
    let asleep = false;
    const enough = (so: LivePart[]): boolean => {
      // Most of the first connection's sound is out: from here on nothing comes.
      if (!slept && secondsOf(so) > SECONDS - 2.5) {
        slept = true;
        asleep = true;
        setImmediate(function nap() {
          clock.advance(3_600_000);
          if (asleep) setImmediate(nap);
        });
      }
      return gapsOf(so).length > 0;
    };
    const onTrouble = (): void => {
      asleep = false;
    };
    const parts = await follow(station, enough, { onTrouble });
    expect(gapsOf(parts)[0]).toMatchObject({ reason: expect.stringMatching(/^no sound came for \d+ s$/) });
  });

  it('is left sooner when its bytes go on, and are no sound any more', async () => {
    const clock = new ManualClock((ms) => ms !== 5000);
    let heardAll = false;
    const deaf = async function* (): AsyncGenerator<Uint8Array> {
      yield sounds.mp3;
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        if (!heardAll) continue;
        clock.advance(1000);
        yield Buffer.alloc(200);
      }
    };
    const enough = (so: LivePart[]): boolean => {
      heardAll ||= secondsOf(so) > SECONDS - 2.5;
      return gapsOf(so).length > 0;
    };
    const parts = await follow(stationOf([deaf(), bytes(sounds.mp3)], clock), enough);
    expect(gapsOf(parts)[0]!.reason).toMatch(/^no sound came for (1[5-9]|2\d) s$/);
  });

  it('waits longer and longer for one that stays away, and gives it up in the end', async () => {
    const clock = new ManualClock((ms) => ms !== 5000);
    const down = new SourceError('it is gone (HTTP 404).');
    const station = stationOf([bytes(sounds.mp3), ...Array.from({ length: 100 }, () => down)], clock);
    await expect(follow(station)).rejects.toThrow('Station has given no sound for 30 minutes: it is gone (HTTP 404).');
    const pauses = clock.slept.filter((ms) => ms !== 5000);
    expect(pauses.slice(0, 7)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('ends at once when it is left', async () => {
    const server = await rawServer((socket) => {
      socket.write('HTTP/1.0 200 OK\r\nicy-br: 128\r\ncontent-type: audio/mpeg\r\n\r\n');
      socket.write(sounds.mp3);
    });
    const leaving = new AbortController();
    const source = await open(server.url);
    const listen = async (): Promise<void> => {
      for await (const _ of source.follow({ rate: RATE, signal: leaving.signal })) leaving.abort(new Error('left'));
    };
    await expect(listen()).rejects.toThrow('left');
    await source.close();
  });
});

describe("a station's playlist", () => {
  const serve = (lists: Record<string, [type: string, text: string]>): Answer => {
    return ({ url }, response) => {
      const list = lists[url];
      if (list) return void response.setHeader('content-type', list[0]).end(list[1]);
      if (url !== '/live') return void response.writeHead(404).end();
      response.writeHead(200, { 'content-type': 'audio/mpeg', 'icy-name': 'Behind it' });
      response.write(sounds.mp3);
    };
  };

  it.each([
    ['/list.pls', 'audio/x-scpls', '[playlist]\nFile1=/gone\nFile2=/live\n'],
    ['/list.m3u', 'audio/x-mpegurl', '#EXTM3U\n#EXTINF:-1,x\nlive\n'],
    ['/list.asx', 'video/x-ms-asf', '<asx version="3.0"><entry><ref href="/live"/></entry></asx>'],
    ['/typeless', 'application/octet-stream', '[playlist]\nFile1=/list2.pls\n'],
  ])('%s leads to the first address that plays', async (path, type, text) => {
    const server = await loopback(
      serve({ [path]: [type, text], '/list2.pls': ['text/plain', '[playlist]\nFile1=live\n'] }),
    );
    const source = await open(server.url + path);
    expect(source.info).toMatchObject({ name: 'Behind it', kind: 'radio' });
    expect(secondsOf(await follow(source, heard(1)))).toBeGreaterThan(1);
    await server.close();
  });

  it('has other addresses for when the first one fails for good', async () => {
    const station = (sound: Buffer, type: string) => (socket: Socket) =>
      void socket.end(
        Buffer.concat([Buffer.from(`HTTP/1.0 200 OK\r\nicy-name: x\r\ncontent-type: ${type}\r\n\r\n`), sound]),
      );
    const other = await rawServer(station(sounds.aac, 'audio/aac'));
    const first = await rawServer((socket, connection) =>
      connection === 1 ? station(sounds.mp3, 'audio/mpeg')(socket) : void socket.end('HTTP/1.0 404 gone\r\n\r\n'),
    );
    const list = `[playlist]\nFile1=${first.url}/\nFile2=${other.url}/\n`;
    const server = await loopback(serve({ '/list.pls': ['audio/x-scpls', list] }));
    const clock = new ManualClock((ms) => ms !== 5000);
    const source = await openLiveWeb(`${server.url}/list.pls`, { ...tools(), clock });
    const kept = new Set<string>();
    const keep = async (_: Uint8Array, extension: string): Promise<void> => void kept.add(extension);
    await follow(source, () => kept.has('aac'), { keep });
    expect([...kept]).toEqual(['mp3', 'aac']);
    expect(first.asked).toHaveLength(2);
    await server.close();
  });

  it('that leads in a circle is left', async () => {
    const server = await loopback(serve({ '/a.pls': ['audio/x-scpls', '[playlist]\nFile1=/a.pls\n'] }));
    await expect(open(`${server.url}/a.pls`)).rejects.toThrow(/a list in a list/);
    await server.close();
  });

  it('of a public host leads to no private address', async () => {
    const server = await loopback(
      serve({ '/a.pls': ['audio/x-scpls', `[playlist]\nFile1=http://private.example/live\n`] }),
    );
    await expect(open(`http://public.example:${server.port}/a.pls`)).rejects.toThrow(
      /--allow-private, or web\.allowPrivate in the settings, allows it/,
    );
    expect(server.requests.map((r) => r.url)).toEqual(['/a.pls']);
    await server.close();
  });
});
