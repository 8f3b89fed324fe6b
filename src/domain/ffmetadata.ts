import type { Chapter } from './chapters.js';
import { withoutEnd } from './text.js';

/**
 * Chapters and tags as ffmpeg reads them. A chapter without an end loses its title there, and one that overlaps the next is lost, so
 * they must come in order.
 */
export function ffmetadataText(chapters: readonly Chapter[], tags: Readonly<Record<string, string>> = {}): string {
  const lines = [
    ';FFMETADATA1',
    ...Object.entries(tags).map(([key, value]) => `${key}=${escaped(value)}`),
    ...chapters.flatMap(({ start, end, title }) => [
      '[CHAPTER]',
      'TIMEBASE=1/1000',
      `START=${Math.round(start * 1000)}`,
      `END=${Math.round(end * 1000)}`,
      `title=${escaped(title)}`,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * At the end of a line ffmpeg takes a backslash that is itself escaped for the beginning of an escaped line break, and the next lines
 * for the rest of the title: a blank behind it keeps them apart.
 */
const escaped = (text: string): string => text.replace(/[=;#\\\n]/g, '\\$&').replace(/\\$/, '$& ');

/** What ffmpeg says of a file: its tags, with names in capitals, and its chapters. */
export interface FileSays {
  tags: ReadonlyMap<string, string>;
  chapters: Array<{ start: number; title: string }>;
}

/** Reads what ffmpeg writes of a file's tags and chapters; those of its streams count as its own. */
export function parseFfmetadata(text: string): FileSays {
  const tags = new Map<string, string>();
  const chapters: FileSays['chapters'] = [];
  let base = 1;
  let chapter: FileSays['chapters'][number] | null = null;
  for (const line of logicalLines(text)) {
    if (/^\[[A-Z]+\]$/.test(line)) {
      chapter = line === '[CHAPTER]' ? { start: 0, title: '' } : null;
      base = 1e-9;
      if (chapter) chapters.push(chapter);
      continue;
    }
    const [, key = '', value = ''] = /^((?:[^=\\]|\\[\s\S])*)=([\s\S]*)$/.exec(line) ?? [];
    if (!chapter) {
      const name = unescaped(key).toUpperCase();
      if (name && !tags.has(name)) tags.set(name, unescaped(value));
    } else if (key === 'TIMEBASE') {
      const [over, under] = value.split('/').map(Number);
      base = over! / under! || 1e-9;
    } else if (key === 'START') chapter.start = Math.max(0, Number(value) * base) || 0;
    else if (key.toLowerCase() === 'title') chapter.title = unescaped(value);
  }
  return { tags, chapters };
}

/** An escaped line break goes on in the next line. */
function* logicalLines(text: string): Generator<string> {
  let begun = '';
  for (const line of text.split('\n')) {
    const whole = begun + line;
    // An odd number of backslashes: the last one escapes the break, and not another backslash.
    const slashes = line.length - withoutEnd(line, /\\/).length;
    begun = slashes % 2 === 1 ? `${whole}\n` : '';
    if (begun === '' && whole !== '' && !whole.startsWith(';')) yield whole;
  }
}

const unescaped = (text: string): string => text.replace(/\\([\s\S])/g, '$1');
