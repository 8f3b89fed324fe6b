import { parseTime } from './time.js';

/**
 * A document as people change it, in the form in which it is written: an ID that was given a track but no confidence, an entry without an
 * end, a start as `12:31`. What can't be understood stays as it is, for the schema to name.
 */
export function asMeant(value: unknown): unknown {
  if (!isRecord(value) || !Array.isArray(value['entries'])) return value;
  const entries = value['entries'].map(entryMeant);
  return { ...value, entries: entries.map((entry, i) => withEnd(entry, entries[i + 1], value['duration'])) };
}

function entryMeant(entry: unknown): unknown {
  if (!isRecord(entry)) return entry;
  const { start, end, track, confidence } = entry;
  const times = { ...(start !== undefined && { start: time(start) }), ...(end !== undefined && { end: time(end) }) };
  if (!isRecord(track)) return { ...entry, ...times, ...(track === undefined && { kind: 'unknown' }) };
  const { artists } = track;
  return {
    ...entry,
    ...times,
    kind: 'track',
    track: { ...track, ...(typeof artists === 'string' && { artists: [artists] }) },
    confidence: typeof confidence === 'number' ? confidence : 1,
  };
}

/** To where the next one begins, or the mix ends. */
function withEnd(entry: unknown, next: unknown, duration: unknown): unknown {
  if (!isRecord(entry) || entry['end'] !== undefined) return entry;
  return { ...entry, end: isRecord(next) && typeof next['start'] === 'number' ? next['start'] : duration };
}

const time = (value: unknown): unknown => (typeof value === 'string' ? (parseTime(value) ?? value) : value);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
