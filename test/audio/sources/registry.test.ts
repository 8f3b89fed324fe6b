import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { SourceKind } from '../../../src/audio/sources/kind.js';
import { withoutCredentials } from '../../../src/audio/sources/location.js';
import { openSource, SOURCE_KINDS } from '../../../src/audio/sources/registry.js';
import type { AudioSource } from '../../../src/domain/ports/source.js';

const tools = { ffmpeg: '/nowhere', reach: 'anywhere' as const, stdin: new PassThrough(), tempFolder: '/nowhere' };
const kindOf = (location: string) => SOURCE_KINDS.find((kind) => kind.accepts(location))?.name;

describe('the kinds of sources', () => {
  it.each([
    ['-', 'stdin'],
    ['mix.mp3', 'file'],
    ['C:\\mix.mp3', 'file'],
    ['file:///mix.mp3', 'file'],
    ['a:b.mp3', 'file'],
    ['concat:/etc/passwd', 'file'],
  ])('take %s as %s', (location, kind) => expect(kindOf(location)).toBe(kind));

  it('refuse an address that none of them opens, without repeating its secrets', async () => {
    const opened = openSource('rtmp://user:secret@host/live?token=abc', tools);
    await expect(opened).rejects.toThrow(/Nothing here opens "rtmp:\/\/host\/live"/);
  });

  it.each([
    ...['-', 'file:///etc/hostname', '\\\\host\\share\\a.mp3', '//host/share/a.mp3'],
    ...(process.platform === 'linux' ? ['/proc/self/environ', '/dev/zero', '/dev/stdin'] : []),
  ])('are not opened where a file names %s, and not the user', async (location) => {
    const opened = openSource(location, { ...tools, reach: 'public' });
    await expect(opened).rejects.toThrow(/name it yourself, or allow it by --allow-private|is a (device|socket)/);
  });

  it.each(['', ' '])('take an empty name (%j) for no folder', async (location) => {
    await expect(openSource(location, tools)).rejects.toThrow(/^Nothing is named: name a file, an address, or -/);
  });

  it('grow by one more in the list', async () => {
    const source = { info: { name: 'x', kind: 'mine', location: '' } } as AudioSource;
    const mine: SourceKind = {
      name: 'mine',
      accepts: (l) => l.startsWith('mine://'),
      load: async () => async () => source,
    };
    expect(await openSource('mine://x', tools, [mine, ...SOURCE_KINDS])).toBe(source);
  });
});

describe('an address', () => {
  it.each([
    ['https://user:pass@host/a?key=1#x', 'https://host/a'],
    ['https://host/a@b', 'https://host/a@b'],
    ['/music/a?b#c.mp3', '/music/a?b#c.mp3'],
  ])('%s is shown as %s', (location, shown) => expect(withoutCredentials(location)).toBe(shown));
});
