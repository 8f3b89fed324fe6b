import type { DeckCue, DeckGrid } from '../../domain/ports/deck.js';

/** What Serato keeps in an audio file's tags of that file, by the names of its parts. */

/** More than buttons, and more beats than a day has. */
const MOST = 10_000;
const MOST_MS = 86_400_000;

/** `Serato Markers2`: cues and loops. */
export function cuesIn(data: Buffer): DeckCue[] {
  // Two bytes of version, and Base64 in lines, without what others fill it up with.
  const text = data
    .toString('latin1', 2)
    .split('\0', 1)[0]!
    .replace(/[^A-Za-z0-9+/]/g, '');
  const inner = Buffer.from(text.length % 4 === 1 ? `${text}A` : text, 'base64');
  const cues: DeckCue[] = [];
  for (let at = 2; at < inner.length && cues.length < MOST; ) {
    const nameEnd = inner.indexOf(0, at);
    if (nameEnd <= at || nameEnd + 5 > inner.length) break;
    const start = nameEnd + 5;
    const end = start + inner.readUInt32BE(nameEnd + 1);
    if (end > inner.length) break;
    const cue = cueIn(inner.toString('latin1', at, nameEnd), inner.subarray(start, end));
    if (cue) cues.push(cue);
    at = end;
  }
  return cues.sort((a, b) => a.start - b.start);
}

function cueIn(kind: string, body: Buffer): DeckCue | null {
  if (kind === 'CUE' && body.length >= 12 && body.readUInt32BE(2) <= MOST_MS) {
    const colour = `#${body.toString('hex', 7, 10)}`;
    return { kind: 'cue', ...named(body, 12), start: body.readUInt32BE(2) / 1000, hot: body[1]!, colour };
  }
  if (kind !== 'LOOP' || body.length < 20) return null;
  const [start, end] = [body.readUInt32BE(2), body.readUInt32BE(6)];
  // They have buttons of their own.
  return start <= MOST_MS && end > start && end <= MOST_MS
    ? { kind: 'loop', ...named(body, 20), start: start / 1000, end: end / 1000 }
    : null;
}

function named(body: Buffer, at: number): Pick<DeckCue, 'name'> {
  const name = body.toString('utf8', at).split('\0', 1)[0]!;
  return name === '' ? {} : { name };
}

/** `Serato BeatGrid`: all markers but the last one say how many beats there are to the next, and the last one a tempo. */
export function gridIn(data: Buffer): DeckGrid[] {
  const count = data.length >= 6 ? data.readUInt32BE(2) : 0;
  if (count > MOST || 6 + count * 8 > data.length) return [];
  const marker = (i: number): number => data.readFloatBE(6 + i * 8);
  return Array.from({ length: count }, (_, i): DeckGrid => {
    const isLast = i === count - 1;
    const bpm = isLast
      ? data.readFloatBE(10 + i * 8)
      : (data.readUInt32BE(10 + i * 8) * 60) / (marker(i + 1) - marker(i));
    return { start: marker(i), bpm };
  }).filter(({ start, bpm }) => Math.abs(start) < 86_400 && bpm > 0 && bpm <= 1000);
}
