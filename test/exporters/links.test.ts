import fc from 'fast-check';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { directLinks, searchesFor, wordsFor } from '../../src/domain/links.js';
import type { Track } from '../../src/domain/track.js';
import { links } from '../../src/exporters/links/links.js';
import { exported } from '../support/exporting.js';
import { HOSTILE_TITLES } from '../support/hostile-titles.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const track = (title: string, more: Partial<Track> = {}): Track => ({ title, artists: ['Mira Vale'], ...more });

const list = tracklistOf([
  trackEntry(0, 300, 'x', {
    track: {
      title: 'Harbour & Glass',
      version: 'Dub',
      artists: ['Mira Vale', 'Óscar'],
      label: 'Small',
      urls: { spotify: 'https://open.spotify.com/track/1?a=b&c=d', odd: 'javascript:alert(1)' },
    },
  }),
  unknownEntry(300, 3765),
  trackEntry(3765, 4000, 'Two', { layered: true, confidence: 0.3 }),
]);

it('writes a list in Markdown, the links that services told first', () => {
  const { names, texts } = exported(links, list);
  expect(names).toEqual(['mix.links.md', 'mix.links.html']);
  const words = 'Mira%20Vale%20%C3%93scar%20Harbour%20%26%20Glass%20Dub';
  expect(texts[0]!.split('\n').slice(0, 6)).toEqual([
    '# mix',
    '',
    '- 0:00 **Mira Vale & Óscar - Harbour & Glass (Dub)** \\[Small\\]',
    '  - direct: [Spotify](<https://open.spotify.com/track/1?a=b&c=d>)',
    `  - search: [Bandcamp](<https://bandcamp.com/search?q=${words}&item_type=t>) · ` +
      `[Beatport](<https://www.beatport.com/search?q=${words}>) · ` +
      `[Discogs](<https://www.discogs.com/search/?q=${words}&type=all>) · ` +
      `[YouTube](<https://www.youtube.com/results?search_query=${words}>) · ` +
      `[Spotify](<https://open.spotify.com/search/${words}>)`,
    '- 5:00 **ID - ID**',
  ]);
  expect(texts[0]).toContain('- 1:02:45 **w/ Somebody - Two** (?)');
});

it('has no link for what nobody named, and none that leads out of the web', () => {
  const [, page] = exported(links, list).texts;
  const items = page!.split('<li>').slice(1);
  const linked = items.map((item) => [...item.matchAll(/href="([^"]*)"/g)].map(([, url]) => new URL(url!).hostname));
  const five = ['bandcamp.com', 'www.beatport.com', 'www.discogs.com', 'www.youtube.com', 'open.spotify.com'];
  expect(linked).toEqual([['open.spotify.com', ...five], [], five]);
  expect(page).not.toContain('javascript:');
});

it('takes nothing from outside: no script, no picture, no style sheet, and a policy that forbids them', () => {
  const cover = trackEntry(0, 9, 'One', { track: { ...track('One'), artwork: 'https://pictures.example/1.jpg' } });
  const [, page] = exported(links, tracklistOf([cover])).texts;
  expect(page).not.toMatch(/<(script|img|link|iframe|object|base|form)\b|\bsrc=|@import|url\(|pictures\.example/i);
  expect(page).toMatch(/Content-Security-Policy" content="default-src 'none'/);
  expect(page).toContain('color-scheme: light dark');
  expect(page).toContain('width=device-width');
});

describe('the words of a search', () => {
  it.each([
    [track('Glass'), 'Mira Vale Glass'],
    [track('Glass', { version: 'Extended Mix' }), 'Mira Vale Glass Extended Mix'],
    [track('Glass (Extended Mix)', { version: 'Extended Mix' }), 'Mira Vale Glass Extended Mix'],
    [track('Glass', { version: 'Original Mix' }), 'Mira Vale Glass'],
    [track('Glass', { remixers: ['Ann Other'] }), 'Mira Vale Glass Ann Other Remix'],
    [track('Glass', { version: 'Ann Other Remix', remixers: ['Ann Other'] }), 'Mira Vale Glass Ann Other Remix'],
    [track('Glass', { version: 'Dub', remixers: ['Ann Other'] }), 'Mira Vale Glass Ann Other Dub'],
    [track('"Glass" [-1] +2 - 3', { artists: ['AC/DC', 'B-Side'] }), 'AC/DC B-Side Glass 1 2 3'],
    [track('夜に駆ける', { artists: [] }), '夜に駆ける'],
    [track('!!!', { artists: [] }), '!!!'],
    [track('..', { artists: [] }), ''],
    [track(' ', { artists: [''] }), ''],
  ])('are what a person would type: %j', (asked, words) => {
    expect(wordsFor(asked)).toBe(words);
  });

  it('make a well-formed address of the site with all words encoded, whatever a track is called', () => {
    const hosts = searchesFor(track('x')).map(({ url }) => new URL(url).origin);
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE_TITLES));
    fc.assert(
      fc.property(text, text, text, (title, artist, version) => {
        const asked: Track = { title, artists: [artist], version, remixers: [artist] };
        const wanted = wordsFor(asked);
        const all = searchesFor(asked);
        for (const [i, { url }] of all.entries()) {
          const { origin, href, hash, search, pathname } = new URL(url);
          expect([origin, href, hash]).toEqual([hosts[i], url, '']);
          expect(url.length).toBeLessThan(2048);
          const words = origin.includes('spotify')
            ? decodeURIComponent(pathname.slice('/search/'.length))
            : new URLSearchParams(search).get(origin.includes('youtube') ? 'search_query' : 'q');
          expect(words).toBe(wanted);
        }
        expect(all.length === 0).toBe(wanted === '');
      }),
      { numRuns: 200 },
    );
  });
});

