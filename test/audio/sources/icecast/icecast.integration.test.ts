import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLiveWeb } from '../../../../src/audio/sources/web/open.js';
import type { LivePart } from '../../../../src/domain/ports/live.js';
import { synth, testFfmpeg, toInt16, writeWav } from '../../../support/audio.js';
import { Icecast } from '../../../support/icecast.js';
import { stagedWeb } from '../../../support/web.js';

const RATE = 11_025;
/** Times as fast as in life. */
const HURRY = 8;
const MP3 = ['-b:a', '128k', '-content_type', 'audio/mpeg', '-ice_name', 'Radio Zürich', '-f', 'mp3'];
const AAC = ['-c:a', 'aac', '-b:a', '96k', '-content_type', 'audio/aac', '-ice_name', 'Radio Zürich', '-f', 'adts'];
let folder: string;
let ffmpeg: string;
let wav: string;
let icecast: Icecast;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-icecast-'));
  ffmpeg = await testFfmpeg();
  wav = join(folder, 'sound.wav');
  await writeWav(wav, toInt16(synth(120)), 44_100);
  icecast = await Icecast.start(folder);
});
afterAll(async () => {
  await icecast.close();
  await rm(folder, { recursive: true, force: true });
});

describe('Icecast', () => {
  it('is followed through new titles, its own death and another codec', async () => {
    await icecast.feed(ffmpeg, wav, '/live', MP3, HURRY);
    await icecast.title('/live', 'Björk - Jóga');
    const tools = {
      ffmpeg,
      reach: 'anywhere' as const,
      stdin: process.stdin,
      tempFolder: folder,
      makeWeb: async () => stagedWeb(),
    };
    const source = await openLiveWeb(icecast.url('/live'), tools);
    expect(source.info).toMatchObject({ name: 'Radio Zürich', kind: 'radio' });

    const parts: LivePart[] = [];
    const kept = new Set<string>();
    const troubles: string[] = [];
    const seconds = (): number => parts.reduce((sum, p) => sum + (p.type === 'sound' ? p.pcm.length / RATE : 0), 0);
    const titles = (): string[] => parts.flatMap((p) => (p.type === 'title' ? [p.title] : []));
    const request = {
      rate: RATE,
      signal: new AbortController().signal,
      onTrouble: (message: string) => void troubles.push(message),
      keep: async (_: Uint8Array, extension: string) => void kept.add(extension),
    };
    let stage: 'titles' | 'death' | 'after' = 'titles';
    let before = 0;
    for await (const part of source.follow(request)) {
      parts.push(part);
      if (stage === 'titles' && seconds() > 5) {
        stage = 'death';
        await icecast.title('/live', "Second - Don't; stop");
      } else if (stage === 'death' && titles().length === 2) {
        stage = 'after';
        await icecast.kill();
        await icecast.stopFeeds();
        await icecast.revive();
        await icecast.feed(ffmpeg, wav, '/live', AAC, HURRY);
        await icecast.title('/live', 'Third - One');
        before = seconds();
      } else if (stage === 'after' && kept.has('aac') && seconds() > before + 5 && titles().length === 3) break;
    }
    await source.close();
    expect(titles()).toEqual(['Björk - Jóga', "Second - Don't; stop", 'Third - One']);
    expect(troubles).toHaveLength(1);
    expect([...kept]).toEqual(['mp3', 'aac']);
    // Mix time never goes back, and leaves out only what it says.
    let at = 0;
    for (const part of parts) {
      expect(part.mixTime).toBeGreaterThanOrEqual(at - 0.001);
      at = part.mixTime + (part.type === 'sound' ? part.pcm.length / RATE : part.type === 'gap' ? part.seconds : 0);
    }
  });
});
