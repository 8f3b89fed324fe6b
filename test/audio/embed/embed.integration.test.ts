import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Reader } from '../../../src/audio/embed/bytes.js';
import { embedWith, tagInPlace } from '../../../src/audio/embed/embed.js';
import { flacLayout } from '../../../src/audio/embed/flac.js';
import type { Chapter } from '../../../src/domain/chapters.js';
import type { Embedding, SoundTags } from '../../../src/domain/ports/embed.js';
import { parseTags } from '../../../src/library/tags/parse.js';
import { random, synth, testFfmpeg, toInt16, writeWav } from '../../support/audio.js';

let ffmpeg: string;
let folder: string;
beforeAll(async () => {
  ffmpeg = await testFfmpeg();
  folder = mkdtempSync(join(tmpdir(), 'embed-'));
  await writeWav(at('tone.wav'), toInt16(synth(4)), 44_100);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const run = (...args: string[]): Buffer =>
  execFileSync(ffmpeg, ['-v', 'error', '-nostdin', '-y', ...args], { maxBuffer: 64 << 20 });
const made = (name: string, ...options: string[]): string => {
  run('-i', at('tone.wav'), '-metadata', 'title=As it was', '-metadata', 'comment=Mine', ...options, at(name));
  return at(name);
};

const chapters: Chapter[] = [
  { start: 0, end: 1.25, title: 'Ann Orr - Séa & Sky (Dub)' },
  { start: 1.25, end: 2.5, title: 'ID - ID' },
  { start: 2.5, end: 4, title: `=;#\\ hostile 日本語 ${'long '.repeat(60)}end` },
];
const embedding: Embedding = {
  chapters,
  text: '[00:00] Ann Orr - Séa & Sky (Dub)\n[00:01] ID - ID',
  cue: 'TITLE "Night"\nFILE "mix.wav" WAVE\n',
  title: 'Night',
  artist: 'DJ Ö',
};
const embed = (from: string, to: string, more: Partial<Embedding> = {}): Promise<string[] | null> =>
  embedWith(async () => ffmpeg)({
    from,
    to,
    replace: true,
    embedding: { ...embedding, ...more },
    signal: new AbortController().signal,
  });

class Watched extends Reader {
  readonly asked: number[] = [];
  override at(offset: number, length: number): Promise<Buffer> {
    this.asked.push(length);
    return super.at(offset, length);
  }
}

interface Probed {
  chapters: Array<{ start_time: string; end_time: string; tags?: { title?: string } }>;
  format: { tags?: Record<string, string> };
  streams: Array<{ tags?: Record<string, string> }>;
}

/** What ffprobe reads of it. */
function readBack(path: string): { starts: number[]; titles: string[]; tags: Record<string, string> } {
  const shown = ['-show_chapters', '-show_format', '-show_streams', '-of', 'json', path];
  const text = execFileSync('ffprobe', ['-v', 'error', ...shown], { maxBuffer: 64 << 20, encoding: 'utf8' });
  const { chapters: found, format, streams }: Probed = JSON.parse(text);
  const tags = Object.entries({ ...streams[0]?.tags, ...format.tags });
  return {
    starts: found.map(({ start_time }) => Math.round(Number(start_time) * 20) / 20),
    titles: found.map(({ tags: of }) => of?.title ?? ''),
    tags: Object.fromEntries(tags.map(([key, value]) => [key.toLowerCase(), value])),
  };
}
const soundOf = (path: string): string => run('-i', path, '-map', '0:a', '-c', 'copy', '-f', 'md5', '-').toString();

const FORMATS: Array<[name: string, options: string[]]> = [
  ['mix.mp3', ['-b:a', '64k']],
  ['four.mp3', ['-b:a', '64k', '-id3v2_version', '4']],
  ['bare.mp3', ['-b:a', '64k', '-id3v2_version', '0', '-map_metadata', '-1']],
  ['mix.flac', []],
  ['mix.ogg', ['-c:a', 'libvorbis']],
  ['mix.opus', ['-c:a', 'libopus']],
  ['mix.wav', []],
  ['mix.aiff', ['-write_id3v2', '1']],
  ['mix.m4a', []],
  ['fast.m4a', ['-movflags', '+faststart']],
  ['parts.m4a', ['-movflags', 'frag_keyframe+empty_moov']],
  ['mix.mka', []],
  ['mix.webm', ['-c:a', 'libopus']],
];

describe('a copy of a mix with its tracklist in it', () => {
  it('has every chapter where a name ends in a backslash, which ffmpeg takes for the beginning of a line break', async () => {
    const named = chapters.map((chapter, i) => ({ ...chapter, title: `${i} \\` }));
    const from = made('slash.mka');
    await embed(from, at('out-slash.mka'), { chapters: named });
    expect(readBack(at('out-slash.mka')).titles.map((title) => title.trimEnd())).toEqual(['0 \\', '1 \\', '2 \\']);
  });

  it.each(FORMATS)('%s has the chapters, the list, its own tags and the very same sound', async (name, options) => {
    const from = made(name, ...options);
    const sound = soundOf(from);
    const to = at(`out-${name}`);
    expect(await embed(from, to)).toEqual([]);
    const after = readBack(to);
    expect(soundOf(to)).toBe(sound);
    expect(after.starts).toEqual([0, 1.25, 2.5]);
    expect(after.titles.slice(0, 2)).toEqual(chapters.slice(0, 2).map(({ title }) => title));
    // Two containers have no room for so long a title.
    expect(chapters[2]!.title.startsWith(after.titles[2]!.slice(0, 90))).toBe(true);
    // ffmpeg keeps no tags of our own in MP4, and reads none of WAV's ID3.
    const held =
      name === 'mix.wav' || name === 'parts.m4a' ? readFileSync(to).toString('utf8') : after.tags['tracklist'];
    if (name !== 'parts.m4a') expect(held?.replaceAll('\0', '')).toMatch(/S\S*a & Sky/);
    if (name === 'bare.mp3') expect(after.tags).toMatchObject({ title: 'Night', artist: 'DJ Ö' });
    else expect(after.tags).toMatchObject({ title: 'As it was', comment: 'Mine' });
    if (/parts|mka|webm/.test(name)) return;
    // Done twice it is the same; with another list it has that.
    await embed(to, at(`twice-${name}`));
    if (name.endsWith('.m4a')) expect(readBack(at(`twice-${name}`))).toEqual(after);
    else expect(readFileSync(at(`twice-${name}`)).equals(readFileSync(to))).toBe(true);
    await embed(at(`twice-${name}`), at(`other-${name}`), { chapters: [{ start: 0, end: 4, title: 'Only one' }] });
    expect(readBack(at(`other-${name}`)).titles).toEqual(['Only one']);
    expect(soundOf(at(`other-${name}`))).toBe(sound);
  });

  it('keeps every frame of an MP3 that it knows nothing of, byte for byte', async () => {
    const frame = (id: string, body: Buffer): Buffer => {
      const head = Buffer.alloc(10);
      head.write(id, 0, 'latin1');
      head.writeUInt32BE(body.length, 4);
      return Buffer.concat([head, body]);
    };
    const next = random(7);
    const secret = Buffer.from(Array.from({ length: 5000 }, () => Math.floor(next() * 256)));
    const geob = frame(
      'GEOB',
      Buffer.concat([Buffer.from('\0application/octet-stream\0\0Serato Markers2\0', 'latin1'), secret]),
    );
    const priv = frame('PRIV', Buffer.concat([Buffer.from('TRAKTOR4\0', 'latin1'), secret.subarray(0, 300)]));
    const frames = Buffer.concat([geob, priv]);
    const size = frames.length;
    const head = Buffer.from([73, 68, 51, 3, 0, 0, size >> 21, (size >> 14) & 127, (size >> 7) & 127, size & 127]);
    const bare = readFileSync(made('plain.mp3', '-b:a', '64k', '-id3v2_version', '0', '-map_metadata', '-1'));
    writeFileSync(at('deck.mp3'), Buffer.concat([head, frames, bare, Buffer.from('TAG'.padEnd(128, ' '))]));
    await embed(at('deck.mp3'), at('deck-out.mp3'));
    const out = readFileSync(at('deck-out.mp3'));
    expect(out.includes(geob)).toBe(true);
    expect(out.includes(priv)).toBe(true);
    // The sound and what follows it.
    expect(out.subarray(out.length - bare.length - 128)).toEqual(readFileSync(at('deck.mp3')).subarray(10 + size));
  });

  it('keeps the frames of a tag whose sizes iTunes wrote plainly, and touches none where sizes lead nowhere', async () => {
    const frame = (id: string, body: Buffer, size = body.length): Buffer => {
      const head = Buffer.alloc(10);
      head.write(id, 0, 'latin1');
      head.writeUInt32BE(size, 4);
      return Buffer.concat([head, body]);
    };
    const tagged = (...frames: Buffer[]): Buffer => {
      const body = Buffer.concat([...frames, Buffer.alloc(20)]);
      const { length } = body;
      return Buffer.concat([Buffer.from([73, 68, 51, 4, 0, 0, 0, 0, (length >> 7) & 127, length & 127]), body]);
    };
    const bare = readFileSync(made('plain.mp3', '-b:a', '64k', '-id3v2_version', '0', '-map_metadata', '-1'));
    const cover = Buffer.concat([Buffer.from('\0image/png\0\x03\0', 'latin1'), Buffer.alloc(300, 7)]);
    const artist = frame('TPE1', Buffer.from('\0Ann', 'latin1'));
    writeFileSync(at('itunes.mp3'), Buffer.concat([tagged(frame('APIC', cover), artist), bare]));
    await embed(at('itunes.mp3'), at('itunes-out.mp3'));
    const out = readFileSync(at('itunes-out.mp3'));
    expect([out.includes(cover), out.includes(artist)]).toEqual([true, true]);
    writeFileSync(at('astray.mp3'), Buffer.concat([tagged(frame('APIC', cover, 255), artist), bare]));
    await expect(embed(at('astray.mp3'), at('astray-out.mp3'))).rejects.toThrow(/ID3 tag is damaged/);
  });

  it('puts marks behind the sound of a WAV file that was written into a pipe, and not into it', async () => {
    const whole = readFileSync(made('mix.wav', '-f', 'wav'));
    const data = whole.indexOf('data', 0, 'latin1');
    const piped = Buffer.from(whole.subarray(0, whole.length));
    piped.writeUInt32LE(0xffffffff, data + 4);
    writeFileSync(at('piped.wav'), piped);
    await embed(at('piped.wav'), at('piped-out.wav'));
    expect(readBack(at('piped-out.wav')).starts).toEqual([0, 1.25, 2.5]);
    expect(readFileSync(at('piped-out.wav')).readUInt32LE(data + 4)).toBe(whole.length - data - 8);
    // A recorder that lost its power has filled in nothing.
    const cut = Buffer.from(whole);
    cut.writeUInt32LE(0, data + 4);
    cut.writeUInt32LE(0, 4);
    writeFileSync(at('cut.wav'), cut);
    await embed(at('cut.wav'), at('cut-out.wav'));
    expect(readBack(at('cut-out.wav')).starts).toEqual([0, 1.25, 2.5]);
    expect(soundOf(at('cut-out.wav'))).toBe(soundOf(at('mix.wav')));
    // Without any sound, what follows is no sound.
    const empty = Buffer.concat([whole.subarray(0, data), Buffer.from('data\0\0\0\0junk\x04\0\0\0abcd', 'latin1')]);
    writeFileSync(at('empty.wav'), empty);
    await embed(at('empty.wav'), at('empty-out.wav'));
    expect(readFileSync(at('empty-out.wav')).toString('latin1')).toContain('data\0\0\0\0junk\x04\0\0\0abcd');
  });

  it('reads a track of an MP4 file whose size has eight bytes', async () => {
    const whole = readFileSync(made('mix.m4a'));
    const moov = whole.indexOf('moov', 0, 'latin1') - 4;
    const trak = whole.indexOf('trak', moov, 'latin1') - 4;
    const size = whole.readUInt32BE(trak);
    const head = Buffer.from('\0\0\0\x01trak\0\0\0\0\0\0\0\0', 'latin1');
    head.writeUInt32BE(size + 8, 12);
    const wide = Buffer.concat([whole.subarray(0, trak), head, whole.subarray(trak + 8)]);
    wide.writeUInt32BE(whole.readUInt32BE(moov) + 8, moov);
    writeFileSync(at('wide.m4a'), wide);
    await embed(at('wide.m4a'), at('wide-out.m4a'));
    expect(readBack(at('wide-out.m4a')).starts).toEqual([0, 1.25, 2.5]);
    expect(soundOf(at('wide-out.m4a'))).toBe(soundOf(at('mix.m4a')));
  });

  it('holds none of a FLAC file’s pictures in memory', async () => {
    const whole = readFileSync(made('mix.flac'));
    const first = 4 + 4 + 34;
    const picture = Buffer.alloc(4 + (3 << 20), 7);
    picture.writeUInt32BE(0x06000000 + (3 << 20), 0);
    writeFileSync(at('art.flac'), Buffer.concat([whole.subarray(0, first), picture, picture, whole.subarray(first)]));
    const file = await open(at('art.flac'));
    const reader = new Watched(file, (await file.stat()).size);
    const { pieces } = await flacLayout(reader, embedding);
    await file.close();
    expect(Math.max(...reader.asked)).toBeLessThan(10_000);
    expect(pieces.filter((piece) => 'from' in piece && piece.to - piece.from === 3 << 20)).toHaveLength(2);
    await embed(at('art.flac'), at('art-out.flac'));
    expect(readFileSync(at('art-out.flac')).indexOf(picture)).toBeGreaterThan(0);
  });

  it('writes a list of any length into Matroska, in place of an earlier one', async () => {
    const text = `${'[00:00] Ann - =;#\\ Sea\n'.repeat(9000)}end`;
    await embed(made('mix.mka', '-metadata', 'TRACKLIST=old'), at('long.mka'), { text });
    const { tags, titles } = readBack(at('long.mka'));
    expect([tags['tracklist'], tags['title'], titles.length]).toEqual([text, 'As it was', 3]);
  });

  it('holds what the container can, and says what it leaves out', async () => {
    const many = Array.from({ length: 300 }, (_, i) => ({ start: i / 80, end: (i + 1) / 80, title: `Track ${i + 1}` }));
    expect(await embed(made('mix.mp3', '-b:a', '64k'), at('many.mp3'), { chapters: many })).toEqual([
      'ID3 holds 255 chapters: the last 45 are left out.',
    ]);
    expect(readBack(at('many.mp3')).titles).toHaveLength(255);
    // Its headers take more pages than before, so that all pages get other numbers.
    const ogg = made('mix.ogg', '-c:a', 'libvorbis');
    await embed(ogg, at('many.ogg'), { chapters: many, text: 'x'.repeat(200_000) });
    expect(readBack(at('many.ogg')).titles).toHaveLength(300);
    expect(soundOf(at('many.ogg'))).toBe(soundOf(ogg));
    expect(await embed(made('mix.m4a'), at('many.m4a'), { chapters: many })).toEqual([
      expect.stringContaining('holds 255 chapters'),
    ]);
    expect(readBack(at('many.m4a')).titles.length).toBeGreaterThanOrEqual(255);
  });

  it('has each container that has no room for chapters say so, and leaves nothing behind', async () => {
    const aac = made('bare.aac');
    await expect(embed(aac, at('out.aac'))).rejects.toThrow(/Bare AAC holds no chapters.*-c copy/);
    writeFileSync(at('text.mp3'), 'this is no sound at all');
    await expect(embed(at('text.mp3'), at('out.mp3'))).rejects.toThrow(/holds no chapters; MP3, M4A/);
    await expect(embed(at('gone.mp3'), at('out.mp3'))).rejects.toThrow(/gone\.mp3 can't be read/);
    expect(() => readFileSync(at('out.mp3'))).toThrow(/ENOENT/);
  });

  it('ends in a copy or a sentence, however a file is damaged', async () => {
    const next = random(3);
    for (const [name, options] of FORMATS.filter(([file]) => !/parts|mka|webm|bare|four/.test(file))) {
      const whole = readFileSync(made(name, ...options));
      for (let round = 0; round < 20; round++) {
        const bytes = Buffer.from(
          whole.subarray(0, round % 5 === 0 ? Math.floor(next() * whole.length) : whole.length),
        );
        // Mostly where tags and lists lie: at the beginning and at the end.
        const reach = Math.min(bytes.length, 4000);
        for (let i = 0; i < 6; i++) {
          const where = Math.floor(next() * reach);
          bytes[next() < 0.5 ? where : bytes.length - 1 - where] = Math.floor(next() * 256);
        }
        writeFileSync(at('damaged'), bytes);
        const outcome = await embed(at('damaged'), at('damaged-out')).catch(
          (error: Error & { code?: string }) => error,
        );
        if (outcome instanceof Error) expect(['format', 'processing']).toContain((outcome as { code?: string }).code);
      }
    }
  });
});

describe('tempo and key in tags', () => {
  const { signal } = new AbortController();
  const inPlace = (path: string, tags: SoundTags): Promise<string> => tagInPlace({ path, tags, signal });
  const ofSound = FORMATS.filter(([name]) => !/parts|mka|webm/.test(name));

  it.each(ofSound)('of %s are written and read back, beside everything that was there', async (name, options) => {
    const from = made(`tags-${name}`, ...options);
    await embed(from, at(`list-${name}`));
    const [before, sound, bytes] = [readBack(at(`list-${name}`)), soundOf(from), readFileSync(at(`list-${name}`))];
    const backup = await inPlace(at(`list-${name}`), { bpm: 127.984, key: 'F#m' });
    expect(backup).toBe(`${at(`list-${name}`)}.bak`);
    expect(readFileSync(backup).equals(bytes)).toBe(true);
    const { common } = await parseTags(at(`list-${name}`));
    expect({ bpm: common.bpm, key: common.key }).toEqual({ bpm: 127.98, key: 'F#m' });
    expect(soundOf(at(`list-${name}`))).toBe(sound);
    const after = readBack(at(`list-${name}`));
    expect({ ...after, tags: {} }).toEqual({ ...before, tags: {} });
    expect(after.tags).toMatchObject(before.tags);
    // Once more, and otherwise: nothing is there twice.
    expect(await inPlace(at(`list-${name}`), { bpm: 64 })).toBe(`${at(`list-${name}`)}.2.bak`);
    const again = (await parseTags(at(`list-${name}`))).common;
    expect({ bpm: again.bpm, key: again.key }).toEqual({ bpm: 64, key: 'F#m' });
  });

  it('go into a copy, and the file stays', async () => {
    const from = made('copied.mp3');
    const bytes = readFileSync(from);
    const request = { from, to: at('copy.mp3'), embedding: { key: 'Am' }, signal };
    expect(await embedWith(async () => ffmpeg)({ ...request, replace: false })).toEqual([]);
    expect(await embedWith(async () => ffmpeg)({ ...request, replace: false })).toBeNull();
    expect(readFileSync(from).equals(bytes)).toBe(true);
    expect((await parseTags(at('copy.mp3'))).common).toMatchObject({ key: 'Am', title: 'As it was' });
  });

  it.each(['parts.m4a', 'mix.mka', 'mix.aac'])('are refused for what has to be written anew: %s', async (name) => {
    const from = made(`no-${name}`, ...(FORMATS.find(([one]) => one === name)?.[1] ?? []));
    const bytes = readFileSync(from);
    await expect(inPlace(from, { bpm: 120 })).rejects.toThrow(/MP3, M4A, FLAC, Ogg, Opus, WAV and AIFF/);
    expect(readFileSync(from).equals(bytes)).toBe(true);
    expect(readdirSync(folder).filter((file) => file.includes(name) && /bak|tmp/.test(file))).toEqual([]);
  });

  it('go where a link leads, which stays one, with its rights', async () => {
    const real = made('real.flac');
    chmodSync(real, 0o640);
    symlinkSync(real, at('link.flac'));
    expect(await inPlace(at('link.flac'), { bpm: 120 })).toBe(`${real}.bak`);
    expect(lstatSync(at('link.flac')).isSymbolicLink()).toBe(true);
    expect(statSync(real).mode & 0o777).toBe(0o640);
    expect((await parseTags(at('link.flac'))).common.bpm).toBe(120);
  });
});
