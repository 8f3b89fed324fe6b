/**
 * What somebody says is played: a station's title, a chapter, a line of a page's description, a
 * listener's comment. It is checked against what is
 * heard and reported; it never names a track by itself.
 */
export interface Hint {
  from: 'station' | 'chapter' | 'description' | 'comment';
  /** When it was said to begin, in seconds of mix time. */
  mixTime: number;
  /** As it was said, made safe to show. */
  text: string;
  /** Where the text looks like `Artist - Title`. */
  artist?: string;
  title?: string;
}

export interface CheckedHint extends Hint {
  /** Whether what was heard there is that track; null when nobody could tell. */
  agrees: boolean | null;
}

/** `Artist - Title` by the first hyphen or dash that stands free; nothing where there is none. */
function splitTitle(text: string): { artist?: string; title?: string } {
  const dash = /\S\s+[-–—]\s+(?=\S)/.exec(text);
  return dash ? { artist: text.slice(0, dash.index + 1), title: text.slice(dash.index + dash[0].length) } : {};
}

export function hintOf(from: Hint['from'], mixTime: number, text: string): Hint {
  return { from, mixTime, text, ...splitTitle(text) };
}
