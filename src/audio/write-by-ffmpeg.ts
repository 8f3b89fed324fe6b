import { execFile } from 'node:child_process';
import { ProcessingError } from '../domain/errors.js';
import { isComplaint, withoutMarks } from './complaints.js';
import { READABLE_FORMATS } from './media-formats.js';

/** The same locks as where ffmpeg decodes: it opens files alone, and takes them for nothing that leads elsewhere. */
export const lockedInput = (path: string): string[] => [
  ...['-protocol_whitelist', 'file', '-format_whitelist', READABLE_FORMATS.join(',')],
  ...['-i', `file:${path}`],
];

/** Has ffmpeg write a file. `what` is what it was to do, for the sentence in which it failed. */
export function writeByFfmpeg(
  program: string,
  args: readonly string[],
  what: string,
  signal: AbortSignal,
): Promise<void> {
  const options = { signal, maxBuffer: 1 << 20, windowsHide: true, killSignal: 'SIGKILL' } as const;
  const common = ['-nostdin', '-hide_banner', '-nostats', '-loglevel', 'level+error', '-y'];
  return new Promise((done, fail) => {
    execFile(program, [...common, ...args], options, (error, _, complaints) => {
      if (!error) return done();
      if (signal.aborted) return fail(signal.reason);
      const said = complaints.split('\n').filter(isComplaint).map(withoutMarks).at(-1);
      fail(new ProcessingError(`ffmpeg couldn't ${what}: ${said ?? error.message}.`, { cause: error }));
    });
  });
}
