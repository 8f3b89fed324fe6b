import { oneLine } from './text.js';

/** CUE sheets count 75 frames to the second. */
const FRAMES = 75;

/** What a CUE sheet says. */
export interface Sheet {
  title?: string;
  performer?: string;
  file?: string;
  files: number;
  tracks: Array<{ title?: string; performer?: string; start?: number }>;
}

/** Whether a sheet names a track, or says that nobody knows it. */
export const isNamed = (title: string | undefined): title is string => !!title && !/^ID(?: ?- ?ID)?$/i.test(title);

/** Reads a sheet as any program writes it. */
export function sheetOf(text: string): Sheet {
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