it('takes addresses of the web alone from a saved tracklist', () => {
  const urls = {
    spotify: 'https://open.spotify.com/track/1',
    musicbrainz: 'https://musicbrainz.org/recording/1',
    odd: 'data:text/html,<script>',
    file: 'file:///etc/passwd',
    user: 'https://a:b@host.example/',
    none: 'nothing',
    shop: 'http://shop.example/"><script>',
    '![x](y)': 'https://shop.example/',
  };
  expect(directLinks(track('x', { urls }))).toEqual([
    { title: 'Spotify', url: 'https://open.spotify.com/track/1' },
    { title: 'MusicBrainz', url: 'https://musicbrainz.org/recording/1' },
    { title: 'Shop', url: 'http://shop.example/%22%3E%3Cscript%3E' },
    { title: 'shop.example', url: 'https://shop.example/' },
  ]);
});

it('shows hostile titles as they are, in Markdown and on the page', async () => {
  for (const title of [
    ...HOSTILE_TITLES,
    '</title></style><script>alert(1)</script>',
    '" onclick="x',
    "' x='",
    '**b**',
  ]) {
    const urls = { [title]: 'https://shop.example/a' };
    const hostile = tracklistOf([trackEntry(0, 9, title, { track: { title, artists: ['A'], label: title, urls } })], {
      source: { name: 'x', kind: 'file', location: '', title },
    });
    const [md, page] = exported(links, hostile).texts;
    const tags = (html: string): string[] => [...html.matchAll(/<\/?([a-z!]+)[^>]*>/gi)].map(([, name]) => name!);
    const harmless = ['h', 'ul', 'li', 'strong', 'a', 'p'];
    const shown = await marked(md!, { gfm: true });
    expect(tags(shown).filter((tag) => !harmless.includes(tag.replace(/\d/, '')))).toEqual([]);
    expect(shown.match(/<a /g)).toHaveLength(6);
    expect(md!.split('\n')).toHaveLength(6);
    const plainPage = exported(links, tracklistOf([trackEntry(0, 9, 'One', { track: { title: 'One', artists: ['A'], label: 'L', urls: { x: 'https://shop.example/a' } } })])).texts[1]!; // biome-ignore format: one
    expect(tags(page!)).toEqual(tags(plainPage));
    expect(page!.match(/ on[a-z]+="/g) ?? []).toEqual([]);
    expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  }
});

it('says so where there is nothing', () => {
  const [md, page] = exported(links, tracklistOf([])).texts;
  expect(md).toBe('# mix\n\nNo track.\n');
  expect(page).toContain('<p>No track.</p>');
});
