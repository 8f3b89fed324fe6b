import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expandSources } from '../../src/audio/sources/expand.js';
import { openSource } from '../../src/audio/sources/registry.js';
import { collect, synth, testFfmpeg, toInt16, writeWav } from '../support/audio.js';

const ffmpeg = await testFfmpeg();
const stdin = new PassThrough();
let folder: string;
let temp: string;
let good: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-test-'));
  temp = join(folder, 'temp');
  mkdirSync(temp);
  good = join(folder, 'good.wav');
  await writeWav(good, toInt16(synth(1, { rate: 8000 })), 8000);
});
afterAll(() => rm(folder, { recursive: true }));

async function samplesOf(location: string): Promise<number> {
  const source = await openSource(location, { ffmpeg, reach: 'anywhere' as const, stdin, tempFolder: temp });
  const { length } = await collect(source.pcm({ rate: 8000 }));
  await source.close();
  return length;
}

describe('a file is read whatever it is called', () => {
  it.each([
    '-i',
    '-version.mp3',
    'a b  c.wav',
    'it\'s "quoted" `x` $(touch x) ; | & > <.wav',
    '%d %03d %s.wav',
    'http:x.wav',
    'concat:a|b.wav',
    'pipe:0',
    'line\nbreak.wav',
    '*?[x]{a,b}.wav',
    'back\\slash.wav',
    'Ñandú 日本語 🎧.wav',
    'no extension',
    '#1.wav',
    ' leading and trailing ',
  ])('%j', async (name) => {
    const work = join(folder, 'names');
    mkdirSync(work, { recursive: true });
    copyFileSync(good, join(work, name));
    expect(await samplesOf(join(work, name))).toBe(8000);
    expect(await samplesOf(pathToFileURL(join(work, name)).href)).toBe(8000);
    await rm(work, { recursive: true });
  });

  it.runIf(process.platform === 'linux')('even in bytes that are no UTF-8, in folders of such names too', async () => {
    const work = join(folder, 'latin');
    const dir = Buffer.concat([Buffer.from(`${work}/`), Buffer.from('S\xe9t', 'latin1')]);
    mkdirSync(dir, { recursive: true });
    copyFileSync(good, Buffer.concat([dir, Buffer.from('/caf\xe9.wav', 'latin1')]));
    const { locations } = await expandSources({ named: [work], cwd: folder, stdin });
    expect(locations).toEqual([join(work, 'S\ufffdt', 'caf\ufffd.wav')]);
    expect(await samplesOf(locations[0]!)).toBe(8000);
    expect(readdirSync(temp)).toEqual([]);
  });
});

it.runIf(process.platform === 'linux')(
  'a file that is open here is read by the name that it has for this process',
  async () => {
    const file = await open(good);
    expect(await samplesOf(`/proc/self/fd/${file.fd}`)).toBe(await samplesOf(good));
    await file.close();
  },
);

describe('a source knows', () => {
  it('its name, its place and its tags, made safe', async () => {
    const path = join(folder, 'Live at 9.30.wav');
    const tagged = Buffer.from(wavWithTitle('Night\u202e\tand day'));
    writeFileSync(path, tagged);
    const source = await openSource(path, { ffmpeg, reach: 'anywhere' as const, stdin, tempFolder: temp });
    const id = expect.stringMatching(/^[\da-f]{32}$/);
    expect(source.info).toEqual({ name: 'Live at 9.30', kind: 'file', location: path, title: 'Night and day', id });
    expect(source.duration).toBeCloseTo(1, 1);
    expect(source.seekable).toBe(true);
  });
});

/** The good file with a LIST chunk that carries a title. */
function wavWithTitle(title: string): Uint8Array {
  const samples = Buffer.alloc(16_000);
  const text = Buffer.from(`${title}\0${title.length % 2 ? '' : '\0'}`);
  const chunk = (id: string, ...parts: Buffer[]): Buffer => {
    const body = Buffer.concat(parts);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(body.length);
    return Buffer.concat([Buffer.from(id), length, body]);
  };
  const format = Buffer.from([1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x80, 0x3e, 0, 0, 2, 0, 16, 0]);
  const list = chunk('LIST', Buffer.from('INFO'), chunk('INAM', text));
  return chunk('RIFF', Buffer.from('WAVE'), chunk('fmt ', format), list, chunk('data', samples));
}
