import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Download, type DownloadTools } from '../../../../src/audio/sources/http/download.js';
import type { Web, WebAnswer } from '../../../../src/audio/sources/web/web.js';
import type { TracklistifyEvent } from '../../../../src/domain/events.js';
import type { Clock } from '../../../../src/domain/ports/clock.js';
import { random } from '../../../support/audio.js';
import { type Answer, type Loopback, loopback } from '../../../support/loopback.js';
import { quickClock } from '../../../support/network.js';
import { tempFolder } from '../../../support/temp.js';
import { stagedWeb } from '../../../support/web.js';

const next = random(7);
const FILE = Buffer.from(Array.from({ length: 300_000 }, () => Math.floor(next() * 256)));
const OTHER = Buffer.from(FILE).reverse();

async function serve(answer: Answer): Promise<Loopback> {
  const server = await loopback(answer);
  onTestFinished(() => server.close());
  return server;
}

async function fetched(server: Loopback, options: Partial<DownloadTools> = {}) {
  const clock = quickClock();
  const web = stagedWeb({ now: clock.now });
  const path = join(tempFolder(), 'sound');
  const { signal } = new AbortController();
  const url = new URL(`${server.url}/mix.mp3`);
  const download = new Download(url, await web.open({ url, reach: 'anywhere', signal }), path, {
    web,
    reach: 'anywhere',
    signal,
    clock,
    ...options,
  });
  await download.run();
  return { bytes: await readFile(path), ...download.transfer, slept: clock.slept };
}

/** As much of it as is asked for, of which `give` bytes get through before the line is cut. */
function part(file: Buffer, range: string | undefined, response: ServerResponse, give: number, headers = {}): void {
  const [, from] = /^bytes=(\d+)-$/.exec(range ?? '') ?? [];
  const start = Number(from ?? 0);
  const rest = file.subarray(start);
  response.writeHead(from === undefined ? 200 : 206, {
    'content-length': rest.length,
    ...(from !== undefined && { 'content-range': `bytes ${start}-${file.length - 1}/${file.length}` }),
    ...headers,
  });
  if (give >= rest.length) response.end(rest);
  else response.write(rest.subarray(0, give), () => setImmediate(() => response.socket?.destroy()));
}

