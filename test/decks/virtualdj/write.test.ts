import { expect, it } from 'vitest';
import { virtualdj } from '../../../src/decks/virtualdj/deck.js';
import { virtualdjPlaylist } from '../../../src/decks/virtualdj/write.js';
import type { KnownFile } from '../../../src/domain/ports/export.js';
import type { Tracklist } from '../../../src/domain/tracklist.js';
import { fileOf, tracksIn } from '../../support/deck-reading.js';
import { CONTROLS, sampleOfHostile } from '../../support/hostile-tracklists.js';
import { trackEntry, tracklistOf } from '../../support/tracklists.js';

function written(list: Tracklist, decks: KnownFile['decks'] = {}) {
  const files = new Map(
    list.entries.flatMap(({ track }) => (track?.file ? [[track.file, { bytes: 1234, decks }] as const] : [])),
  );
  const { files: made, warnings } = virtualdjPlaylist.export(list, { baseName: 'set', folder: '/lists', files });
  return { name: made[0]!.name, text: String(made[0]!.content), warnings };
}

const list = tracklistOf([
  trackEntry(0, 10, '', {
    track: { title: 'Sea & Sky', version: 'Dub', artists: ['Ann', 'Bo'], duration: 372.14, file: '/music/#1 é.mp3' },
  }),
  trackEntry(10, 20, '', { track: { title: 'B', artists: [], file: '/music/b\n.mp3' } }),
]);

it('names each file, with what VirtualDJ reads of it before it', () => {
  const { name, text, warnings } = written(list);
  expect(name).toBe('set.virtualdj.m3u8');
  expect(text).toBe(
    '#EXTM3U\n#EXTVDJ:<filesize>1234</filesize><artist>Ann &amp; Bo</artist><title>Sea &amp; Sky (Dub)</title><songlength>372.1</songlength>\n/music/#1 é.mp3\n',
  );
  expect(warnings).toEqual(['The playlist leaves out "/music/b .mp3", whose name no line of text can hold.']);
});

it('names a file as VirtualDJ does where that is another system', () => {
  const own = { file: 'D:\\Music\\a.mp3', title: 'Mine', artists: ['Me'] };
  const { text } = written(tracklistOf(list.entries.slice(0, 1)), { virtualdj: own });
  expect(text.split('\r\n').slice(1)).toEqual([
    '#EXTVDJ:<filesize>1234</filesize><artist>Me</artist><title>Mine</title><songlength>372.1</songlength>',
    'D:\\Music\\a.mp3',
    '',
  ]);
});

it('reads back as what went in, whatever tracks and files are called', async () => {
  for (const hostile of sampleOfHostile(60)) {
    for (const { track } of hostile.entries) if (track?.file) track.file = `/m/${track.file}`;
    const { text, warnings } = written(hostile);
    // A path is written as it is, also where a sign in it turns the direction of writing.
    expect(text.replace(/^\/m\/.*$/gm, '')).not.toMatch(CONTROLS);
    const files = [...hostile.entries].sort((a, b) => a.start - b.start).flatMap(({ track }) => track?.file || []);
    const left = warnings.filter((warning) => warning.includes('no line of text')).length;
    if (text === '#EXTM3U\n') continue;
    const { tracks } = await tracksIn(virtualdj, fileOf('set.m3u8', text));
    expect(new Set(files).size - left).toBe(new Set(tracks.map(({ file }) => file)).size);
    expect(files).toEqual(expect.arrayContaining(tracks.map(({ file }) => file)));
  }
});
