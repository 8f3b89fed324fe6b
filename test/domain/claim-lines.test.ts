import { describe, expect, it } from 'vitest';
import { claimsIn } from '../../src/domain/claim-lines.js';
import { oneThousandOne } from '../../src/exporters/1001tracklists.js';
import { mixesdb } from '../../src/exporters/mixesdb.js';
import { text } from '../../src/exporters/text.js';
import { youtube } from '../../src/exporters/youtube.js';
import { exported } from '../support/exporting.js';
import { HOSTILE_TITLES } from '../support/hostile-titles.js';
import { holds } from '../support/hostile-tracklists.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const said = (lines: string) =>
  claimsIn(lines).claims.map(({ at, track, layered }) => {
    const version = track.version ? ` (${track.version})` : '';
    const label = track.label ? ` [${track.label}]` : '';
    return `${at ?? '-'} ${layered ? 'w/ ' : ''}${track.artists.join('&')}|${track.title}${version}${label}`;
  });

it.each([
  ['04:23 Ann Orr - Sea', '263 Ann Orr|Sea'],
  ['[04:23] Ann Orr - Sea (Bo Remix) [Tides]', '263 Ann Orr|Sea (Bo Remix) [Tides]'],
  ['(4:23) Ann Orr – Sea', '263 Ann Orr|Sea'],
  ['1:02:45 - Ann Orr - Sea', '3765 Ann Orr|Sea'],
  ['00:04:23.480 Ann Orr - Sea', '263.48 Ann Orr|Sea'],
  ['3. [1:02:45] Ann Orr - Sea', '3765 Ann Orr|Sea'],
  ['03) 62:45 Ann Orr - Sea', '3765 Ann Orr|Sea'],
  ['#3 04:23 Ann Orr - Sea', '263 Ann Orr|Sea'],
  ['• 04:23 | Ann Orr - Sea', '263 Ann Orr|Sea'],
  ['04:23 | Ann Orr | Sea', '263 Ann Orr|Sea'],
  ['04:23 - 08:10 Ann Orr - Sea', '263 Ann Orr|Sea'],
  ['Ann Orr - Sea 04:23', '263 Ann Orr|Sea'],
  ['Ann Orr - Sea (1:02:45)', '3765 Ann Orr|Sea'],
  ['04:23 Sea', '263 |Sea'],
  ['Ann Orr - Sea', '- Ann Orr|Sea'],
  ['07. Ann Orr - Sea', '- Ann Orr|Sea'],
  ['808 State - Pacific', '- 808 State|Pacific'],
  ['w/ Ann Orr - Sea', '- w/ Ann Orr|Sea'],
  ['[04:23] w/ Ann Orr - Sea (?)', '263 w/ Ann Orr|Sea'],
  ['? - Sea', '- |Sea'],
  ['[??] Ann Orr - Sea', '- Ann Orr|Sea'],
  ['# [059] Ann Orr - Sea [Tides]', '3540 Ann Orr|Sea [Tides]'],
  ['# [0:59] Ann Orr - Sea', '3540 Ann Orr|Sea'],
])('reads %s', (line, claim) => {
  expect(said(line)).toEqual([claim]);
});

it('reads lists whose artists stand behind the title', () => {
  expect(said('Sea by Ann Orr 4:23\nStand by Me by Bo 9:00\n1. Late by Cy (12:30)\nThanks')).toEqual([
    ...['263 Ann Orr|Sea', '540 Bo|Stand by Me', '750 Cy|Late'],
  ]);
  expect(said('0:00 Sea by Ann Orr\n4:23 Sky by Bo\n9:00 Late by Cy')).toEqual([
    '0 Ann Orr|Sea',
    '263 Bo|Sky',
    '540 Cy|Late',
  ]);
  // One line may as well be a title.
  expect(said('4:23 Stand by Me\n9:00 Late')).toEqual(['263 |Stand by Me', '540 |Late']);
  expect(said('Organised by Ann\nPhotos by Bo\nSound by Cy')).toEqual([]);
});

