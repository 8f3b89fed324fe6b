import { given } from '../../domain/given.js';
import { MOST_SECONDS, names, positive, text } from '../said.js';

/** A line of a playlist or a history. */
export interface Listed {
  path: string;
  title?: string;
  version?: string;
  artists?: string[];
  duration?: number;
  /** Seconds since 1970. */
  playedAt?: number;
  /** `21:39` of the day that the file is named after. */
  time?: string;
}

/** Playlists with what VirtualDJ says of a track in the line before its path: `#EXTVDJ:<time>21:39</time><artist>…</artist>…` */
export function listedIn(lines: readonly string[]): Listed[] {
  const listed: Listed[] = [];
  let about = '';
  for (const line of lines) {
    if (line.startsWith('#EXTVDJ:')) about = line;
    else if (line.trim() !== '' && !line.startsWith('#')) {
      listed.push(listedAs(line, about));
      about = '';
    }
  }
  return listed;
}

function listedAs(path: string, about: string): Listed {
  const [time, played] = [elementIn(about, 'time'), positive(elementIn(about, 'lastplaytime'), 2 ** 32)];
  return given<Listed>({
    path,
    title: text(elementIn(about, 'title')),
    version: text(elementIn(about, 'remix')),
    artists: names(elementIn(about, 'artist')),
    duration: positive(elementIn(about, 'songlength'), MOST_SECONDS),
    playedAt: played,
    time,
  });
}

/** It is no XML: there is no root, and `&` may stand for itself. */
function elementIn(line: string, name: string): string | undefined {
  const [open, close] = [`<${name}>`, `</${name}>`];
  const from = line.indexOf(open);
  const to = from < 0 ? -1 : line.indexOf(close, from);
  return to < 0 ? undefined : withoutEntities(line.slice(from + open.length, to));
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const withoutEntities = (said: string): string =>
  said.replace(/&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/gi, (whole, name, decimal, hex) => {
    if (name) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = decimal ? Number(decimal) : parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
