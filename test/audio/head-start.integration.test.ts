import { copyFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSource } from '../../src/audio/sources/registry.js';
import { collect, encode, everyFfmpeg, synth, toInt16, writeWav } from '../support/audio.js';

const RATE = 11_025;
const ffmpegs = await everyFfmpeg();
let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-test-'));
  await writeWav(at('whole.wav'), toInt16(synth(20)), 44_100, 2);
  await encode(ffmpegs[0]!.path, at('whole.wav'), at('whole.mp3'), ['-b:a', '128k']);
  await copyFile(at('whole.wav'), at('cut.wav'));
  await writeWav(at('mono.wav'), toInt16(synth(20, { rate: 8000 })), 8000);
  await truncate(at('cut.wav'), 2_000_000);
  await writeFile(at('none.mp3'), 'no sound at all, only a text that goes on for a while\n'.repeat(100));
  await writeFile(at('picture.mp3'), await readFile(new URL('../../package.json', import.meta.url)));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(ffmpegs)('a file that is decoded from its opening on, with the ffmpeg by $name', ({ path: ffmpeg }) => {
  const tools = { ffmpeg, reach: 'anywhere' as const, stdin: new PassThrough(), tempFolder: tmpdir() };
  const heard = async (
    name: string,
    ahead: number | undefined,
    request: { rate: number; start?: number; end?: number },
  ) => {
    const source = await openSource(at(name), { ...tools, ahead });
    const damage: string[] = [];
    const pcm = await collect(source.pcm({ ...request, onDamage: (d) => damage.push(`${d.mixTime} ${d.message}`) }));
    await source.close();
    return { pcm, damage, duration: source.duration };
  };

  it.each([
    ['all of an MP3', 'whole.mp3', { rate: RATE }],
    ['all of a WAV', 'whole.wav', { rate: RATE }],
    ['a cut-off file, and the same of its damage', 'cut.wav', { rate: RATE }],
    ['another rate', 'whole.mp3', { rate: 16_000 }],
    ['a part', 'whole.mp3', { rate: RATE, start: 5, end: 8 }],
  ])('gives the same of %s', async (_, name, request) => {
    const plain = await heard(name, undefined, request);
    expect(plain.pcm.length).toBeGreaterThan(RATE);
    expect(await heard(name, RATE, request)).toEqual(plain);
  });

  it.each([
    ['stereo', 'whole.wav', true],
    ['stereo, not begun ahead', 'whole.mp3', false],
    ['stereo that is cut off', 'cut.wav', true],
    ['mono of another rate', 'mono.wav', true],
  ])('gives the sound as it is beside it: %s', async (_, name, isAhead) => {
    const plain = await heard(name, RATE, { rate: RATE });
    const source = await openSource(at(name), { ...tools, ...(isAhead && { ahead: RATE, aheadFull: true }) });
    const full: number[] = [];
    let sort = { rate: 0, channels: 0 };
    const damage: string[] = [];
    const pcm = await collect(
      source.pcm({
        rate: RATE,
        onDamage: (d) => damage.push(`${d.mixTime} ${d.message}`),
        async onFull(part, format) {
          for (const sample of part) full.push(sample);
          sort = format;
          await new Promise(setImmediate);
        },
      }),
    );
    await source.close();
    expect({ pcm, damage, duration: source.duration }).toEqual(plain);
    const isMono = name === 'mono.wav';
    expect(sort).toEqual(isMono ? { rate: 8000, channels: 1 } : { rate: 44_100, channels: 2 });
    const wav = await readFile(at(isMono ? name : 'whole.wav'));
    // All of it but for what an encoder puts around it.
    const length = Math.floor(((await stat(at(isMono ? name : name.replace('mp3', 'wav')))).size - 44) / 2);
    expect(Math.abs(full.length - length)).toBeLessThan(9000);
    const from = 60_000;
    for (let i = from; i < from + 3000 && !name.endsWith('mp3'); i++)
      expect(Math.abs(full[i]! - wav.readInt16LE(44 + 2 * i) / 2)).toBeLessThanOrEqual(1);
    const loudest = (samples: Iterable<number>): number => [...samples].reduce((most, x) => Math.max(most, x), 0);
    expect(loudest(full.slice(0, 100_000))).toBeLessThan(0.6 * 32_767);
  });

  it('ends with the error of whoever hears the sound as it is, and with whoever stops listening', async () => {
    const tired = new Error('tired');
    const source = await openSource(at('whole.mp3'), { ...tools, ahead: RATE, aheadFull: true });
    const onFull = () => Promise.reject(tired);
    await expect(collect(source.pcm({ rate: RATE, onFull }))).rejects.toBe(tired);
    let parts = 0;
    const slowly = async () => {
      parts++;
      await new Promise(setImmediate);
    };
    for await (const _ of source.pcm({ rate: RATE, onFull: slowly })) break;
    const after = parts;
    await new Promise(setImmediate);
    expect(parts).toBe(after);
    await source.close();
  });

  it('can be read twice', async () => {
    const source = await openSource(at('whole.mp3'), { ...tools, ahead: RATE });
    const first = await collect(source.pcm({ rate: RATE }));
    expect(await collect(source.pcm({ rate: RATE }))).toEqual(first);
    await source.close();
  });

  it.each(['none.mp3', 'picture.mp3'])('is refused as any other when it holds no sound: %s', async (name) => {
    const refusal = await openSource(at(name), tools).catch((error: Error) => error.message);
    await expect(openSource(at(name), { ...tools, ahead: RATE })).rejects.toThrow(String(refusal));
  });

  // On a busy machine the two pipes are read in any order.
  it('is opened when its sound is there before ffmpeg’s words about it', async () => {
    await encode(ffmpeg, at('whole.wav'), at('short.mp3'), ['-t', '3']);
    const late = at('late-ffmpeg');
    await writeFile(late, `#!/bin/sh\n'${ffmpeg}' "$@" 2>'${at('words')}'\ncat '${at('words')}' >&2\n`, {
      mode: 0o755,
    });
    const source = await openSource(at('short.mp3'), { ...tools, ffmpeg: late, ahead: RATE });
    expect((await collect(source.pcm({ rate: RATE }))).length).toBeGreaterThan(2 * RATE);
    await source.close();
  });

  it('leaves no ffmpeg behind when it is interrupted between its opening and its reading', async () => {
    const telling = at('telling-ffmpeg');
    await writeFile(telling, `#!/bin/sh\necho $$ >'${at('pid')}'\nexec '${ffmpeg}' "$@"\n`, { mode: 0o755 });
    const source = await openSource(at('whole.mp3'), { ...tools, ffmpeg: telling, ahead: RATE });
    const stopped = AbortSignal.abort(new Error('enough'));
    await expect(collect(source.pcm({ rate: RATE, signal: stopped }))).rejects.toThrow('enough');
    await source.close();
    const pid = Number(await readFile(at('pid'), 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('stops when it is told to before it has begun', async () => {
    const stopped = AbortSignal.abort(new Error('enough'));
    await expect(openSource(at('whole.mp3'), { ...tools, ahead: RATE, signal: stopped })).rejects.toThrow('enough');
  });
});
