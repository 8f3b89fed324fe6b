import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutterFor } from '../../src/audio/cut.js';
import { CUT_FORMATS } from '../../src/domain/cut-formats.js';
import { encode, synth, testFfmpeg, toInt16, writeWav } from '../support/audio.js';

const RATE = 44_100;
const CUTS = [0, 3.1, 6.234567, 9];
let ffmpeg: string;
let folder: string;
beforeAll(async () => {
  ffmpeg = await testFfmpeg();
  folder = mkdtempSync(join(tmpdir(), 'cut-'));
  await writeWav(at('mix.wav'), toInt16(synth(9)), RATE);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const { signal } = new AbortController();
const soundOf = (path: string): Buffer =>
  execFileSync(ffmpeg, ['-v', 'error', '-i', path, '-ac', '1', '-ar', String(RATE), '-f', 's16le', '-'], {
    maxBuffer: 64 << 20,
  });

/** The pieces of a mix, decoded. */
async function pieces(name: string, format?: string): Promise<{ files: string[]; sounds: Buffer[] }> {
  const cutter = await cutterFor(ffmpeg, at(name), format, signal);
  const files: string[] = [];
  for (const [i, start] of CUTS.slice(0, -1).entries()) {
    const to = at(`${name}-${format ?? 'same'}-${i}${cutter.extension}`);
    const tags = { title: `Piece – ${i}`, artist: '=;# Ann', track: `${i + 1}/3` };
    expect(
      await cutter.cut({ from: at(name), to, span: { start, end: CUTS[i + 1]! }, tags, replace: false, signal }),
    ).toBe(true);
    files.push(to);
  }
  return { files, sounds: files.map(soundOf) };
}

describe('pieces of a mix', () => {
  it.each(['wav', 'aiff', 'flac'])('of %s are the whole of it together, to the sample', async (kind) => {
    if (kind !== 'wav') await encode(ffmpeg, at('mix.wav'), at(`mix.${kind}`));
    const { files, sounds } = await pieces(`mix.${kind}`);
    expect(files.every((file) => file.endsWith(`.${kind}`))).toBe(true);
    expect(Buffer.concat(sounds).equals(soundOf(at('mix.wav')))).toBe(true);
    expect(sounds[0]!.length).toBe(2 * Math.round(3.1 * RATE));
  });

  it.each([
    ['mix.mp3', '.mp3', ['-b:a', '96k']],
    ['mix.m4a', '.m4a', []],
    ['mix.ogg', '.ogg', ['-c:a', 'libvorbis']],
    ['mix.opus', '.opus', ['-c:a', 'libopus']],
    ['mix.mka', '.opus', ['-c:a', 'libopus']],
  ] as const)(
    'of %s are cut between frames, without encoding, and without a second in two of them',
    async (name, extension, options) => {
      await encode(ffmpeg, at('mix.wav'), at(name), [...options]);
      const { files, sounds } = await pieces(name);
      expect(files.every((file) => file.endsWith(extension))).toBe(true);
      for (const [i, sound] of sounds.entries()) {
        // A frame or two more or less, and what a decoder takes to begin.
        expect(Math.abs(sound.length / 2 / RATE - (CUTS[i + 1]! - CUTS[i]!))).toBeLessThan(0.08);
      }
      const tags = execFileSync('ffprobe', [
        '-v',
        'error',
        '-show_format',
        '-show_streams',
        '-of',
        'json',
        files[1]!,
      ]).toString();
      expect(tags).toContain('Piece – 1');
      expect(tags).toContain('=;# Ann');
    },
  );

  it('are encoded where another format is asked for, each that is offered', async () => {
    for (const format of CUT_FORMATS) {
      const cutter = await cutterFor(ffmpeg, at('mix.wav'), format, signal);
      const to = at(`one-${format}${cutter.extension}`);
      await cutter.cut({ from: at('mix.wav'), to, span: { start: 1, end: 3 }, tags: {}, replace: false, signal });
      expect(soundOf(to).length / 2 / RATE).toBeCloseTo(2, 1);
    }
    await expect(cutterFor(ffmpeg, at('mix.wav'), 'midi', signal)).rejects.toThrow(/can't be "midi".*flac/);
  });

  it('replace nothing unless told to, and leave nothing half-made behind', async () => {
    const cutter = await cutterFor(ffmpeg, at('mix.wav'), undefined, signal);
    const request = { from: at('mix.wav'), to: at('taken.wav'), span: { start: 0, end: 1 }, tags: {}, signal };
    writeFileSync(at('taken.wav'), 'mine');
    expect(await cutter.cut({ ...request, replace: false })).toBe(false);
    expect(readFileSync(at('taken.wav'), 'utf8')).toBe('mine');
    expect(await cutter.cut({ ...request, replace: true })).toBe(true);
    const stop = new AbortController();
    const cutting = cutter.cut({ ...request, to: at('stopped.wav'), replace: false, signal: stop.signal });
    stop.abort();
    await expect(cutting).rejects.toThrow();
    await expect(cutter.cut({ ...request, to: at('no/where.wav'), replace: false })).rejects.toThrow(
      /ffmpeg couldn't cut/,
    );
    expect(readdirSync(folder).filter((name) => name.startsWith('.') || name.startsWith('stopped'))).toEqual([]);
  });
});
