import { expect, it } from 'vitest';
import { audacity } from '../../src/exporters/audacity.js';
import { exported } from '../support/exporting.js';
import { CONTROLS, holds } from '../support/hostile-tracklists.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

it('labels each track for as long as it is heard, with doubts', () => {
  const list = tracklistOf([
    trackEntry(0, 270.25, '\\Sea\tSky'),
    trackEntry(100, 90, 'Over', { layered: true, confidence: 0.3 }),
    unknownEntry(263.48, 400),
  ]);
  expect(exported(audacity, list)).toMatchObject({
    name: 'mix.audacity.txt',
    warnings: [],
    text: [
      '0.000000\t270.250000\tSomebody - \\Sea Sky\n',
      '100.000000\t100.000000\tw/ Somebody - Over (?)\n',
      '263.480000\t400.000000\tID - ID\n',
    ].join(''),
  });
});

it('has three fields a line, whatever tracks are called', () => {
  holds((list) => {
    const { text } = exported(audacity, list);
    expect(text.replaceAll('\t', '')).not.toMatch(CONTROLS);
    const lines = text.split('\n').slice(0, -1);
    expect(lines).toHaveLength(list.entries.length);
    for (const line of lines) {
      const [, start, end] = /^(\d+\.\d{6})\t(\d+\.\d{6})\t[^\t]+$/.exec(line)!;
      expect(Number(end)).toBeGreaterThanOrEqual(Number(start));
    }
  }, 100);
});
