import * as z from 'zod';
import { type Hint, hintOf } from '../../../domain/hint.js';
import { jsonOrUndefined, oneLine } from '../../../domain/text.js';
import { readLine } from './timestamps.js';

/** More comments than are asked for, and more lines than anybody reads of one. */
const MOST = 5_000;
const MOST_LINES = 200;
const LONGEST_LINE = 300;
/** Together no more than this: each is held against every entry. */
const MOST_HINTS = 2_000;

const time = z.number().min(0).max(1e9).nullable().catch(null);
const comment = z.object({ text: z.string().catch(''), start_time: time.optional() });
const answer = z.object({ comments: z.array(z.unknown()).nullable().catch(null) });

/**
 * What comments claim to be played: those that stand at a place of the recording, and lines that begin or end with a time. Most
 * comments are praise, so only what looks like `Artist - Title` counts.
 */
export function commentHints(json: string, duration: number | null): Hint[] {
  const parsed = answer.safeParse(jsonOrUndefined(json));
  const comments = (parsed.success && parsed.data.comments) || [];
  const hints = new Map<string, Hint>();
  for (const one of comments.slice(0, MOST)) {
    const read = comment.safeParse(one);
    if (!read.success) continue;
    for (const hint of hintsIn(read.data)) {
      const fits = hint.artist !== undefined && (duration === null || hint.mixTime < duration);
      if (fits && hints.size < MOST_HINTS) hints.set(`${hint.mixTime} ${hint.text.toLowerCase()}`, hint);
    }
  }
  return [...hints.values()].sort((a, b) => a.mixTime - b.mixTime);
}

function hintsIn({ text, start_time: at }: z.infer<typeof comment>): Hint[] {
  const lines = text
    .slice(0, MOST_LINES * LONGEST_LINE)
    .split(/\r\n?|\n/)
    .slice(0, MOST_LINES)
    .map((line) => oneLine(line.slice(0, LONGEST_LINE)));
  const timed = lines.flatMap((line) => readLine(line, 'comment') ?? []);
  if (timed.length > 0 || at === undefined || at === null) return timed;
  return lines.filter(Boolean).map((line) => hintOf('comment', at, line));
}
