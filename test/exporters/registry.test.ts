import { expect, it } from 'vitest';
import { UsageError } from '../../src/domain/errors.js';
import { chooseFormats, formats } from '../../src/exporters/registry.js';

const names = (wanted: string[]) => chooseFormats(wanted).map((format) => format.name);

it('finds formats however they are written, each once, the complete one first', () => {
  expect(names(['cue', ' TXT', 'json', 'cue'])).toEqual(['json', 'cue', 'txt']);
});

it('names the nearest format, and all of them, for a wrong one', () => {
  expect(() => names(['m3u'])).toThrow(UsageError);
  expect(() => names(['m3u'])).toThrow(
    /"m3u"; did you mean "m3u8"\? .*json, m3u8, m3u8-mix, rekordbox, virtualdj, csv, jspf, xspf, cue, txt, youtube, chapters, vtt, srt, ffmetadata, audacity, mixcloud, mixesdb, 1001, setlist, setlist-suisa, setlist-soundexchange, md/,
  );
  expect(() => names(['pdf'])).toThrow(/no format "pdf"\. The formats are json/);
  expect(() => names([' '])).toThrow(/at least one/);
});

it('loads an exporter for every one', async () => {
  for (const format of formats) expect((await format.load()).export).toBeTypeOf('function');
});
