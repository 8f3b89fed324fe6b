import { SourceError } from '../domain/errors.js';
import { headingOf } from '../domain/heading.js';
import type { Span } from '../domain/span.js';
import { oneLine } from '../domain/text.js';
import type { Track } from '../domain/track.js';
import { type Entry, TRACKLIST_SCHEMA, type Tracklist } from '../domain/tracklist.js';

/** Of a CUE sheet, more than a disc or a day of music has. */
const MOST_TRACKS = 2_000;
/** CUE sheets count 75 frames to the second. */
const FRAMES = 75;

/** What the bytes of a sheet say: programs on Windows write UTF-16 or Windows-1252, too. */
export function textOfCue(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

interface Sheet {
  title?: string;
  performer?: string;
  file?: string;
  files: number;
  tracks: Array<{ title?: string; performer?: string; start?: number }>;
}

/**
 * A tracklist from a CUE sheet, as any program writes it: one file, a TRACK with a TITLE, a PERFORMER and an INDEX 01. The sheet
 * says nothing of where the last one ends, so that one is told to be as long as those before it are on the whole.
 */
export function tracklistOfCue(text: string, name: string, about: Pick<Tracklist, 'createdAt' | 'tool'>): Tracklist {
  const sheet = sheetOf(text);
  const tracks = sheet.tracks.filter(({ start }) => start !== undefined).slice(0, MOST_TRACKS);
  if (tracks.length === 0) {
    throw new SourceError(`${name} has no track with an INDEX 01, so it is no CUE sheet of a mix.`);
  }
  if (sheet.files > 1) {
    throw new SourceError(
      `${name} is a CUE sheet of ${sheet.files} files, such as of an album, and no mix in one file.`,
    );
  }
  const ordered = tracks.map(({ start = 0 }) => start).sort((a, b) => a - b);
  const last = ordered.at(-1)!;
  const usual = ordered.length > 1 ? last / (ordered.length - 1) : 240;
  const duration = last + usual;
  const entries = tracks.map(({ title, performer, start = 0 }) => {
    const end = ordered.find((other) => other > start) ?? duration;
    return entryOf({ start, end }, isNamed(title) ? { title, artists: performer ? [performer] : [] } : null);
  });
  return {
    schema: TRACKLIST_SCHEMA,
    ...about,
    source: headingOf(
      { name: fileName(sheet.file ?? '') || name, kind: 'cue', location: '' },
      { ...(sheet.title && { title: sheet.title }), ...(sheet.performer && { artist: sheet.performer }) },
    ),
    duration,
    entries: entries.sort((a, b) => a.start - b.start),
    stats: { elapsed: 0, providers: {} },
    warnings: [],
    complete: true,
  };
}

const isNamed = (title: string | undefined): title is string => !!title && !/^ID(?: ?- ?ID)?$/i.test(title);

/** What the sheet says was heard by nobody here: there is no evidence, and it is sure as far as the sheet is. */
function entryOf(span: Span, track: Track | null): Entry {
  const none = { speed: null, alternatives: [], transition: null } as const;
  if (!track) return { kind: 'unknown', ...span, track, confidence: null, ...none, evidence: [], alternatives: [] };
  return { kind: 'track', ...span, track, confidence: 1, ...none, evidence: [], alternatives: [] };
}

function sheetOf(text: string): Sheet {
  const sheet: Sheet = { files: 0, tracks: [] };
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)) {
    const words = line.trim();
    const [word = ''] = words.split(' ', 1);
    const rest = words.slice(word.length).trim();
    const track = sheet.tracks.at(-1);
    const value = unquoted(rest);
    switch (word.toUpperCase()) {
      case 'FILE':
        // The name, and what kind of file it is.
        sheet.files++;
        sheet.file ??= unquoted(rest.slice(0, Math.max(0, rest.lastIndexOf(' '))));
        break;
      case 'TRACK':
        sheet.tracks.push({});
        break;
      case 'TITLE':
        (track ?? sheet).title ??= value;
        break;
      case 'PERFORMER':
        (track ?? sheet).performer ??= value;
        break;
      case 'INDEX': {
        const [, minutes, seconds, frames] = /^01 +(\d{1,5}):(\d{1,2}):(\d{1,2})$/.exec(rest) ?? [];
        if (track && minutes !== undefined) {
          track.start = Number(minutes) * 60 + Number(seconds) + Number(frames) / FRAMES;
        }
      }
    }
  }
  return sheet;
}

/** Without the quotes around it, of which some programs leave one out. */
function unquoted(text: string): string {
  const from = text.startsWith('"') ? 1 : 0;
  const to = text.length > from && text.endsWith('"') ? -1 : undefined;
  return oneLine(text.slice(from, to));
}

/** Of a path of any system. */
const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? '';
