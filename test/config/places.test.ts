import { expect, it } from 'vitest';
import { placesFor } from '../../src/config/places.js';

it('keeps to the XDG folders on Linux, and ignores relative ones as the specification asks', () => {
  expect(placesFor({}, 'linux', '/home/dj')).toEqual({
    data: '/home/dj/.local/share/tracklistify',
    cache: '/home/dj/.cache/tracklistify',
    config: '/home/dj/.config/tracklistify',
  });
  const env = { XDG_DATA_HOME: '/data', XDG_CACHE_HOME: 'relative', XDG_CONFIG_HOME: '/etc/dj' };
  expect(placesFor(env, 'linux', '/home/dj')).toEqual({
    data: '/data/tracklistify',
    cache: '/home/dj/.cache/tracklistify',
    config: '/etc/dj/tracklistify',
  });
});

it("keeps to the platform's own folders elsewhere", () => {
  expect(placesFor({}, 'darwin', '/Users/dj').data).toBe('/Users/dj/Library/Application Support/tracklistify');
  expect(placesFor({}, 'darwin', '/Users/dj').cache).toBe('/Users/dj/Library/Caches/tracklistify');
  const env = { LOCALAPPDATA: 'L', APPDATA: 'R' };
  const windows = placesFor(env, 'win32', 'H');
  expect([windows.data, windows.config].map((p) => p[0])).toEqual(['L', 'R']);
});
