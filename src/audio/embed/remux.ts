import { rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ffmetadataText } from '../../domain/ffmetadata.js';
import { temporaryIn } from '../../files/temporary.js';
import { lockedInput, writeByFfmpeg } from '../write-by-ffmpeg.js';
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
    // The list in the file as well: a system takes no argument of any length.
    const text = ffmetadataText(embedding.chapters, { TRACKLIST: embedding.text });
    await writeFile(chapters, text, { flag: 'wx' });
    const format = FORMATS[extension] ?? 'matroska';
    const args = [
      ...lockedInput(from),
      ...['-protocol_whitelist', 'file', '-f', 'ffmetadata', '-i', `file:${chapters}`],
      // A text track of earlier chapters can't be copied; they go anyway.
      ...['-map', '0', '-map', '-0:d', '-map_chapters', '1', '-c', 'copy'],
      // What comes first stands: the list, and then all tags that were there.
      ...['-map_metadata', '1', '-map_metadata', '0'],
      ...['-f', format, `file:${to}`],
    ];
    await writeByFfmpeg(ffmpeg, args, 'write the chapters', signal);
    return [];
  } finally {
    await rm(chapters, { force: true }).catch(() => {});
  }
}
