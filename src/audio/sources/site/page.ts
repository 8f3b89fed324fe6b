import * as z from 'zod';
import { SourceError } from '../../../domain/errors.js';
import { type Hint, hintOf } from '../../../domain/hint.js';
import { oneLine } from '../../../domain/text.js';
import { timestampsIn } from './timestamps.js';
import { INSTALL } from './version.js';

/** What is wanted of a page, by yt-dlp's reading of it. */
export interface Page {
  title: string;
  uploader: string;
  /** Seconds; null when the page doesn't say. */
  duration: number | null;
  live: boolean;
  hints: Hint[];
}

const LONGEST_TEXT = 300;
const MOST_CHAPTERS = 1000;
/** Thirty years: what claims to be longer isn't believed. */
const LATEST = 1e9;

// A page's author decides on much of this: what isn't as it should be counts as absent, and nothing is passed on unread.
const text = z.string().catch('');
const seconds = z.number().min(0).max(LATEST).nullable().catch(null);
const chapter = z.object({ start_time: seconds, title: text });
const recording = z.object({
  title: text,
  fulltitle: text,
  uploader: text,
  artist: text,
  channel: text,
  description: text,
  duration: seconds,
  is_live: z.boolean().catch(false),
  live_status: text,
  chapters: z.array(chapter).catch([]),
});
const answer = z.looseObject({
  _type: text,
  entries: z.array(z.unknown()).catch([]),
});

/** Reads what `--dump-single-json` prints; `name` is the address for messages. */
export function parsePage(json: string, name: string): Page {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new SourceError(
      `yt-dlp gave no answer about "${name}" that can be read. Update it: yt-dlp -U, or ${INSTALL}.`,
      { cause },
    );
  }
  const outer = answer.safeParse(value);
  const entries = outer.success ? outer.data.entries.filter((entry) => entry !== null) : [];
  const isList = outer.success && /playlist|multi_video/.test(outer.data._type);
  if (isList && entries.length !== 1) {
    throw new SourceError(
      entries.length === 0
        ? `"${name}" is a page without any recording that yt-dlp can read.`
        : `"${name}" is a list of recordings: name the address of one of them.`,
    );
  }
  const parsed = recording.safeParse(isList ? entries[0] : value);
  if (!parsed.success) {
    throw new SourceError(
      `yt-dlp gave no answer about "${name}" that can be read. Update it: yt-dlp -U, or ${INSTALL}.`,
    );
  }
  const page = parsed.data;
  const duration = page.duration === 0 ? null : page.duration;
  return {
    title: short(page.title || page.fulltitle),
    uploader: short(page.artist || page.uploader || page.channel),
    duration,
    live: page.is_live || page.live_status === 'is_live',
    hints: [...chapterHints(page.chapters, duration), ...timestampsIn(page.description, duration)],
  };
}

/** One chapter alone is the whole recording; where the author named none, some sites make up `<Untitled Chapter 1>`. */
function chapterHints(chapters: ReadonlyArray<z.infer<typeof chapter>>, duration: number | null): Hint[] {
  if (chapters.length < 2) return [];
  return chapters.slice(0, MOST_CHAPTERS).flatMap(({ start_time: start, title }) => {
    const name = short(title);
    if (start === null || name === '' || /^<.*>$/.test(name) || (duration !== null && start >= duration)) return [];
    return [hintOf('chapter', start, name)];
  });
}

const short = (value: string): string => oneLine(value.slice(0, 4 * LONGEST_TEXT)).slice(0, LONGEST_TEXT);
