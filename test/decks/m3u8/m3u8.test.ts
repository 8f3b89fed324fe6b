import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { m3u8 } from '../../../src/decks/m3u8/deck.js';
import type { DeckTrack } from '../../../src/domain/ports/deck.js';
import { listening } from '../../support/databases.js';
import { tempFolder } from '../../support/temp.js';

async function read(path: string): Promise<DeckTrack[]> {
  const { collection } = await m3u8.load({ tempFolder: '/nowhere' });
  const found: DeckTrack[] = [];
  for await (const track of collection!(path, listening())) found.push(track);
  return found;
}

describe('a plain playlist', () => {
  it('names its files, which are in a crate that is called like it', async () => {
    const folder = tempFolder();
    const path = join(folder, 'Peak time.m3u8');
    const lines = [
      '#EXTM3U',
      '#EXTINF:372,Ann Orr - Sea',
      'Music/sea.mp3',
      '',
      '/abs/Größe.flac',
      'https://x.example/live',
    ];
    writeFileSync(path, `\ufeff${[...lines, 'E:\\Sets\\cloud.mp3', 'Music/sea.mp3'].join('\r\n')}`);
    const crates = ['Peak time'];
    expect(await read(path)).toEqual([
      { file: join(folder, 'Music', 'sea.mp3'), crates },
      { file: '/abs/Größe.flac', crates },
      { file: 'E:\\Sets\\cloud.mp3', crates },
    ]);
  });

  it('that names none, or is none, is said', async () => {
    const path = join(tempFolder(), 'x.m3u');
    writeFileSync(path, '#EXTM3U\nhttps://x.example/live\n');
    await expect(read(path)).rejects.toThrow(`The playlist "${path}" lists no files.`);
    await expect(read(`${path}8`)).rejects.toThrow('no such file');
  });

  it('is told from the lists that broadcasts and VirtualDJ have', () => {
    const owns = (head: string, path = '/x/y.M3U8') => m3u8.owns({ path, isFolder: false, head: Buffer.from(head) });
    expect(owns('#EXTM3U\na.mp3')).toEqual({ collection: true });
    expect(owns('a.mp3', '/x/y.m3u')).toEqual({ collection: true });
    expect(owns('#EXTM3U\n#EXT-X-TARGETDURATION:4\n')).toBeNull();
    expect(owns('\ufeff#EXTVDJ:<time>21:39</time>\r\n')).toBeNull();
    expect(owns('a.mp3', '/x/y.txt')).toBeNull();
  });
});
