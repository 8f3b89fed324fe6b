import { type OutputStream, plain } from './terminal.js';
import { displayWidth, truncate } from './width.js';

/** A piece of a line. Untrusted text is welcome: it is made safe when the line is built. */
export interface Part {
  text: string;
  paint?: (text: string) => string;
  /** Stays as it is; the others are cut to what it leaves. */
  whole?: boolean;
}

/** The width that a line must keep. */
export function lineWidth(stream: OutputStream): number {
  return stream.bounded ? stream.columns : Number.POSITIVE_INFINITY;
}

/** One line from pieces, no wider than `width`. */
export function fitLine(parts: readonly Part[], stream: OutputStream, width = lineWidth(stream)): string {
  const safe = parts.map((part) => ({ ...part, text: plain(part.text) }));
  const whole = safe.filter((part) => part.whole).reduce((sum, { text }) => sum + displayWidth(text), 0);
  // Where even the whole pieces don't fit, the line is filled from the left.
  let room = whole < width ? width - whole : width;
  let line = '';
  for (const { text, paint, whole: keep } of safe) {
    const shown = keep && whole < width ? text : truncate(text, room, stream.unicode ? '…' : '...');
    if (!keep || whole >= width) room -= displayWidth(shown);
    if (shown) line += paint ? paint(shown) : shown;
  }
  return line;
}

/** Phrases joined by `, ` over as many lines as they need, broken only between phrases; a line that goes on is indented. */
export function wrapPhrases(phrases: readonly string[], indent: string, stream: OutputStream): string[] {
  const lines: string[] = [];
  let line = '';
  for (const phrase of phrases) {
    if (line === '') line = indent + phrase;
    else if (displayWidth(`${line}, ${phrase},`) <= lineWidth(stream)) line += `, ${phrase}`;
    else {
      lines.push(`${line},`);
      line = `${indent}  ${phrase}`;
    }
  }
  if (line) lines.push(line);
  return lines.map((text) => fitLine([{ text }], stream));
}
