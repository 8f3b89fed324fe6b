import { expect, it } from 'vitest';
import { parseTracklist } from '../../src/domain/schema.js';
import { json } from '../../src/exporters/json.js';
import { exported } from '../support/exporting.js';
import { hardToShow, trackEntry, tracklistOf } from '../support/tracklists.js';

it('reads back as what was written', () => {
  const { text, name } = exported(json, hardToShow());
  expect(name).toBe('mix.json');
  expect(parseTracklist(text, name)).toEqual(hardToShow());
});

it('does nothing to a terminal and loses no character', () => {
  const title = '\u001b[31m \u009b2J \u202egpj.exe \u2028 é';
  const { text } = exported(json, tracklistOf([trackEntry(0, 9, title)]));
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]/);
  expect(parseTracklist(text, 'x').entries[0]!.track!.title).toBe(title);
  expect(text).toContain('é');
});
