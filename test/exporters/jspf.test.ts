import { expect, it } from 'vitest';
import { jspf } from '../../src/exporters/jspf.js';
import { exported } from '../support/exporting.js';
import { HOSTILE_TITLES } from '../support/hostile-titles.js';
import { holds } from '../support/hostile-tracklists.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const ID = '0b5c1e7a-0000-4000-8000-00000000000A';

it('holds what has an id at MusicBrainz, and says how much has none', () => {
  const list = tracklistOf(
    [
      trackEntry(0, 300, 'x', {
        track: {
          title: 'One',
          version: 'Dub',
          artists: ['A', 'B'],
          album: 'C',
          duration: 301.5,
          ids: { musicbrainz: ID },
        },
      }),
      unknownEntry(300, 400),
      trackEntry(400, 500, 'Two', { track: { title: 'Two', artists: [], ids: { musicbrainz: '../x' } } }),
    ],
    { source: { name: 'mix', kind: 'file', location: '', title: 'Late', artist: 'Somebody' } },
  );
  const { name, text, warnings } = exported(jspf, list);
  expect(warnings).toEqual([expect.stringMatching(/^The jspf leaves out 1 of 2 tracks, .*format xspf/)]);
  expect(name).toBe('mix.jspf');
  expect(JSON.parse(text)).toEqual({
    playlist: {
      title: 'Late',
      creator: 'Somebody',
      date: '2026-01-02T03:04:05.000Z',
      extension: { 'https://musicbrainz.org/doc/jspf#playlist': { public: false } },
      track: [
        {
          identifier: [`https://musicbrainz.org/recording/${ID.toLowerCase()}`],
          title: 'One (Dub)',
          creator: 'A & B',
          album: 'C',
          duration: 301_500,
          annotation: '0:00 of the mix',
        },
      ],
    },
  });
});

it('has no control character, whatever a track is called', () => {
  const list = tracklistOf(
    HOSTILE_TITLES.map((title, i) =>
      trackEntry(i, i + 1, '', { track: { title, artists: [title], ids: { musicbrainz: ID } } }),
    ),
  );
  const { text } = exported(jspf, list);
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/);
  expect(JSON.parse(text).playlist.track).toHaveLength(HOSTILE_TITLES.length);
});

/** What ListenBrainz' own server asks of a playlist that is to be made, and refuses with 400 otherwise. */
it("keeps to ListenBrainz' rules, whatever tracks are called", () => {
  holds((list) => {
    const ids = ['0b5c1e7a-0000-4000-8000-00000000000a', ' 0B5C1E7A-0000-4000-8000-00000000000B ', 'x', ''];
    for (const [i, { track }] of list.entries.entries()) if (track) track.ids = { musicbrainz: ids[i % 4]! };
    const { playlist } = JSON.parse(exported(jspf, list).text);
    expect(playlist.title).toMatch(/\S/);
    expect(playlist.extension['https://musicbrainz.org/doc/jspf#playlist'].public).toBe(false);
    for (const { identifier } of playlist.track) {
      expect(identifier).toEqual([
        expect.stringMatching(/^https:\/\/musicbrainz\.org\/recording\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      ]);
    }
    const known = list.entries.filter(({ track }) => (track?.ids?.['musicbrainz']?.length ?? 0) > 1);
    expect(playlist.track).toHaveLength(known.length);
  }, 100);
});
