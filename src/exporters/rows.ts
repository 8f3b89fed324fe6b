import { isDoubted } from '../domain/enrichment/saved.js';
import { withoutMediaExtension } from '../domain/file-name.js';
import { oneLine } from '../domain/text.js';
import { fullTitle, trackLabel } from '../domain/track.js';
import type { Entry, Tracklist } from '../domain/tracklist.js';
import { isUrl } from './address.js';

/** An entry as every format shows it: in order of time, each text on one line and free of control characters. */
export interface Row {
  start: number;
  end: number;
  /** Joined by ` & `; empty when a track has a title only. */
  artist: string;
  /** Never empty: what has no name is `ID`. */
  title: string;
  version: string;
  label: string;
  /** Laid over the track before it, which goes on. */
  layered: boolean;
  /** More likely wrong than right, by the evidence or by a model's judgement. */
  doubtful: boolean;
  entry: Entry;
}

/** Written for whatever nobody could name. */
const UNNAMED = 'ID';

export function rowsOf(tracklist: Tracklist): Row[] {
  return [...tracklist.entries].sort((a, b) => a.start - b.start).map(rowOf);
}

function rowOf(entry: Entry): Row {
  const { start, end } = entry;
  if (entry.kind === 'unknown') {
    const unknown = { artist: UNNAMED, title: UNNAMED, version: '', label: '', layered: false, doubtful: false };
    return { ...unknown, start, end, entry };
  }
  const { track } = entry;
  const artist = track.artists.map(oneLine).filter(Boolean).join(' & ');
  const title = oneLine(track.title);
  return {
    start,
    end,
    artist: artist || (title ? '' : UNNAMED),
    title: title || UNNAMED,
    version: oneLine(track.version ?? ''),
    label: oneLine(track.label ?? ''),
    layered: entry.layered ?? false,
    doubtful: entry.confidence < 0.5 || isDoubted(entry),
    entry,
  };
}

/** Whether a track's title or an artist says anything: people and pages write `ID` for what they don't know. */
export const isName = (text: string): boolean => !['', UNNAMED].includes(oneLine(text).toUpperCase());

/** `Title (Version)` */
export const titleOf = (row: Row): string => fullTitle(row);

/** `Artist - Title (Version)` */
export const nameOf = (row: Row): string =>
  trackLabel({ artists: row.artist ? [row.artist] : [], title: row.title, version: row.version });

/**
 * How the formats that people read end a line: tracklist sites put a question mark behind a track that isn't sure. The
 * formats that programs read don't, lest it become part of the title there; CSV and JSON have the confidence itself.
 */
export const doubtOf = (row: Row): string => (row.doubtful ? ' (?)' : '');

/** The user's own file. A saved tracklist from elsewhere may name an address there, which a player would open. */
export function fileOf(row: Row): string | undefined {
  const file = row.entry.track?.file;
  return file && !isUrl(file) ? file : undefined;
}

/** What the mix itself is called. */
export function mixTitle(tracklist: Tracklist): string {
  return oneLine(tracklist.source.title ?? '') || withoutMediaExtension(oneLine(tracklist.source.name)) || 'Mix';
}

/** With whose it is, where that is known and not part of the title: `Artist – Title`. */
export function mixHeading(tracklist: Tracklist): string {
  const artist = oneLine(tracklist.source.artist ?? '');
  const title = mixTitle(tracklist);
  return artist && !title.toLowerCase().includes(artist.toLowerCase()) ? `${artist} – ${title}` : title;
}
