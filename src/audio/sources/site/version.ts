import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { oneLine } from '../../../domain/text.js';

/** Four holes were closed by then, one of them in names of files, and SoundCloud's comments are read since. */
export const OLDEST = '2026.07.04';
/** From then on YouTube's pages need a JavaScript runtime, and which one can be said. */
const TAKES_RUNTIME = '2025.11.12';

/** How to get one that is whole: the package alone lacks what solves YouTube's riddles. */
export const INSTALL = 'pip install -U "yt-dlp[default]"';

/** Its version; null when it isn't installed, or doesn't answer. */
export function ytDlpVersion(program: string, signal?: AbortSignal, env?: NodeJS.ProcessEnv): Promise<string | null> {
  return new Promise((done, fail) => {
    execFile(
      program,
      ['--ignore-config', '--version'],
      { timeout: 20_000, windowsHide: true, cwd: tmpdir(), signal, ...(env && { env }) },
      (error, stdout) => {
        if (signal?.aborted) return fail(signal.reason);
        done(error ? null : oneLine(stdout).slice(0, 40) || null);
      },
    );
  });
}

const dateIn = (version: string): string | undefined => /^\d{4}\.\d{2}\.\d{2}/.exec(version)?.[0];

/** What is wrong with a version, as a sentence; null for one that is new enough, or can't be told. */
export function tooOld(version: string): string | null {
  const date = dateIn(version);
  if (date === undefined || date >= OLDEST) return null;
  return (
    `yt-dlp ${date} is older than ${OLDEST}: it has known holes, and many of today's pages can't be read by it. ` +
    `Update it: yt-dlp -U, or ${INSTALL}.`
  );
}

export const takesRuntime = (version: string): boolean => (dateIn(version) ?? '') >= TAKES_RUNTIME;
