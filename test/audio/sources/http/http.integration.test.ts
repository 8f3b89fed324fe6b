import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSource } from '../../../../src/audio/sources/registry.js';
import type { AudioSource } from '../../../../src/domain/ports/source.js';
import { collect, encode, synth, testFfmpeg, toInt16, writeWav } from '../../../support/audio.js';
import { type Answer, loopback } from '../../../support/loopback.js';
import { tempFolder } from '../../../support/temp.js';
import { stagedWeb } from '../../../support/web.js';

const ffmpeg = await testFfmpeg();

/** A sound file of three seconds, by the format that its ending names. */
async function sound(extension: string): Promise<{ path: string; bytes: Buffer }> {
  const folder = tempFolder();
  await writeWav(join(folder, 'in.wav'), toInt16(synth(3)), 44_100);
  const path = join(folder, `out.${extension}`);
  await encode(ffmpeg, join(folder, 'in.wav'), path);
  return { path, bytes: readFileSync(path) };
}

async function open(answer: Answer, path = '/sets/My%20mix.mp3?token=secret'): Promise<AudioSource & { temp: string }> {
  const server = await loopback(answer);
  onTestFinished(() => server.close());
  const temp = tempFolder();
  const tools = {
    ffmpeg,
    reach: 'anywhere' as const,
    stdin: new PassThrough(),
    tempFolder: temp,
    makeWeb: async () => stagedWeb(),
  };
  const source = await openSource(server.url + path, tools);
  onTestFinished(() => source.close());
  return Object.assign(source, { temp });
}

describe('a file on a server', () => {
  it.each(['mp3', 'm4a', 'flac', 'ogg', 'wav'])('is decoded as one on disk: %s', async (extension) => {
    const { path, bytes } = await sound(extension);
    // The type is wrong on purpose: the bytes tell.
    const source = await open((_, s) => void s.writeHead(200, { 'content-type': 'text/plain' }).end(bytes));
    const local = await openSource(path, {
      ffmpeg,
      reach: 'anywhere' as const,
      stdin: new PassThrough(),
      tempFolder: '/nowhere',
    });
    const [heard, truth] = await Promise.all([source, local].map((s) => collect(s.pcm({ rate: 8000 }))));
    expect(Buffer.compare(Buffer.from(heard!.buffer), Buffer.from(truth!.buffer))).toBe(0);
    expect(source.transfer!().fetched).toBe(bytes.length);
  });

  it('is a file too where it comes in chunks, without a length or a type', async () => {
    const { bytes } = await sound('mp3');
    const source = await open((_, s) => {
      s.write(bytes.subarray(0, 9000));
      s.end(bytes.subarray(9000));
    });
    expect(source.info.kind).toBe('http');
    expect((await collect(source.pcm({ rate: 8000 }))).length / 8000).toBeCloseTo(3, 0);
  });

  it('is named after its address, without what may be secret', async () => {
    const { bytes } = await sound('mp3');
    const { info } = await open((_, s) => void s.end(bytes));
    expect(info).toMatchObject({ name: 'My mix', kind: 'http' });
    expect(info.location).toMatch(/\/sets\/My%20mix\.mp3$/);
  });

  it.each([
    [`attachment; filename="A \\"live\\" set.mp3"`, 'A _live_ set'],
    [`attachment; filename="x.mp3"; filename*=UTF-8''Gr%C3%BCn.mp3`, 'Grün'],
    ['attachment; filename=../../etc/passwd.mp3', 'passwd'],
  ])('is named as the server says: %s', async (disposition, name) => {
    const { bytes } = await sound('mp3');
    const { info } = await open((_, s) => void s.writeHead(200, { 'content-disposition': disposition }).end(bytes));
    expect(info.name).toBe(name);
  });

  it('leaves nothing behind', async () => {
    const { bytes } = await sound('mp3');
    const source = await open((_, s) => void s.end(bytes));
    expect(readdirSync(source.temp)).toHaveLength(1);
    await source.close();
    expect(readdirSync(source.temp)).toEqual([]);
  });

  it.each([
    ['a picture', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), /no audio: it is a PNG picture/],
    ['an archive', Buffer.from('PK\x03\x04'), /a ZIP archive/],
    ['a text', Buffer.from('Not found, sorry.'), /plain text/],
  ])('that is %s is refused before it is fetched', async (_, head, message) => {
    const opened = open(
      (_r, s) =>
        void s
          .writeHead(200, { 'content-type': 'audio/mpeg', 'content-length': 5e9 })
          .write(Buffer.concat([head, Buffer.alloc(5000, 32)])),
    );
    await expect(opened).rejects.toThrow(message);
  });

  it('is what a redirect leads to', async () => {
    const { bytes } = await sound('mp3');
    const { info } = await open((r, s) => {
      if (r.url?.startsWith('/sets')) s.writeHead(302, { location: '/files/17.mp3' }).end();
      else s.end(bytes);
    });
    expect(info.name).toBe('17');
    expect(info.location).toMatch(/\/sets\/My%20mix\.mp3$/);
  });
});
