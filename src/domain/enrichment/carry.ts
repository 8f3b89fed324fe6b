import { trackLabel } from '../track.js';
import type { Entry, TrackEntry, Tracklist } from '../tracklist.js';
import { enrichmentOf } from './saved.js';

/** What models said of an earlier result goes on where the new one says the same: it was paid for. */
export function withEnrichmentOf(earlier: Tracklist, now: Tracklist): Tracklist {
  const enriched = earlier.entries.filter((e): e is TrackEntry => e.kind === 'track' && e.enrichment !== undefined);
  const story = now.story ?? earlier.story;
  if (enriched.length === 0 && !story) return now;
  const byName = namesOf(enriched);
  const entries = now.entries.map((entry): Entry => {
    if (entry.kind !== 'track' || entry.enrichment) return entry;
    const alike = byName.get(trackLabel(entry.track)) ?? [];
    const before = alike.find((other) => other.start < entry.end && entry.start < other.end);
    if (!before) return entry;
    const { artists: _a, title: _t, version: _v, ...measured } = entry.track;
    return { ...entry, track: { ...before.track, ...measured }, enrichment: before.enrichment! };
  });
  return { ...now, entries, ...(story && { story }) };
}

/** Each as it is called by now, and as it was called before a model split its names. */
function namesOf(entries: readonly TrackEntry[]): Map<string, TrackEntry[]> {
  const byName = new Map<string, TrackEntry[]>();
  for (const entry of entries) {
    const { original } = enrichmentOf(entry);
    const labels = new Set([trackLabel(entry.track), ...(original ? [trackLabel(original)] : [])]);
    for (const label of labels) {
      const alike = byName.get(label);
      if (alike) alike.push(entry);
      else byName.set(label, [entry]);
    }
  }
  return byName;
}
