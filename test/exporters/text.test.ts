import { expect, it } from 'vitest';
import { text } from '../../src/exporters/text.js';
import { exported } from '../support/exporting.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

it('writes the list that is pasted under a mix', () => {
  const list = tracklistOf([
    trackEntry(0, 300, 'One', { track: { title: 'One', version: 'Dub', artists: ['A', 'B'], label: 'Label' } }),
    trackEntry(263.9, 400, 'Two', { layered: true }),
    unknownEntry(400, 3765),
    trackEntry(3765, 4000, 'Three (Extended Mix)', {
      track: { title: 'Three (Extended Mix)', version: 'Extended Mix', artists: ['C'] },
    }),
    trackEntry(36000, 36100, 'Guess', { confidence: 0.49, track: { title: 'Guess', artists: [], label: 'L' } }),
  ]);
  expect(exported(text, list)).toMatchObject({
    name: 'mix.txt',
    text: `[00:00] A & B - One (Dub) [Label]
[04:23] w/ Somebody - Two
[06:40] ID - ID
[1:02:45] C - Three (Extended Mix)
[10:00:00] Guess [L] (?)
`,
  });
});

it('is in order of time whatever the order of the document', () => {
  const list = tracklistOf([trackEntry(60, 90, 'Second'), trackEntry(0, 60, 'First')]);
  expect(exported(text, list).text).toMatch(/First\n.*Second/);
});

it('never drops a track that has no name', () => {
  const list = tracklistOf([trackEntry(0, 9, '', { track: { title: ' \n', artists: [''] } })]);
  expect(exported(text, list).text).toBe('[00:00] ID - ID\n');
  const half = tracklistOf([trackEntry(0, 9, '', { track: { title: '', artists: ['Artist'] } })]);
  expect(exported(text, half).text).toBe('[00:00] Artist - ID\n');
});
