/** What players and podcasts call a list inside a file; of these, what has no digit has no times and is none. */
const TEXT_TAGS: readonly string[] = ['DESCRIPTION', 'COMMENT', 'LYRICS', 'SYNOPSIS'];
const SHEET_TAG = 'CUESHEET';

/**
 * Whether the chapters and tags of a file are worth reading as lists, by what ffmpeg prints of its input. What they say is read by
 * another start of it, since a print loses line breaks and what looks like the end of a name; most files don't need one.
 */
export function mayHoldLists(lines: readonly string[]): boolean {
  let tag = '';
  return lines.some((line) => {
    // One chapter is the whole recording.
    if (/^ {2,4}Chapter #0[:.][1-9]/.test(line)) return true;
    const [, name, first] = /^ {4,8}([^\s:]+) *: ?(.*)/.exec(line) ?? [];
    if (name !== undefined) tag = name.toUpperCase();
    // A value of several lines goes on behind a name that is left out.
    const value = name === undefined ? /^ {4,}: (.*)/.exec(line)?.[1] : first;
    if (value === undefined) return false;
    return tag === SHEET_TAG || (isTextTag(tag) && /\d/.test(value));
  });
}

/** Whether a list may stand in a tag of this name; ffmpeg names the language of an ID3 tag's lyrics: `LYRICS-ENG`. */
export const isTextTag = (name: string): boolean => TEXT_TAGS.includes(name.replace(/^(LYRICS)-.*/, '$1'));
