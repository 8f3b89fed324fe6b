import { expect, it } from 'vitest';
import { chooseFormats } from '../../src/exporters/registry.js';
import { exported } from '../support/exporting.js';
import { trackEntry, tracklistOf } from '../support/tracklists.js';

it.each([
  ['cue', 'REM PART 10:00 to 20:00'],
  ['m3u8', '# the part from 10:00 to 20:00'],
  ['m3u8-mix', '# the part from 10:00 to 20:00'],
  ['md', 'Only the part from 10:00 to 20:00.'],
  ['jspf', 'The part from 10:00 to 20:00.'],
  ['html', 'only the part from 10:00 to 20:00'],
  ['xspf', 'The part from 10:00 to 20:00.'],
  ['chapters', 'The part from 10:00 to 20:00.'],
  ['vtt', 'NOTE The part from 10:00 to 20:00.'],
  ['ffmetadata', 'comment=The part from 10:00 to 20:00.'],
  ['mixesdb', 'Tracklist: incomplete'],
  ['links', 'Only the part from 10:00 to 20:00.'],
  ['txt', '(the part from 10:00 to 20:00)'],
  ['json', '"window"'],
])('%s says of which part of the mix it is', async (format, line) => {
  const [chosen] = chooseFormats([format]);
  const exporter = await chosen!.load();
  const whole = tracklistOf([trackEntry(600, 900, 'One')], { duration: 3600 });
  expect(exported(exporter, whole).text).not.toContain(line);
  expect(exported(exporter, { ...whole, window: { start: 600, end: 1200 } }).text).toContain(line);
});

it.each([
  'srt',
  'audacity',
  'mixcloud',
  'mixesdb',
  '1001',
  'setlist',
  'setlist-suisa',
  'setlist-soundexchange',
  'traktor',
  'serato',
])('%s has no place for that, and a warning says so', async (format) => {
  const [chosen] = chooseFormats([format]);
  const exporter = await chosen!.load();
  const list = tracklistOf([trackEntry(600, 900, 'One')], { duration: 3600, window: { start: 600, end: 1200 } });
  expect(exported(exporter, list).warnings.join()).toMatch(/the part from 10:00 to 20:00, and has no place to say so/);
});
