import { expect, it } from 'vitest';
import { fileOf, rowsOf, titleOf } from '../../src/exporters/rows.js';
import { xspf } from '../../src/exporters/xspf.js';
import { exported } from '../support/exporting.js';
import { CONTROLS, holds } from '../support/hostile-tracklists.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

it('writes what is named as tracks, and what is not as comments', () => {
  const track = {
    title: 'Sea & Sky',
    version: 'Dub',
    artists: ['Ann', 'Bo'],
    album: 'Tides',
    duration: 372.1404,
    ids: { musicbrainz: '8F3471B5-7E6A-48DA-86A9-C1C07A0F47AE' },
    file: '/music/#1 50% é.mp3',
  };
  const list = tracklistOf(
    [
      trackEntry(0, 270, '', { track }),
      unknownEntry(263.48, 300),
      trackEntry(300.1234, 400, '', { track: { title: 'Bare', artists: [], file: 'http://x/y' } }),
    ],
    { source: { name: 'mix.mp3', kind: 'file', location: '', artist: 'DJ "X"' } },
  );
  expect(exported(xspf, list)).toMatchObject({
    name: 'mix.xspf',
    warnings: [],
    text: `<?xml version="1.0" encoding="UTF-8"?>
<playlist version="1" xmlns="http://xspf.org/ns/0/">
  <title>mix</title>
  <creator>DJ &quot;X&quot;</creator>
  <date>2026-01-02T03:04:05.000Z</date>
  <trackList>
    <track>
      <location>file:///music/%231%2050%25%20%C3%A9.mp3</location>
      <identifier>https://musicbrainz.org/recording/8f3471b5-7e6a-48da-86a9-c1c07a0f47ae</identifier>
      <title>Sea &amp; Sky (Dub)</title>
      <creator>Ann &amp; Bo</creator>
      <annotation>0:00 of the mix</annotation>
      <album>Tides</album>
      <duration>372140</duration>
      <meta rel="urn:tracklistify:start">0</meta>
    </track>
    <!-- 4:23 ID - ID -->
    <track>
      <title>Bare</title>
      <annotation>5:00 of the mix</annotation>
      <meta rel="urn:tracklistify:start">300.123</meta>
    </track>
  </trackList>
</playlist>
`,
  });
});

it('is well-formed and complete, whatever tracks are called', () => {
  holds((list) => {
    const { text } = exported(xspf, list);
    expect(text).not.toMatch(CONTROLS);
    expect(text).not.toMatch(/[\ufffe\uffff]/);
    const tracks = [...text.matchAll(/<track>([\s\S]*?)<\/track>/g)].map(([, inner]) => inner!);
    const rows = rowsOf(list).filter(({ entry }) => entry.kind === 'track');
    const unescaped = (value: string) =>
      value.replace(
        /&(?:lt|gt|quot|#39|amp);/g,
        (sign) => ({ '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" })[sign] ?? '&',
      );
    const read = (inner: string, name: string) => {
      const all = [...inner.matchAll(new RegExp(`<${name}>([^<>]*)</${name}>`, 'g'))];
      expect(all.length).toBeLessThan(2);
      return all[0] && unescaped(all[0][1]!);
    };
    expect(tracks.map((inner) => read(inner, 'title'))).toEqual(
      rows.map((row) => titleOf(row).replace(/[\ufffe\uffff]/g, '')),
    );
    for (const [i, row] of rows.entries())
      expect(read(tracks[i]!, 'location') !== undefined).toBe(fileOf(row) !== undefined);
    // Nothing but the elements that belong there: every sign of a name is escaped.
    const tags = new Set([...text.matchAll(/<\/?([a-zA-Z]+)/g)].map(([, tag]) => tag));
    const known = ['playlist', 'title', 'creator', 'annotation', 'date', 'trackList', 'track', 'location', 'identifier', 'album', 'duration', 'meta']; // biome-ignore format: a list
    expect([...tags].filter((tag) => !known.includes(tag!))).toEqual([]);
  }, 100);
});
