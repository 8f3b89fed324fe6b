import type { Suggestion, Suggestions } from '../../domain/suggestion.js';
import { type Track, trackLabel } from '../../domain/track.js';
import { TRACKLIST_SCHEMA, type Tracklist } from '../../domain/tracklist.js';

/** What its files are called after. */
export function nameOf({ kind, from, tracks }: Suggestions, arc?: string): string {
  const after = from && trackLabel(from);
  if (kind === 'path') return `${after} to ${trackLabel(tracks.at(-1)!.track)}`;
  if (kind === 'set') return ['set', ...(arc ? [arc] : []), ...(after ? [`from ${after}`] : [])].join(' ');
  return `after ${after}`;
}

/** Suggestions as a tracklist, which every format takes: nothing of it was heard, so nothing is evidence. */
export function playlistOf(
  suggestions: Suggestions,
  about: { name: string; tool: Tracklist['tool']; createdAt: string },
): Tracklist {
  let end = 0;
  const entries = suggestions.tracks.map((one): Tracklist['entries'][number] => {
    const start = one.start ?? end;
    const transition = start < end ? { start, end } : null;
    end = one.end ?? start + one.duration;
    return {
      kind: 'track',
      start,
      end,
      track: trackOf(one),
      confidence: 1,
      speed: null,
      evidence: [],
      alternatives: [],
      transition,
    };
  });
  const { name, tool, createdAt } = about;
  return {
    schema: TRACKLIST_SCHEMA,
    tool,
    source: { name, title: name, kind: 'suggestion', location: '' },
    createdAt,
    duration: end,
    entries,
    stats: { elapsed: 0, providers: {} },
    warnings: [],
    complete: true,
  };
}

function trackOf({ track, bpm, key, duration }: Suggestion): Track {
  const { id: _, path, ...rest } = track;
  return { ...rest, duration, ...(bpm !== undefined && { bpm }), ...(key !== undefined && { key }), file: path };
}
