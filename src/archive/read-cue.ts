import { isNamed, sheetOf } from '../domain/cue-sheet.js';
import { SourceError } from '../domain/errors.js';
import { headingOf } from '../domain/heading.js';
import type { Span } from '../domain/span.js';
import type { Track } from '../domain/track.js';
import { type Entry, TRACKLIST_SCHEMA, type Tracklist } from '../domain/tracklist.js';

/** Of a CUE sheet, more than a disc or a day of music has. */
const MOST_TRACKS = 2_000;

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

/** What the sheet says was heard by nobody here: there is no evidence, and it is sure as far as the sheet is. */
function entryOf(span: Span, track: Track | null): Entry {
  const none = { speed: null, alternatives: [], transition: null } as const;
  if (!track) return { kind: 'unknown', ...span, track, confidence: null, ...none, evidence: [], alternatives: [] };
  return { kind: 'track', ...span, track, confidence: 1, ...none, evidence: [], alternatives: [] };
}

/** Of a path of any system. */
const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? '';
