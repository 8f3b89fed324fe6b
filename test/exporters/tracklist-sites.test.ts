import { describe, expect, it } from 'vitest';
import { oneThousandOne } from '../../src/exporters/1001tracklists.js';
import { mixesdb } from '../../src/exporters/mixesdb.js';
import { exported } from '../support/exporting.js';
import { CONTROLS, holds } from '../support/hostile-tracklists.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const sea = { title: 'Sea', version: 'Dub [VIP]', artists: ['Ann', 'Bo'], label: 'Löwe [DE]' };

describe('1001Tracklists', () => {
  it('writes lines to paste, layers without a time', () => {
    const list = tracklistOf([
      trackEntry(0, 300, '', { track: sea }),
      trackEntry(60, 90, 'Over', { layered: true, confidence: 0.2 }),
      unknownEntry(263.48, 400, { number: 417 }),
      trackEntry(3765, 3800, '', { track: { title: 'Alone', artists: [] } }),
      trackEntry(3800, 3900, '', { track: { title: '', artists: ['Cy'] } }),
    ]);
    expect(exported(oneThousandOne, list)).toMatchObject({
      name: 'mix.1001.txt',
      warnings: [],
      text: [
        '[00:00] Ann & Bo - Sea (Dub (VIP)) [LÖWE (DE)]\n',
        'w/ Somebody - Over (?)\n',
        '[04:23] ID - ID\n',
        '[1:02:45] ID - Alone\n',
        '[1:03:20] Cy - ID\n',
      ].join(''),
    });
  });

  it('has a line an entry, with brackets for times and labels alone', () => {
    holds((list) => {
      const { text } = exported(oneThousandOne, list);
      expect(text).not.toMatch(CONTROLS);
      const lines = text.split('\n').slice(0, -1);
      expect(lines).toHaveLength(list.entries.length);
      for (const line of lines) {
        expect(line).toMatch(
          /^(\[(\d+:)?\d\d:\d\d\]|\[\d:\d\d:\d\d\]|w\/) [^[\]]+ - [^[\]]+( \[[^[\]]+\])?( \(\?\))?$/,
        );
      }
    }, 100);
  });
});

describe('MixesDB', () => {
  const text = (list: ReturnType<typeof tracklistOf>) => exported(mixesdb, list).text;

  it('writes cues of one width, with ? for what nobody knows and ... for what nobody heard', () => {
    const list = tracklistOf(
      [
        trackEntry(0, 300, '', { track: sea }),
        unknownEntry(263.48, 400, { number: 417 }),
        trackEntry(400, 500, '', { track: { title: 'Alone', artists: [] } }),
        trackEntry(500, 600, '', { track: { title: ' ', artists: ['Cy'] } }),
        trackEntry(6540, 6600, 'Late', { confidence: 0.2 }),
      ],
      { unheard: [{ start: 700, end: 6500, reason: 'off' }] },
    );
    expect(exported(mixesdb, list)).toMatchObject({ name: 'mix.mixesdb.txt', warnings: [] });
    expect(text(list)).toBe(
      `# [000] Ann & Bo - Sea (Dub (VIP)) [Löwe (DE)]
# [004] ?
# [006] ? - Alone
# [008] Cy - ?
# ...
# [109] Somebody - Late (?)

[[Category:Tracklist: incomplete]]
`,
    );
  });

  it('says whether the list is whole', () => {
    const whole = tracklistOf([trackEntry(0, 60, 'One?'), trackEntry(60, 90, 'Two')], { duration: 90 });
    expect(text(whole)).toBe('# [00] Somebody - One?\n# [01] Somebody - Two\n\n[[Category:Tracklist: complete]]\n');
    const state = (list: typeof whole) => /Tracklist: (\w+)/.exec(text(list))![1];
    expect(state({ ...whole, complete: false })).toBe('incomplete');
    expect(state({ ...whole, window: { start: 0, end: 60 } })).toBe('incomplete');
    expect(state(tracklistOf([trackEntry(0, 60, 'One', { confidence: 0.4 })]))).toBe('incomplete');
    expect(state(tracklistOf([trackEntry(0, 60, 'id')]))).toBe('incomplete');
    expect(state(tracklistOf([unknownEntry(0, 60)]))).toBe('none');
    expect(state(tracklistOf([]))).toBe('none');
  });

  it.each([
    ["''bold''", "<nowiki>''bold''</nowiki>"],
    ['{{Delete}}', '<nowiki>{{Delete}}</nowiki>'],
    ['<script>&lt;', '<nowiki>&lt;script&gt;&amp;lt;</nowiki>'],
    ['</nowiki>{{x}}', '<nowiki>&lt;/nowiki&gt;{{x}}</nowiki>'],
    ['[[File:x]]', '((File:x))'],
    ['~~~~', '<nowiki>~~~~</nowiki>'],
    ['http://x.example', '<nowiki>http://x.example</nowiki>'],
    ['__NOTOC__', '<nowiki>__NOTOC__</nowiki>'],
    ['RFC 1 & you', '<nowiki>RFC 1 &amp; you</nowiki>'],
    ['Rock & Roll | 50%', 'Rock & Roll | 50%'],
  ])('keeps %s from being markup', (title, written) => {
    expect(text(tracklistOf([trackEntry(0, 60, title)]))).toContain(`# [00] Somebody - ${written}\n`);
  });

  it('has a line an entry and no markup of theirs, whatever tracks are called', () => {
    holds((list) => {
      const content = text(list);
      expect(content).not.toMatch(CONTROLS);
      const lines = content.split('\n').slice(0, -3);
      expect(lines).toHaveLength(list.entries.length);
      expect(new Set(lines.map((line) => /^# \[(\d+)\] /.exec(line)![1]!.length)).size).toBeLessThan(2);
      for (const line of lines) {
        const open = line.replace(/<nowiki>[^<>]*<\/nowiki>/g, '');
        expect(open).not.toMatch(/[<>{}]|''|~~~|\[\[/);
      }
    }, 100);
  });
});
