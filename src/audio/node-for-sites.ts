import { execFile } from 'node:child_process';
import { onPath } from './find-ffmpeg.js';

/** Older ones can't run what yt-dlp lets a JavaScript runtime solve. */
const OLDEST_MAJOR = 22;

export interface OwnNode {
  path: string;
  version: string;
}

/** A Node that yt-dlp may use: our own where it is new enough, else the one on the PATH. Null where there is none. */
export async function nodeForSites(
  own: OwnNode,
  env: Readonly<Record<string, string | undefined>>,
  versionOf: (path: string) => Promise<string> = askVersion,
): Promise<string | null> {
  if (isNewEnough(own.version)) return own.path;
  const other = onPath('node', env);
  return other && other !== own.path && isNewEnough(await versionOf(other)) ? other : null;
}

const isNewEnough = (version: string): boolean => Number(/^v?(\d+)\./.exec(version.trim())?.[1] ?? 0) >= OLDEST_MAJOR;

function askVersion(path: string): Promise<string> {
  return new Promise((done) => {
    execFile(path, ['--version'], { timeout: 10_000, windowsHide: true }, (_error, stdout) => done(stdout));
  });
}
