import { marked } from 'marked';
import { expect, it } from 'vitest';
import { markdown } from '../../src/exporters/markdown.js';
import { exported } from '../support/exporting.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

it('writes a table', () => {
  const list = tracklistOf([
    trackEntry(0, 300, 'One', { track: { title: 'One', version: 'Dub', artists: ['A', 'B'], label: 'Label' } }),
    trackEntry(100, 200, 'Two', { layered: true, confidence: 0.3 }),
    unknownEntry(300, 3765),
    trackEntry(3765, 4000, 'Three', { layered: true, track: { title: 'Three', artists: [] } }),
  ]);
  expect(exported(markdown, list).text).toBe(`# mix

| Time | Artist | Title | Label |
| ---: | --- | --- | --- |
| 0:00 | A & B | One (Dub) | Label |
| 1:40 | w/ Somebody | Two (?) |  |
| 5:00 | ID | ID |  |
| 1:02:45 |  | w/ Three |  |
`);
});

it.each([
  'a | b',
  'a \\| b',
  '\\',
  '<img src=x onerror=alert(1)>',
  '&lt;b&gt; &amp;amp; &#60;',
  '[x](javascript:alert(1))',
  '![x](http://host.example/x.png)',
  'https://host.example www.host.example',
  '*a* _b_ `c` ~~d~~ **e**',
  '# no heading',
])('shows %j as it is', async (title) => {
  const list = tracklistOf([trackEntry(0, 300, title, { track: { title, artists: ['A'], label: title } })], {
    source: { name: 'x', kind: 'file', location: '', title },
  });
  const html = await marked(exported(markdown, list).text, { gfm: true });
  const cells = [...html.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell]) => decoded(cell!));
  expect(cells).toEqual(['0:00', 'A', title, title]);
  expect(decoded(/<h1>(.*?)<\/h1>/.exec(html)![1]!)).toBe(title);
});

/** Text of HTML; a tag in it stays a tag, and so differs from what was asked for. */
function decoded(html: string): string {
  const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
  if (/<[a-z]/i.test(html)) return `HTML: ${html}`;
  return html.replace(/&(lt|gt|quot|#39|amp);/g, (entity) => entities[entity]!);
}

it('begins with whose mix it is, once', () => {
  const heading = (source: { title?: string; artist?: string }) => {
    const list = tracklistOf([], { source: { name: 'mix', kind: 'file', location: '', ...source } });
    return exported(markdown, list).text.split('\n')[0];
  };
  expect(heading({ artist: 'Somebody', title: 'Live' })).toBe('# Somebody – Live');
  expect(heading({ artist: 'Somebody', title: 'Somebody at Club' })).toBe('# Somebody at Club');
  expect(heading({})).toBe('# mix');
});

it('has no table where there is nothing to put into it', () => {
  expect(exported(markdown, tracklistOf([])).text).toBe('# mix\n\nNo track.\n');
});
