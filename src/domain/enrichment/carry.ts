import { trackLabel } from '../track.js';
import type { Entry, TrackEntry, Tracklist } from '../tracklist.js';
import { enrichmentOf } from './saved.js';

/** What models said of an earlier result goes on where the new one says the same: it was paid for. */
export function withEnrichmentOf(earlier: Tracklist, now: Tracklist): Tracklist {
  const enriched = earlier.entries.filter((e): e is TrackEntry => e.kind === 'track' && e.enrichment !== undefined);
  const story = now.story ?? earlier.story;
  if (enriched.length === 0 && !story) return now;
  const entries = now.entries.map((entry): Entry => {
    if (entry.kind !== 'track' || entry.enrichment) return entry;
    const before = enriched.find((other) => other.start < entry.end && entry.start < other.end && isSame(other, entry));
    if (!before) return entry;
    const { artists: _a, title: _t, version: _v, ...measured } = entry.track;
    return { ...entry, track: { ...before.track, ...measured }, enrichment: before.enrichment! };
  });
  return { ...now, entries, ...(story && { story }) };
}

/** The same track, as it is called by now or as it was called before a model split its names. */
function isSame(before: TrackEntry, now: TrackEntry): boolean {
  const { original } = enrichmentOf(before);
  const label = trackLabel(now.track);
  return label === trackLabel(before.track) || (original !== undefined && label === trackLabel(original));
}
