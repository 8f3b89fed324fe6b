import { createHash } from 'node:crypto';

/** What a file of ours says of itself: which source it is of, and whether it is still as it was written. */
export interface Mark {
  /** Keys of the source. */
  sources: readonly string[];
  /** Somebody has changed the file since. */
  changed: boolean;
}

/** One more name in the object that the document is. */
const IN_OBJECT = [',\n  "written": "', '"\n}\n'] as const;

/** How a format can carry a mark that its readers pass over. Spreadsheets and pasted text have no place for one. */
const CARRIERS: Readonly<Record<string, readonly [before: string, after: string]>> = {
  json: IN_OBJECT,
  jspf: IN_OBJECT,
  cue: ['REM ', '\n'],
  m3u8: ['# ', '\n'],
  md: ['\n<!-- ', ' -->\n'],
  html: ['<!-- ', ' -->\n'],
  xspf: ['<!-- ', ' -->\n'],
  vtt: ['\nNOTE ', '\n'],
  ffmeta: [';', '\n'],
};
/** Whatever stands in it is sent to a service, field by field. */
const WITHOUT = /\.mixcloud\.json$/i;

const MARK = /tracklistify:([0-9a-f+]*):([0-9a-f]{16})/;
/** Far more than any mark is long: only the end of a file is looked at. */
const TAIL = 400;

/** The content with its mark, where the format has a place for one. */
export function marked(name: string, content: string, sources: readonly string[]): string {
  const carrier = carrierOf(name);
  if (!carrier) return content;
  const [before, after] = carrier;
  const mark = `${before}tracklistify:${sources.join('+')}:${sumOf(content)}${after}`;
  return carrier === IN_OBJECT ? content.replace(/\n\}\n$/, () => mark) : content + mark;
}

export function markOf(name: string, content: string): Mark | null {
  const carrier = carrierOf(name);
  if (!carrier) return null;
  const tail = content.slice(-TAIL);
  const [whole, sources = '', sum] = MARK.exec(tail) ?? [];
  if (whole === undefined) return null;
  const line = `${carrier[0]}${whole}${carrier[1]}`;
  const original = content.endsWith(line)
    ? content.slice(0, -line.length) + (carrier === IN_OBJECT ? '\n}\n' : '')
    : null;
  return { sources: sources.split('+'), changed: original === null || sumOf(original) !== sum };
}

function carrierOf(name: string): readonly [string, string] | undefined {
  if (WITHOUT.test(name)) return undefined;
  return CARRIERS[/\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''];
}

const sumOf = (content: string): string => createHash('sha256').update(content).digest('hex').slice(0, 16);
