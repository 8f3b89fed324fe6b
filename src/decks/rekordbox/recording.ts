import type { Claim, ClaimList } from '../../domain/claim.js';
import { given } from '../../domain/given.js';
import { readName } from '../../domain/names/read-name.js';
import type { Track } from '../../domain/track.js';
import type { Damage } from '../damage.js';
import { names, text } from '../said.js';
import { pathIn } from './location.js';

/** A track is named when its deck begins to play, which may be a while before it is faded in. */
const SLACK = 60;

interface Row {
  line: number;
  title?: string | undefined;
  performer?: string | undefined;
  file?: string | undefined;
  time?: [number, number, number];
}

/**
 * The sheet that rekordbox writes beside a recording. It is no correct CUE sheet: its times are hours, minutes and seconds where those
 * of others are minutes, seconds and frames; a track that is loaded again is named again; and times step back.
 */
export function claimsOfRecording(lines: readonly string[], damage: Damage): ClaimList {
  const rows = rowsIn(lines);
  const isMended = rows.some(({ time }) => time && (time[2] >= 60 || time[0] > 23));
  const claims: Claim[] = [];
  let last: Track | null = null;
  for (const row of rows) {
    const track = trackIn(row);
    if (!track || !row.time) {
      damage.at(row.line, track ? 'a track without a time' : 'a track without a title');
      continue;
    }
    const at = secondsOf(row.time, isMended);
    if (last && isSame(last, track)) continue;
    if (at < (claims.at(-1)?.at ?? 0)) {
      damage.at(row.line, 'a time that is before that of the track before');
      continue;
    }
    claims.push({ track, at });
    last = track;
  }
  return { kind: 'history', by: 'rekordbox recording', clock: 'mix', slack: SLACK, claims };
}

/** Some tools write such a sheet as it should be. No minute has a sixtieth second, and nobody plays for a day. */
const secondsOf = ([first, second, third]: [number, number, number], isMended: boolean): number =>
  isMended ? first * 60 + second + third / 75 : first * 3600 + second * 60 + third;

const isSame = (a: Track, b: Track): boolean =>
  a.title === b.title && a.artists.join() === b.artists.join() && a.file === b.file;

function rowsIn(lines: readonly string[]): Row[] {
  const rows: Row[] = [];
  for (const [index, line] of lines.entries()) {
    const [, word, rest = ''] = /^\s*([A-Z]+) (.*)$/.exec(line) ?? [];
    const row = rows.at(-1);
    if (word === 'TRACK') rows.push({ line: index + 1 });
    else if (!row) continue;
    else if (word === 'TITLE') row.title ??= text(quoted(rest));
    else if (word === 'PERFORMER') row.performer ??= text(quoted(rest));
    else if (word === 'FILE') row.file ??= quoted(rest);
    else if (word === 'INDEX') {
      const [, ...parts] = /^01 +(\d{1,4}):(\d{1,2}):(\d{1,2})\s*$/.exec(rest) ?? [];
      if (parts.length === 3) row.time ??= parts.map(Number) as [number, number, number];
    }
  }
  return rows;
}

/** Between the first quote and the last one, since those within are left as they are. */
function quoted(rest: string): string | undefined {
  const [from, to] = [rest.indexOf('"'), rest.lastIndexOf('"')];
  return from >= 0 && to > from + 1 ? rest.slice(from + 1, to) : undefined;
}

function trackIn({ title, performer, file }: Row): Track | null {
  const artists = names(performer);
  if (title === undefined) return null;
  const named = artists ? { title, artists } : readName(title);
  return given<Track>({
    title: named.title,
    version: 'version' in named ? named.version : undefined,
    artists: named.artists,
    file: pathIn(file ?? '') ?? undefined,
  });
}
