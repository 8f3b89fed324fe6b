import stringWidth from 'string-width';

/** How many columns of a terminal a text takes: East Asian characters two, combining marks none, an emoji sequence two. */
export function displayWidth(text: string): number {
  return stringWidth(text);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The text cut to `width` columns, the last of them an ellipsis where something was cut. Never splits a character. */
export function truncate(text: string, width: number, ellipsis = '…'): string {
  if (displayWidth(text) <= width) return text;
  const room = width - displayWidth(ellipsis);
  if (room < 0) return width > 0 ? ellipsis.slice(0, width) : '';
  let kept = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const next = displayWidth(segment);
    if (used + next > room) break;
    kept += segment;
    used += next;
  }
  return kept.trimEnd() + ellipsis;
}

export type Align = 'left' | 'right';

/** Spaces on the side away from `align`, up to `width` columns. A text that is wider stays as it is. */
export function pad(text: string, width: number, align: Align = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + space : space + text;
}
