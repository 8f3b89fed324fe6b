import { describe, expect, it } from 'vitest';
import { READABLE_FORMATS, whatItIs } from '../../src/audio/media-formats.js';
import { AUDIO_EXTENSIONS, extensionOf, isMediaFile } from '../../src/domain/media-extensions.js';

const bytes = (text: string) => Buffer.from(text, 'latin1');

describe('what ffmpeg may take a file for', () => {
  it.each(['hls', 'applehttp', 'concat', 'dash', 'image2', 'sdp', 'rtsp', 'lavfi', 'tty'])('leaves out %s', (format) =>
    expect(READABLE_FORMATS).not.toContain(format),
  );
});

describe('a file that is no audio', () => {
  it.each([
    ['\xff\xd8\xff\xe0\x00\x10JFIF', 'a JPEG picture'],
    ['RIFF\x10\x00\x00\x00WEBPVP8 ', 'a WebP picture'],
    ['PK\x03\x04\x14\x00', 'a ZIP archive: unpack it first'],
    ['#EXTM3U\n#EXT-X-TARGETDURATION:10\n', 'an HLS playlist: name the address that it came from'],
    ['#EXTM3U\n#EXTINF:1,a\na.mp3\n', 'a playlist: read it with --from-file'],
    ['<!DOCTYPE html><html>', 'a web page: the download probably failed'],
    ['<?xml version="1.0"?>\n<svg xmlns="x">', 'an SVG picture'],
    ['ffconcat version 1.0\nfile a\n', 'a list of files for ffmpeg: name the files themselves'],
    ['PERFORMER "x"\r\nFILE "a.wav" WAVE\r\n  TRACK 01 AUDIO', 'a CUE sheet: name the audio file beside it'],
    ['{\n  "schema": "tracklistify/1",\n', 'a saved tracklist: "tracklistify export" writes other formats of it'],
    ['Dear diary,\n', 'plain text'],
    ['caf\xc3\xa9\n', 'plain text'],
  ])('%j is %s', (head, what) => expect(whatItIs(bytes(head))).toBe(what));

  it('is not guessed at when the bytes say nothing', () => {
    expect(whatItIs(bytes('\x01\x02\x03\x04'))).toBeNull();
    expect(whatItIs(new Uint8Array())).toBeNull();
  });
});

describe('extensions', () => {
  it.each([
    ['a.MP3', 'mp3'],
    ['/x.y/mix', ''],
    ['.hidden', ''],
    ['C:\\music\\a.FLAC', 'flac'],
  ])('of %s is %j', (path, extension) => expect(extensionOf(path)).toBe(extension));

  it('tell sound from what lies beside it', () => {
    expect(['a.mp3', 'b.WMA', 'c.mkv', 'cover.jpg', 'a.cue', 'readme'].filter(isMediaFile)).toEqual([
      'a.mp3',
      'b.WMA',
      'c.mkv',
    ]);
  });

  it('are the same for a library and for mixes, but for those of pictures', () => {
    expect([...AUDIO_EXTENSIONS].every((extension) => isMediaFile(`a.${extension}`))).toBe(true);
    expect(['dsf', 'aifc', 'mp3', 'mov', 'ts', 'avi'].filter((extension) => AUDIO_EXTENSIONS.has(extension))).toEqual([
      'dsf',
      'aifc',
      'mp3',
    ]);
  });
});
