import type { Chapter } from './chapters.js';

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