describe('a download', () => {
  it('goes on where the line was cut, if it is the same file', async () => {
    const server = await serve((r, s) => part(FILE, r.headers.range, s, 110_000, { etag: '"1"' }));
    const { bytes, fetched: got, total } = await fetched(server);
    expect(bytes.equals(FILE)).toBe(true);
    expect([got, total]).toEqual([FILE.length, FILE.length]);
    expect(server.requests.length).toBeGreaterThan(2);
    for (const { headers } of server.requests.slice(1)) {
      expect(headers['range']).toMatch(/^bytes=\d+-$/);
      expect(headers['if-range']).toBe('"1"');
    }
  });

  it('begins again when the file has changed meanwhile', async () => {
    const server = await serve((r, s, count) => {
      if (count === 1) part(FILE, undefined, s, 100_000, { etag: '"1"' });
      else part(OTHER, r.headers['if-range'] === '"2"' ? r.headers.range : undefined, s, 1e9, { etag: '"2"' });
    });
    expect((await fetched(server)).bytes.equals(OTHER)).toBe(true);
  });

  it('begins again when a server that knows no If-Range sends a part of another file', async () => {
    const server = await serve((r, s, count) => {
      if (count === 1) part(FILE, undefined, s, 100_000, { etag: '"1"' });
      else part(OTHER, r.headers.range, s, 1e9, { etag: '"2"' });
    });
    expect((await fetched(server)).bytes.equals(OTHER)).toBe(true);
  });

  it('begins again where the server knows no ranges', async () => {
    const server = await serve((_, s, count) => part(FILE, undefined, s, count < 3 ? 100_000 : 1e9));
    expect((await fetched(server)).bytes.equals(FILE)).toBe(true);
  });

  it('takes a body without a length, in chunks', async () => {
    const server = await serve((_, s) => {
      for (let i = 0; i < FILE.length; i += 50_000) s.write(FILE.subarray(i, i + 50_000));
      s.end();
    });
    const { bytes, total } = await fetched(server);
    expect(bytes.equals(FILE)).toBe(true);
    expect(total).toBeNull();
  });

  it('knows a body in chunks that was cut', async () => {
    const server = await serve((_, s, count) => {
      s.writeHead(200, { etag: '"1"' });
      if (count > 1) s.end(FILE);
      else s.write(FILE.subarray(0, 100_000), () => setImmediate(() => s.socket?.destroy()));
    });
    expect((await fetched(server)).bytes.equals(FILE)).toBe(true);
  });

  it('asks for no part of what comes packed', async () => {
    const packed = gzipSync(FILE);
    const server = await serve((_, s, count) =>
      part(packed, undefined, s, count === 1 ? 100_000 : 1e9, { etag: '"1"', 'content-encoding': 'gzip' }),
    );
    expect((await fetched(server)).bytes.equals(FILE)).toBe(true);
    expect(server.requests[1]!.headers['range']).toBeUndefined();
  });

  it('waits for a server in trouble as long as it wants', async () => {
    const server = await serve((r, s, count) => {
      if (count === 2) s.writeHead(503, { 'retry-after': '20' }).end();
      else part(FILE, r.headers.range, s, count === 1 ? 100_000 : 1e9);
    });
    const { bytes, slept } = await fetched(server);
    expect(bytes.equals(FILE)).toBe(true);
    expect(slept).toEqual([500, 20_000]);
  });

  it('gives up what never goes on', async () => {
    const server = await serve((r, s, count) =>
      count === 1 ? part(FILE, r.headers.range, s, 1000) : void s.socket!.destroy(),
    );
    await expect(fetched(server)).rejects.toThrow(/mix\.mp3" broke off: the connection was closed/);
  });

  it.each([404, 403])('gives up at once at HTTP %s', async (status) => {
    const server = await serve((r, s, count) =>
      count === 1 ? part(FILE, r.headers.range, s, 1000) : void s.writeHead(status).end(),
    );
    await expect(fetched(server)).rejects.toThrow(`HTTP ${status}`);
    expect(server.requests).toHaveLength(2);
  });

  it('says that there is nothing', async () => {
    await expect(fetched(await serve((_, s) => void s.end()))).rejects.toThrow(/is empty/);
  });

  it('has a limit, announced or not', async () => {
    const announced = await serve((r, s) => part(FILE, r.headers.range, s, 1e9));
    await expect(fetched(announced, { most: 200_000 })).rejects.toThrow(/larger than any mix/);
    const endless = await serve((_, s) => {
      const more = (error?: Error | null): void => void (error || s.destroyed || s.write(FILE, more));
      more();
    });
    await expect(fetched(endless, { most: 1_000_000 })).rejects.toThrow(/larger than any mix/);
  });

  it('tells how far it is', async () => {
    const events: TracklistifyEvent[] = [];
    await fetched(await serve((r, s) => part(FILE, r.headers.range, s, 1e9)), { emit: (event) => events.push(event) });
    expect(events.at(-1)).toEqual({ type: 'fetched', bytes: FILE.length, total: FILE.length });
    expect(events.length).toBeGreaterThan(1);
  });

  it('gives up a server that is too slow three times, and says so', async () => {
    const clock = quickClock();
    let opened = 0;
    const gate = () => Promise.reject(new Error('not for files'));
    const web: Web = { open: async () => dripping(clock, ++opened), gate, close() {} };
    const url = new URL('http://slow.example/mix.mp3');
    const { signal } = new AbortController();
    const path = join(tempFolder(), 'sound');
    const download = new Download(url, await web.open({ url, reach: 'anywhere', signal }), path, {
      web,
      reach: 'anywhere',
      signal,
      clock,
    });
    await expect(download.run()).rejects.toThrow(
      '"http://slow.example/mix.mp3" comes too slowly to be waited for: 15 bytes in the last 60 s, where 1000 a second are the least.',
    );
    expect(opened).toBe(3);
  });

  it('ends before the disk is full', async () => {
    const server = await serve((_, s) => {
      const more = (error?: Error | null): void => void (error || s.destroyed || s.write(FILE, more));
      more();
    });
    let free = 100e6;
    await expect(fetched(server, { free: async () => (free -= 16e6) })).rejects.toThrow(
      /mix\.mp3" needs more room than there is: \d+ MB are free in .*Set TMPDIR/,
    );
  });

  it.each(['gzip', 'br', 'deflate'] as const)('ends what is packed as %s to fill a disk', async (encoding) => {
    const pack = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync }[encoding];
    const bomb = pack(Buffer.alloc(20 * 2 ** 20));
    const server = await serve((_, s) => void s.writeHead(200, { 'content-encoding': encoding }).end(bomb));
    await expect(fetched(server)).rejects.toThrow(/mix\.mp3" is packed so that it grows more than 20 times/);
    expect(server.requests).toHaveLength(1);
  });
});

/** A body of a byte every four seconds. */
function dripping(clock: Clock & { slept: number[] }, count: number): WebAnswer {
  const body = async function* (): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < 10_000; i++) {
      await clock.sleep(4000, new AbortController().signal);
      yield new Uint8Array(1);
    }
  };
  const from = 15 * (count - 1);
  const headers = new Map(count > 1 ? [['content-range', `bytes ${from}-999999/1000000`]] : []);
  return {
    status: count > 1 ? 206 : 200,
    headers: { get: (name) => headers.get(name) ?? null },
    url: new URL('http://slow.example/mix.mp3'),
    reach: 'anywhere',
    length: 1_000_000,
    packed: false,
    body: body(),
    cancel() {},
  };
}
