import { expect, it } from 'vitest';
import type { Exporter } from '../../src/domain/ports/export.js';
import { srt } from '../../src/exporters/srt.js';
import { nameOfStretch, stretchesOf } from '../../src/exporters/stretches.js';
import { vtt } from '../../src/exporters/vtt.js';
import { exported } from '../support/exporting.js';
import { CONTROLS, holds } from '../support/hostile-tracklists.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const list = tracklistOf(
  [
    trackEntry(0, 270, 'Sea & <b>Sky</b> --> {\\an8}'),
    unknownEntry(263.48, 400),
    trackEntry(360_000, 360_010, 'Late', { layered: true }),
  ],
  { duration: 360_020 },
);

it('writes WebVTT with its signs escaped', () => {
  expect(exported(vtt, list)).toMatchObject({
    name: 'mix.vtt',
    warnings: [],
    text: `WEBVTT

00:00:00.000 --> 00:04:23.480
Somebody - Sea &amp; &lt;b&gt;Sky&lt;/b&gt; --&gt; {\\an8}

00:04:23.480 --> 100:00:00.000
ID - ID

100:00:00.000 --> 100:00:20.000
w/ Somebody - Late
`,
  });
});

it('writes SubRip without anything that players take for a tag', () => {
  expect(exported(srt, list)).toMatchObject({
    name: 'mix.srt',
    warnings: [],
    text: `1
00:00:00,000 --> 00:04:23,480
Somebody - Sea & ‹b›Sky‹/b› --› (\\an8)

2
00:04:23,480 --> 100:00:00,000
ID - ID

3
100:00:00,000 --> 100:00:20,000
w/ Somebody - Late
`,
  });
});

it('is whole without any track', () => {
  expect(exported(vtt, tracklistOf([])).text).toBe('WEBVTT\n');
  expect(exported(srt, tracklistOf([])).text).toBe('');
});

/** Strict readers of what is written here. */
const readers: Array<[string, Exporter, (block: string, index: number) => [number, number, string]]> = [
  [
    'vtt',
    vtt,
    (block) => {
      const [, from, to, text] = /^(\S+) --> (\S+)\n([^\n<>]+)$/.exec(block)!;
      expect(text).not.toMatch(/&(?!(amp|lt|gt);)/);
      const unescaped = text!.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
      return [read(from!, '.'), read(to!, '.'), unescaped];
    },
  ],
  [
    'srt',
    srt,
    (block, index) => {
      const [, number, from, to, text] = /^(\d+)\n(\S+) --> (\S+)\n([^\n<>{}]+)$/.exec(block)!;
      expect(Number(number)).toBe(index + 1);
      return [read(from!, ','), read(to!, ','), text!];
    },
  ],
];

function read(time: string, point: string): number {
  const [whole, fraction] = time.split(point);
  const [h, m, s] = whole!.split(':').map(Number);
  expect(time).toMatch(/^\d\d+:[0-5]\d:[0-5]\d.\d{3}$/);
  return (h! * 3600 + m! * 60 + s!) * 1000 + Number(fraction);
}

it.each(readers)(
  '%s reads back as what went in, one after the other, whatever tracks are called',
  (format, exporter, readBlock) => {
    holds((list) => {
      const { text } = exported(exporter, list);
      expect(text).not.toMatch(CONTROLS);
      const blocks = text.split('\n\n').filter(Boolean);
      if (format === 'vtt') expect(blocks.shift()!.trimEnd()).toBe('WEBVTT');
      const bare = (name: string) => name.replace(/[<>‹›{}()]/g, '');
      expect(
        blocks.map((block, i) => readBlock(block.trimEnd(), i)).map(([from, to, name]) => [from, to, bare(name)]),
      ).toEqual(stretchesOf(list).map((stretch) => [stretch.start, stretch.end, bare(nameOfStretch(stretch))]));
    }, 100);
  },
);