it('reads a label that stands bare behind the title, as it is copied from a page', () => {
  expect(said('[04:23] Ann Orr - Sea (Bo Remix) TIDES')).toEqual(['263 Ann Orr|Sea (Bo Remix) [TIDES]']);
  expect(said('Ann Orr - Sea (Bo Remix) KEY 4 ALL\nBo - Sky (Live)')).toEqual([
    ...['- Ann Orr|Sea (Bo Remix) [KEY 4 ALL]', '- Bo|Sky (Live)'],
  ]);
  expect(said('Ann Orr - Sea (feat. Bo) VIP')[0]).not.toContain('[VIP]');
  expect(
    said('0:00 Ann Orr - Sea TIDES\n4:23 Bo - Sky (Dub) SMALL\n9:00 Cy - Late RED & BLUE\n12:00 Dee - Over'),
  ).toEqual([...['0 Ann Orr|Sea [TIDES]', '263 Bo|Sky (Dub) [SMALL]', '540 Cy|Late [RED & BLUE]', '720 Dee|Over']]);
  // Capitals at the end of one name are part of it.
  expect(said('Ann Orr - Back in the USA\nBo - Sky\nCy - Late')).toEqual([
    '- Ann Orr|Back in the USA',
    '- Bo|Sky',
    '- Cy|Late',
  ]);
});

it.each(['ID - ID', '[04:23] ID - ID', '[05] ?', '?', '12:34 ID', 'Ann Orr - ID', '04:23 Unknown Artist - Unknown'])(
  'knows that %s names nothing',
  (line) => {
    expect(claimsIn(line)).toEqual({ claims: [], unread: [] });
  },
);

it('says which lines it made nothing of', () => {
  const { claims, unread } = claimsIn(
    'Tracklist:\r\n\r\n0:00 A - One\rhttps://x.example/a - b\n...\nThanks for listening!\n5:00 B - Two',
  );
  expect(claims.map(({ at }) => at)).toEqual([0, 300]);
  expect(unread).toEqual([1, 4, 5, 6]);
});

describe('times that are none of the mix', () => {
  it('are the lengths of the tracks', () => {
    expect(said('A - One (5:32)\nB - Two (3:10)\nC - Three (4:40)\nD - Four (2:59)')).toEqual([
      '- A|One',
      '- B|Two',
      '- C|Three',
      '- D|Four',
    ]);
  });

  it("are VirtualDJ's, of day", () => {
    expect(said('VirtualDJ History 2026/05/01\n21:39 : A - One\n21:44 : B - Two')).toEqual(['- A|One', '- B|Two']);
  });

  it('are hours and minutes only where the whole list is a wiki’s', () => {
    expect(said('# [0:00] A - One\n# [0:59] B - Two\n# [1:02:45] C - Three')).toEqual([
      '0 A|One',
      '3540 B|Two',
      '3765 C|Three',
    ]);
    expect(said('0:00 A - One\n0:59 B - Two')).toEqual(['0 A|One', '59 B|Two']);
  });
});

describe('what is written here', () => {
  const list = tracklistOf([
    trackEntry(0, 300, '', { track: { title: 'Sea', version: 'Bo Remix', artists: ['Ann Orr'], label: 'TIDES' } }),
    unknownEntry(263.48, 3600),
    trackEntry(3600, 3900, '', { track: { title: 'Late', artists: ['Cy'] }, confidence: 0.3 }),
    trackEntry(3960, 4200, '', { track: { title: 'Over', artists: ['Dee'] }, layered: true }),
  ]);

  it('reads back', () => {
    const sea = 'Ann Orr|Sea (Bo Remix)';
    expect(said(exported(text, list).text)).toEqual([`0 ${sea} [TIDES]`, '3600 Cy|Late', '3960 w/ Dee|Over']);
    expect(said(exported(oneThousandOne, list).text)).toEqual([`0 ${sea} [TIDES]`, '3600 Cy|Late', '- w/ Dee|Over']);
    expect(said(exported(mixesdb, list).text)).toEqual([`0 ${sea} [TIDES]`, '3600 Cy|Late', '3960 Dee|Over']);
    expect(said(exported(youtube, list).text)).toEqual([`0 ${sea}`, '3600 Cy|Late', '3960 w/ Dee|Over']);
  });
});

it('takes anything in its stride', () => {
  expect(() => claimsIn(HOSTILE_TITLES.join('\n'))).not.toThrow();
  expect(claimsIn('- '.repeat(400_000)).claims).toEqual([]);
  expect(claimsIn('0:00 '.repeat(100_000)).claims.length).toBeLessThan(2);
  holds((list) => {
    for (const { at, track } of claimsIn(exported(text, list).text).claims) {
      expect(track.title).not.toBe('');
      expect(at === null || at >= 0).toBe(true);
    }
  }, 100);
});
