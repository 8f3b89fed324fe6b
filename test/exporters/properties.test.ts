import { expect, it } from 'vitest';
import { ValidationError } from '../../src/domain/errors.js';
import type { Exporter } from '../../src/domain/ports/export.js';
import { parseTracklist } from '../../src/domain/schema.js';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { csv } from '../../src/exporters/csv.js';
import { cue } from '../../src/exporters/cue.js';
import { json } from '../../src/exporters/json.js';
import { m3u, m3uOfMix } from '../../src/exporters/m3u.js';
import { markdown } from '../../src/exporters/markdown.js';
import { nameOf, rowsOf, titleOf } from '../../src/exporters/rows.js';
import { text } from '../../src/exporters/text.js';
import { youtube } from '../../src/exporters/youtube.js';
import { exported, readCsv, readCue } from '../support/exporting.js';
import { CONTROLS, holds } from '../support/hostile-tracklists.js';

const formats: Array<[string, Exporter, (tracklist: Tracklist) => number]> = [
  ['txt', text, (list) => list.entries.length],
  ['md', markdown, (list) => (list.entries.length || -1) + 4],
  ['m3u8', m3u, (list) => 1 + list.entries.reduce((sum, entry) => sum + (entry.track?.file ? 2 : 1), 0)],
  ['m3u8-mix', m3uOfMix, (list) => 1 + 4 * list.entries.length],
];
it.each(formats)(
  '%s has the lines that its entries need, and no control character, whatever they are called',
  (_, exporter, lines) => {
    holds((list) => {
      const { text } = exported(exporter, list);
      expect(text).not.toMatch(CONTROLS);
      expect(text.split('\n').length - 1).toBe(lines(list));
    });
  },
);

it('csv reads back as what went in, with every formula disarmed', () => {
  holds((list) => {
    const { text } = exported(csv, list);
    expect(text.replaceAll('\r\n', '\n')).not.toMatch(CONTROLS);
    const [header, ...rows] = readCsv(text);
    expect(rows).toHaveLength(list.entries.length);
    const column = (name: string) => rows.map((row) => row[header!.indexOf(name)]!);
    const undone = (cell: string) => cell.replace(/^'(?=\s*[=+\-@＝＋－＠])/, '');
    expect(column('title').map(undone)).toEqual(rowsOf(list).map((row) => undone(row.title)));
    for (const row of rows) {
      expect(row).toHaveLength(header!.length);
      for (const cell of row) expect(cell).not.toMatch(/^[\s\ufeff]*[=+\-@]/);
    }
  });
});

it('cue reads back as what went in, ascending and complete', () => {
  holds((list) => {
    const { texts } = exported(cue, list);
    for (const sheet of texts) expect(sheet).not.toMatch(CONTROLS);
    const tracks = texts.flatMap(readCue);
    expect(tracks).toHaveLength(Math.max(1, list.entries.length));
    for (const [i, row] of rowsOf(list).entries()) {
      expect(tracks[i]!.title).toBe(
        titleOf(row)
          .replaceAll('"', "'")
          .replace(/\\+$/, (all) => '/'.repeat(all.length)),
      );
      if (i > 0) expect(tracks[i]!.frame).toBeGreaterThan(tracks[i - 1]!.frame);
      expect(tracks[i]!.frame).toBeGreaterThanOrEqual(Math.floor(row.start * 75));
    }
  });
});

it("youtube keeps to YouTube's rules, or says which one it can't", () => {
  holds((list) => {
    let lines: string[];
    try {
      lines = exported(youtube, list).text.trimEnd().split('\n');
    } catch (error) {
      expect(error).toBeInstanceOf(ValidationError);
      return;
    }
    const starts = lines.map((line) => {
      const [, h, m, s] = /^(?:(\d+):)?(\d{1,2}):(\d\d) \S/.exec(line)!;
      expect(line).not.toMatch(CONTROLS);
      expect(line).not.toMatch(/[<>[\]]/);
      return Number(h ?? 0) * 3600 + Number(m) * 60 + Number(s);
    });
    expect(starts[0]).toBe(0);
    expect(starts.length).toBeGreaterThanOrEqual(3);
    for (let i = 1; i < starts.length; i++) expect(starts[i]! - starts[i - 1]!).toBeGreaterThanOrEqual(10);
    for (const row of rowsOf(list)) {
      const name = nameOf(row).replace(/[[\]<>]/g, '');
      expect(lines.some((line) => line.replace(/[()‹›]/g, '').includes(name.replace(/[()‹›]/g, '')))).toBe(true);
    }
  });
});

it('json reads back as what went in', () => {
  holds((list) => {
    const { text } = exported(json, list);
    expect(text).not.toMatch(CONTROLS);
    expect(parseTracklist(text, 'x')).toEqual(list);
  });
});
