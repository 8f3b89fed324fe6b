import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ProcessingError } from '../../domain/errors.js';
import { temporaryIn } from '../../files/temporary.js';
import { isComplaint, withoutMarks } from '../complaints.js';
import { READABLE_FORMATS } from '../media-formats.js';
import type { Embedding } from './bytes.js';

export interface Remuxing {
  ffmpeg: string;
  from: string;
  to: string;
  /** Of the file, with its dot: its contents don't tell all that it may be. */
  extension: string;
  embedding: Embedding;
  signal: AbortSignal;
}

/** What ffmpeg calls the formats that it writes here. */
const FORMATS: Readonly<Record<string, string>> = {
  '.webm': 'webm',
  '.wma': 'asf',
  '.asf': 'asf',
  '.m4a': 'ipod',
  '.m4b': 'ipod',
  '.mp4': 'mp4',
  '.m4v': 'mp4',
  '.mov': 'mov',
};

/** Has ffmpeg write the file anew, with its sound as it is. */
export async function remux({ ffmpeg, from, to, extension, embedding, signal }: Remuxing): Promise<string[]> {
  const chapters = temporaryIn(dirname(to));
  try {
    await writeFile(chapters, metadataOf(embedding), { flag: 'wx' });
    const format = FORMATS[extension] ?? 'matroska';
    await run(ffmpeg, signal, [
      ...['-nostdin', '-hide_banner', '-nostats', '-loglevel', 'level+error', '-y', '-protocol_whitelist', 'file'],
      ...['-format_whitelist', READABLE_FORMATS.join(','), '-i', `file:${from}`],
      ...['-protocol_whitelist', 'file', '-f', 'ffmetadata', '-i', `file:${chapters}`],
      // A text track of earlier chapters can't be copied; they go anyway.
      ...['-map', '0', '-map', '-0:d', '-map_metadata', '0', '-map_chapters', '1', '-c', 'copy'],
      ...['-metadata', `TRACKLIST=${embedding.text}`],
      ...['-f', format, `file:${to}`],
    ]);
    return [];
  } finally {
    await rm(chapters, { force: true }).catch(() => {});
  }
}

function metadataOf({ chapters }: Embedding): string {
  const blocks = chapters.map(({ start, end, title }) => {
    const times = `START=${Math.round(start * 1000)}\nEND=${Math.round(end * 1000)}`;
    return `[CHAPTER]\nTIMEBASE=1/1000\n${times}\ntitle=${title.replace(/[=;#\\\n]/g, '\\$&')}\n`;
  });
  return `;FFMETADATA1\n${blocks.join('')}`;
}

function run(program: string, signal: AbortSignal, args: readonly string[]): Promise<void> {
  const options = { signal, maxBuffer: 1 << 20, windowsHide: true, killSignal: 'SIGKILL' } as const;
  return new Promise((done, fail) => {
    execFile(program, [...args], options, (error, _, complaints) => {
      if (!error) return done();
      if (signal.aborted) return fail(signal.reason);
      const said = complaints.split('\n').filter(isComplaint).map(withoutMarks).at(-1);
      fail(new ProcessingError(`ffmpeg couldn't write the chapters: ${said ?? error.message}.`, { cause: error }));
    });
  });
}
