import { expect, it } from 'vitest';
import { mixcloud } from '../../src/exporters/mixcloud.js';
import { exported } from '../support/exporting.js';
import { CONTROLS, holds } from '../support/hostile-tracklists.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

it('writes the fields of the form, numbered from 0, in whole seconds', () => {
  const list = tracklistOf([
    trackEntry(263.9, 500, 'Two', { track: { title: 'Two', version: 'Dub', artists: ['A', 'B'] } }),
    trackEntry(0, 270, 'One'),
    unknownEntry(500, 600),
    trackEntry(600, 700, '', { track: { title: 'Talk', artists: [] } }),
  ]);
  const { name, text } = exported(mixcloud, list);
  expect(name).toBe('mix.mixcloud.json');
  expect(JSON.parse(text)).toEqual({
    'sections-0-artist': 'Somebody',
    'sections-0-song': 'One',
    'sections-0-start_time': 0,
    'sections-1-artist': 'A & B',
    'sections-1-song': 'Two (Dub)',
    'sections-1-start_time': 263,
    'sections-2-artist': 'ID',
    'sections-2-song': 'ID',
    'sections-2-start_time': 500,
    'sections-3-chapter': 'Talk',
    'sections-3-start_time': 600,
  });
});

it('has a time and a name for each entry, and nothing else, whatever tracks are called', () => {
  holds((list) => {
    const { text } = exported(mixcloud, list);
    expect(text).not.toMatch(CONTROLS);
    const fields = JSON.parse(text) as Record<string, string | number>;
    let before = 0;
    for (let i = 0; i < list.entries.length; i++) {
      const start = fields[`sections-${i}-start_time`] as number;
      expect(Number.isInteger(start)).toBe(true);
      expect(start).toBeGreaterThanOrEqual(before);
      before = start;
      const isSong = `sections-${i}-artist` in fields;
      for (const name of isSong ? ['artist', 'song'] : ['chapter'])
        expect(fields[`sections-${i}-${name}`]).toMatch(/\S/);
    }
    const names = Object.keys(fields).filter((name) => !/^sections-\d+-(artist|song|chapter|start_time)$/.test(name));
    expect(names).toEqual([]);
  }, 100);
});
