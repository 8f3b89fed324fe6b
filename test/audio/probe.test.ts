import { describe, expect, it } from 'vitest';
import { isComplaint, withoutMarks } from '../../src/audio/complaints.js';
import { parseDump } from '../../src/audio/probe.js';

const dump = (text: string) => parseDump(text.split('\n'));

describe("ffmpeg's description of its input", () => {
  it('gives container, length, codec and tags of an MP3 by ffmpeg 5', () => {
    expect(
      dump(`[info] Input #0, mp3, from 'file:a.mp3':
[info]   Metadata:
[info]     title           : Night
[info]     artist          : Ann: live
[info]   Duration: 01:02:03.45, start: 0.025057, bitrate: 217 kb/s
[info]   Stream #0:0: Audio: mp3, 44100 Hz, stereo, fltp, 217 kb/s
[info]   Stream #0:1: Video: mjpeg (Progressive), yuvj420p, 600x600, 90k tbr (attached pic)
[info]     Metadata:
[info]       title           : cover
[info] Stream mapping:
[info] Output #0, s16le, to 'pipe:1':
[info]   Stream #0:0: Audio: pcm_s16le, 8000 Hz, mono, s16`),
    ).toEqual({
      container: 'mp3',
      duration: 3723.45,
      estimated: false,
      bitRate: 217_000,
      audio: { codec: 'mp3', rate: 44100, channels: 'stereo' },
      video: false,
      picture: true,
      title: 'Night',
      artist: 'Ann: live',
      complaints: [],
    });
  });

  it('reads the form of 2018, with language and stream id, and takes the first of two audio streams', () => {
    const found = dump(`[info] Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:x':
[info]   Duration: 00:00:04.02, start: 0.000000, bitrate: 200 kb/s
[info]     Stream #0:0[0x1](eng): Video: h264 (High), yuv420p, 64x64 (default)
[info]     Stream #0:1(und): Audio: aac (LC) (mp4a / 0x6134706D), 48000 Hz, 5.1, fltp, 128 kb/s (default)
[info]     Stream #0:2(und): Audio: ac3, 44100 Hz, stereo`);
    expect(found.audio).toEqual({ codec: 'aac', rate: 48000, channels: '5.1' });
    expect(found.video).toBe(true);
  });

  it('knows no length where ffmpeg knows none, and marks one that is only estimated', () => {
    expect(dump("[info] Input #0, aac, from 'x':\n[info]   Duration: N/A, start: 0, bitrate: N/A").duration).toBeNull();
    const guessed = dump(
      "[aac @ 0x5] [warning] Estimating duration from bitrate, this may be inaccurate\n[info] Input #0, aac, from 'x':",
    );
    expect(guessed.estimated).toBe(true);
  });

  it('keeps what ffmpeg complained of, without addresses', () => {
    const line = '[mov,mp4,m4a,3gp,3g2,mj2 @ 0x5608] [error] moov atom not found';
    expect(dump(line)).toMatchObject({ container: null, audio: null, complaints: ['moov atom not found'] });
  });
});

describe('a line of ffmpeg', () => {
  it('is a complaint from the level error on, however many parts speak', () => {
    expect(isComplaint('[error] x')).toBe(true);
    expect(isComplaint('[a @ 0x1] [b @ 0x2] [fatal] x')).toBe(true);
    expect(isComplaint('[a @ 0x1] [warning] x')).toBe(false);
    expect(isComplaint('[Eval @ 0x1] [error] 2.500000')).toBe(false);
    expect(isComplaint('[info]     comment : [error] x')).toBe(false);
  });

  it('loses its marks', () => expect(withoutMarks('[a @ 0x1] [error] Header missing ')).toBe('Header missing'));
});
