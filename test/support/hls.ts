import { execFile } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

const run = promisify(execFile);

/** Has ffmpeg make something of a sound file; `args` end with what is written, in `folder`. */
export async function ffmpegMakes(ffmpeg: string, folder: string, args: readonly string[]): Promise<void> {
  await run(ffmpeg, ['-nostdin', '-v', 'error', '-y', ...args], { cwd: folder });
}

export interface FileServer {
  url: string;
  /** Paths in the order in which they were asked for. */
  paths: string[];
  requests: http.IncomingMessage[];
  /** Answers instead of a file, when it says true. */
  instead: (request: http.IncomingMessage, response: http.ServerResponse) => boolean | Promise<boolean>;
}

/** A plain server of a folder that knows ranges, as nginx does. */
export async function serveFolder(folder: string, host = '127.0.0.1'): Promise<FileServer> {
  const state: FileServer = { url: '', paths: [], requests: [], instead: () => false };
  const server = http.createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url!, 'http://x').pathname);
    state.paths.push(path);
    state.requests.push(request);
    try {
      if (await state.instead(request, response)) return;
      await sendFile(join(folder, path), request, response);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.on('clientError', () => {});
  await new Promise<void>((done) => server.listen(0, host, done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  state.url = `http://${host}:${(server.address() as AddressInfo).port}`;
  return state;
}

async function sendFile(path: string, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const { size, mtime } = await stat(path);
  const etag = `"${size.toString(16)}"`;
  const headers = { etag, 'last-modified': mtime.toUTCString(), 'accept-ranges': 'bytes' };
  const { range, 'if-range': ifRange } = request.headers;
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  if (from === undefined || (ifRange !== undefined && ifRange !== etag)) {
    response.writeHead(200, { ...headers, 'content-length': size });
    createReadStream(path).pipe(response);
    return;
  }
  const start = Number(from);
  const end = Math.min(size - 1, to ? Number(to) : size - 1);
  if (start >= size) {
    response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
    return;
  }
  response.writeHead(206, {
    ...headers,
    'content-range': `bytes ${start}-${end}/${size}`,
    'content-length': end - start + 1,
  });
  createReadStream(path, { start, end }).pipe(response);
}

/** An ID3v2.4 tag as packed audio begins with (RFC 8216 §3.4), with a title where one is given. */
export function packedTag(seconds: number, title?: string): Buffer {
  const stamp = Buffer.alloc(8);
  stamp.writeBigUInt64BE(BigInt(Math.round(seconds * 90_000)) % 2n ** 33n);
  const frames = [frame('PRIV', Buffer.concat([Buffer.from('com.apple.streaming.transportStreamTimestamp\0'), stamp]))];
  if (title !== undefined) frames.push(frame('TIT2', Buffer.concat([Buffer.from([3]), Buffer.from(title)])));
  const body = Buffer.concat(frames);
  return Buffer.concat([Buffer.from('ID3'), Buffer.from([4, 0, 0]), syncsafe(body.length), body]);
}

const frame = (name: string, value: Buffer): Buffer =>
  Buffer.concat([Buffer.from(name), syncsafe(value.length), Buffer.from([0, 0]), value]);

const syncsafe = (n: number): Buffer => Buffer.from([(n >> 21) & 127, (n >> 14) & 127, (n >> 7) & 127, n & 127]);

export function encrypted(bytes: Uint8Array, key: Uint8Array, iv: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-128-cbc', key, iv);
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
}

/** A playlist of packed audio: ffmpeg cuts the stream into frames that stand alone, and the tags are put before them. */
export async function packedAudio(
  ffmpeg: string,
  folder: string,
  source: string,
  { codec, extension, from = 10 }: { codec: string; extension: 'aac' | 'mp3'; from?: number },
): Promise<void> {
  const pattern = `packed%03d.${extension}`;
  const format = extension === 'aac' ? 'adts' : 'mp3';
  await ffmpegMakes(ffmpeg, folder, [
    ...['-i', source, '-c:a', codec, '-b:a', '96k', '-map_metadata', '-1', '-f', 'segment', '-segment_time', '4'],
    ...(extension === 'mp3' ? ['-segment_format_options', 'write_xing=0:id3v2_version=0'] : []),
    ...['-segment_format', format, '-segment_list', 'cuts.csv', pattern],
  ]);
  const cuts = (await readFile(join(folder, 'cuts.csv'), 'utf8')).trim().split('\n');
  const lines = ['#EXTM3U', '#EXT-X-TARGETDURATION:4'];
  for (const cut of cuts) {
    const [name, start, end] = cut.split(',') as [string, string, string];
    const path = join(folder, name);
    await writeFile(path, Buffer.concat([packedTag(from + Number(start)), await readFile(path)]));
    lines.push(`#EXTINF:${(Number(end) - Number(start)).toFixed(3)},`, name);
  }
  await writeFile(join(folder, 'packed.m3u8'), [...lines, '#EXT-X-ENDLIST', ''].join('\n'));
}
