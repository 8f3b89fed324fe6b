import { describe, expect, it } from 'vitest';
import { soundAddresses } from '../../../../src/audio/sources/hls/choose.js';
import { type MasterPlaylist, parsePlaylist } from '../../../../src/audio/sources/hls/playlist.js';

const chosen = (...lines: string[]): string[] => {
  const master = parsePlaylist(['#EXTM3U', ...lines].join('\n'), new URL('https://x.example/m.m3u8')) as MasterPlaylist;
  return soundAddresses(master).map((url) => url.pathname.slice(1));
};
const variant = (name: string, bandwidth: number, codecs = '', audio = ''): string[] => [
  `#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth}${codecs && `,CODECS="${codecs}"`}${audio && `,AUDIO="${audio}"`}`,
  name,
];
const group = (id: string, name: string, uri: string, flags = ''): string =>
  `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${id}",NAME="${name}"${uri && `,URI="${uri}"`}${flags}`;

describe('the rendition that carries the sound', () => {
  it('is one that has nothing else, the cheapest that is good enough', () => {
    expect(
      chosen(
        ...variant('video', 900_000, 'avc1.42,mp4a.40.2'),
        ...variant('poor', 24_000, 'mp4a.40.5'),
        ...variant('good', 64_000, 'mp4a.40.2'),
        ...variant('best', 192_000, 'mp4a.40.2'),
      ),
    ).toEqual(['good', 'best', 'poor', 'video']);
  });

  it('is else the group of the cheapest variant, as it is played by default', () => {
    expect(
      chosen(
        group('hi', 'English', 'hi-en'),
        group('lo', 'Commentary', 'lo-c'),
        group('lo', 'English', 'lo-en', ',DEFAULT=YES'),
        ...variant('v1', 2_000_000, 'avc1.42,mp4a.40.2', 'hi'),
        ...variant('v2', 500_000, 'avc1.42,mp4a.40.2', 'lo'),
      ),
    ).toEqual(['lo-en', 'hi-en']);
  });

  it('is the one that is selected by itself where none is the default', () => {
    const groups = [group('a', 'One', 'one'), group('a', 'Two', 'two', ',AUTOSELECT=YES')];
    expect(chosen(...groups, ...variant('v', 1, '', 'a'))).toEqual(['two']);
  });

  it('is the variant itself where the group has no address', () => {
    expect(chosen(group('a', 'Main', '', ',DEFAULT=YES'), ...variant('v', 1, 'avc1.42,mp4a.40.2', 'a'))).toEqual(['v']);
  });

  it('is else the cheapest with pictures', () => {
    expect(chosen(...variant('big', 3e6), ...variant('small', 3e5), ...variant('mute', 1e5, 'avc1.42'))).toEqual([
      'small',
      'big',
    ]);
  });

  it('is refused where there is none', () => {
    expect(() => chosen(...variant('mute', 1e5, 'avc1.42'))).toThrow(/pictures only/);
  });
});
