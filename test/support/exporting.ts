import type { Exporter, TableOptions } from '../../src/domain/ports/export.js';
import type { Tracklist } from '../../src/domain/tracklist.js';

/** What an exporter writes for a tracklist: the one file's text, its name, and the warnings. */
export function exported(
  exporter: Exporter,
  tracklist: Tracklist,
  folder = '/lists',
  table?: TableOptions,
): { text: string; name: string; names: string[]; texts: string[]; warnings: string[] } {
  const { files, warnings } = exporter.export(tracklist, { baseName: 'mix', folder, table });
  const texts = files.map((file) => String(file.content));
  return { text: texts[0]!, name: files[0]!.name, names: files.map((file) => file.name), texts, warnings };
}

/** A strict reader of RFC 4180, written from the RFC's grammar: throws where the text isn't by it. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
    field.lastIndex = at;
    const match = field.exec(text);
    if (!match) throw new Error(`No CSV at ${at}: ${JSON.stringify(text.slice(at, at + 40))}`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (match[3] !== ',') {
      rows.push(row);
      row = [];
    }
    at += match[0].length;
  }
  return rows;
}

/** A strict reader of the CUE sheets that are written here: throws at any line that is none of the format's. */
export function readCue(
  text: string,
): Array<{ title: string; performer: string | undefined; isrc: string | undefined; frame: number }> {
  const lines = text.split('\n');
  const expectLine = (pattern: RegExp): RegExpExecArray => {
    const match = pattern.exec(lines.shift() ?? '');
    if (!match) throw new Error(`Expected ${pattern} before ${JSON.stringify(lines.slice(0, 2))}`);
    return match;
  };
  if (lines[0]?.startsWith('PERFORMER')) expectLine(/^PERFORMER "[^"]+"$/);
  expectLine(/^TITLE "[^"]+"$/);
  expectLine(/^FILE "[^"]+" (MP3|WAVE|AIFF)$/);
  const tracks = [];
  while (lines.length > 1) {
    const [, number] = expectLine(/^ {2}TRACK (\d\d) AUDIO$/);
    if (Number(number) !== tracks.length + 1) throw new Error(`Track ${number} is out of order`);
    const [, title] = expectLine(/^ {4}TITLE "([^"]+)"$/);
    const performer = lines[0]?.startsWith('    PERFORMER') ? expectLine(/^ {4}PERFORMER "([^"]+)"$/)[1] : undefined;
    const isrc = lines[0]?.startsWith('    ISRC') ? expectLine(/^ {4}ISRC ([A-Z]{2}[A-Z0-9]{3}\d{7})$/)[1] : undefined;
    const [, mm, ss, ff] = expectLine(/^ {4}INDEX 01 (\d{2,}):([0-5]\d):([0-6]\d|7[0-4])$/);
    tracks.push({ title: title!, performer, isrc, frame: (Number(mm) * 60 + Number(ss)) * 75 + Number(ff) });
  }
  return tracks;
}
