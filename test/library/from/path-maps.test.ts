import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/domain/errors.js';
import { commonFolder, PathMaps, readPathMap } from '../../../src/library/from/path-maps.js';

const maps = (...texts: string[]) => new PathMaps(texts.map(readPathMap), '/home/ann', 'linux');

describe('a map', () => {
  it('leads from a folder of another system to one of this one, by slashes of either kind and whatever the capitals', () => {
    for (const text of ['C:\\Music=/media/usb/Music', 'c:/music/=/media/usb/Music', 'C:\\MUSIC\\=/media/usb/Music']) {
      expect(maps(text).here('C:\\Music\\House\\a.mp3')).toBe('/media/usb/Music/House/a.mp3');
      expect(maps(text).here('C:/Music/House/a.mp3')).toBe('/media/usb/Music/House/a.mp3');
      // Only whole names count.
      expect(maps(text).here('C:/Music 2/a.mp3')).toBeNull();
    }
    expect(maps('C:=music').here('C:/a.mp3')).toBe('/home/ann/music/a.mp3');
    expect(maps('\\\\NAS\\Music=/nas').here('//nas/music/a.mp3')).toBe('/nas/a.mp3');
    expect(maps('/Volumes/Stick=/media/stick').here('/volumes/STICK/a=b.mp3')).toBe('/media/stick/a=b.mp3');
    expect(maps('/mnt/a=/mnt/b').here('/mnt/A/a.mp3')).toBe('/mnt/A/a.mp3');
  });

  it('is parted at the sign that makes it fit, since folders may have it in their names', () => {
    const map = maps('C:\\1+1=2\\Music=/media/a=b');
    expect(map.unused()).toHaveLength(1);
    expect(map.here('C:\\1+1=2\\Music\\a.mp3')).toBe('/media/a=b/a.mp3');
    expect(map.here('C:\\1+1\\a.mp3')).toBe('/home/ann/2\\Music=/media/a=b/a.mp3');
    expect(map.unused()).toEqual([]);
    expect(maps('C:\\Music=/media/a=b').here('C:\\Music\\a.mp3')).toBe('/media/a=b/a.mp3');
  });

  it('is found with accents that are written in another way', () => {
    const folder = 'Cafe\u0301';
    expect(maps(`/Users/ann/${folder}=/here`).here(`/Users/ann/${folder.normalize('NFC')}/a.mp3`)).toBe('/here/a.mp3');
  });

  it('of several that fit is the longest', () => {
    const both = maps('C:\\=/disk', 'C:\\Music=/music');
    expect(both.here('C:\\Music\\a.mp3')).toBe('/music/a.mp3');
    expect(both.here('C:\\Users\\a.mp3')).toBe('/disk/Users/a.mp3');
  });

  it('that no path begins with is known afterwards', () => {
    const both = maps('C:\\Music=/music', '/Users/bob=/bob');
    both.here('C:\\Music\\a.mp3');
    expect(both.unused()).toEqual([{ from: '/Users/bob', to: '/bob' }]);
  });

  it('is no way out of its folder', () => {
    expect(maps('C:\\Music=/music').here('C:\\Music\\..\\Secret\\a.mp3')).toBeNull();
    expect(maps('/a=/b').here('/a/../../etc/a.mp3')).toBe('/etc/a.mp3');
  });

  it('is refused where it says nothing', () => {
    for (const text of ['', '=', 'C:\\Music', '=/here', 'C:\\Music=', 'music=/here']) {
      expect(() => readPathMap(text)).toThrow(UsageError);
    }
  });
});

it('knows which paths are its own system’s: a share of Windows is nobody’s', () => {
  const linux = new PathMaps([], '/', 'linux');
  expect(['/a/b.mp3', 'C:\\a.mp3', '\\\\nas\\a.mp3', '//nas/a.mp3', 'a.mp3'].map((path) => linux.isHere(path))).toEqual(
    [true, false, false, false, false],
  );
  const windows = new PathMaps([], '/', 'win32');
  expect(['/a/b.mp3', 'C:/a.mp3', '\\\\nas\\a.mp3'].map((path) => windows.isHere(path))).toEqual([false, true, false]);
});

it('tells which folder paths have in common, as their system writes it', () => {
  const common = (...paths: string[]) => paths.reduce<string | null | undefined>(commonFolder, undefined);
  expect(common('C:/Music/House/a.mp3', 'c:\\music\\Techno\\b.mp3')).toBe('C:\\Music');
  expect(common('C:/a.mp3')).toBe('C:');
  expect(common('/Users/ann/Music/a.mp3', '/Users/ann/Music/b/c.mp3')).toBe('/Users/ann/Music');
  expect(common('\\\\nas\\music\\a\\b.mp3', '//NAS/music/c.mp3')).toBe('\\\\nas\\music');
  expect(common('C:/a/b.mp3', '/a/b.mp3')).toBeNull();
});
