import { clock } from '../../domain/time.js';
import { trackLabel, UNKNOWN_LABEL } from '../../domain/track.js';
import type { Entry } from '../../domain/tracklist.js';
import { confidenceText, paintConfidence, speedText, versionMark } from './figures.js';
import { fitLine, lineWidth, type Part } from './line.js';
import type { OutputStream } from './terminal.js';

/** One row of a broadcast, in one line; the last column is left free where the cursor may stay on it. */
export function broadcastRow(entry: Entry, stream: OutputStream, mark = ''): string {
  const { style } = stream;
  const known = entry.kind === 'track';
  const label = known ? trackLabel(entry.track) : UNKNOWN_LABEL;
  const parts: Part[] = [
    { text: `${clock(entry.start).padStart(8)}  `, whole: true },
    { text: mark ? `${mark} ` : '', paint: style.yellow, whole: true },
    { text: `${known && entry.layered ? 'w/ ' : ''}${label}`, paint: known ? style.bold : style.dim },
  ];
  if (known) {
    const speed = speedText(entry.speed);
    if (speed) parts.push({ text: `  ${speed}`, paint: style.dim, whole: true });
    parts.push({
      text: `  ${confidenceText(entry.confidence)}${versionMark(entry)}`,
      paint: (text) => paintConfidence(text, entry.confidence, style),
      whole: true,
    });
  }
  return fitLine(parts, stream, lineWidth(stream) - 1);
}

/** A stretch that was missed. */
export function gapRow(mixTime: number, seconds: number, reason: string, stream: OutputStream): string {
  const dash = stream.unicode ? '—' : '--';
  const text = `${clock(mixTime).padStart(8)}  ${dash} ${clock(seconds)} not heard: ${reason}`;
  return fitLine([{ text, paint: stream.style.yellow }], stream, lineWidth(stream) - 1);
}
