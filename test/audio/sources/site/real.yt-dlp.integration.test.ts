import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openWeb } from '../../../../src/audio/sources/web/open.js';
import { synth, testFfmpeg, toInt16, writeWav } from '../../../support/audio.js';
import { loopback } from '../../../support/loopback.js';
import { stagedWeb } from '../../../support/web.js';

it('the real yt-dlp goes through the gate, and nowhere else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tracklistify-yt-dlp-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const sound = join(folder, 'sound.wav');
  await writeWav(sound, toInt16(synth(6)), 44_100);
  const wav = await readFile(sound);
  const inside = await loopback((_, response) => void response.end(wav), undefined, '127.0.0.2');
  const pages: Record<string, string> = {
    '/good': 'sound.wav',
    '/private': `http://private.example:${inside.port}/sound.wav`,
  };
  const server = await loopback(({ url }, response) => {
    const source = pages[url.replace(/^http:\/\/[^/]+/, '')];
    if (source === undefined) return void response.setHeader('content-type', 'audio/wav').end(wav);
    const html = `<!DOCTYPE html><html><title>A page</title><audio src="${source}"></audio></html>`;
    response.setHeader('content-type', 'text/html').end(html);
  });
  for (const each of [server, inside]) onTestFinished(() => each.close());
  const tools = {
    ffmpeg: await testFfmpeg(),
    reach: 'anywhere' as const,
    stdin: process.stdin,
    env: process.env,
    tempFolder: folder,
  };
  const open = (path: string) => openWeb(`${server.url}${path}`, { ...tools, makeWeb: async () => stagedWeb() });

  const source = await open('/good');
  expect(source.duration).toBeCloseTo(6, 1);
  await source.close();
  await expect(open('/private')).rejects.toThrow(/leads to "private\.example".*--allow-private/);
  expect(inside.connections()).toBe(0);
});
