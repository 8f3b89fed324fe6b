import { UsageError } from '../../../domain/errors.js';

/**
 * What the user may tell yt-dlp, each with whether a value follows: how it shows itself to a site, and how fast it asks. What
 * writes files, runs programs, chooses the sound or leads round our gate isn't among them.
 */
const ALLOWED: Readonly<Record<string, boolean>> = {
  '--cookies-from-browser': true,
  '--extractor-args': true,
  '--impersonate': true,
  '--referer': true,
  '--user-agent': true,
  '--sleep-requests': true,
  '--limit-rate': true,
  '--force-ipv4': false,
  '--force-ipv6': false,
};

/** The setting as yt-dlp is given it: `--name value` in one piece, `--name=value` or in two pieces. UsageError for anything else. */
export function ytDlpArgs(told: readonly string[]): string[] {
  const args: string[] = [];
  const pieces = [...told];
  for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
    const { name, joined } = split(piece.trim());
    const takesValue = Object.hasOwn(ALLOWED, name) ? ALLOWED[name] : undefined;
    if (takesValue === undefined) throw refused(name);
    if (!takesValue) {
      if (joined !== undefined) throw new UsageError(`${name} takes no value ("${joined}").`);
      args.push(name);
      continue;
    }
    const value = joined ?? pieces.shift();
    if (value === undefined || value === '' || value.startsWith('-')) {
      throw new UsageError(`${name} needs a value, like "--cookies-from-browser firefox".`);
    }
    const second = /\s(--[a-z]\S*)/.exec(value)?.[1];
    if (second) {
      const right = '"--cookies-from-browser firefox,--force-ipv4"';
      throw new UsageError(
        `What yt-dlp is told is separated by commas, and there is none before ${second}: write it like ${right}.`,
      );
    }
    args.push(name, value);
  }
  return args;
}

/** The name, and the value where it comes in the same piece. */
function split(piece: string): { name: string; joined: string | undefined } {
  const end = piece.search(/[=\s]/);
  const name = end < 0 ? piece : piece.slice(0, end);
  return { name, joined: piece.slice(name.length + 1).trim() || undefined };
}

function refused(name: string): UsageError {
  if (/^--(all-|geo-verification-)?proxy$/.test(name)) {
    return new UsageError(
      `${name} isn't for yt-dlp's arguments: all that it fetches comes through this program, which takes HTTPS_PROXY and HTTP_PROXY.`,
    );
  }
  return new UsageError(`"${name}" isn't among what yt-dlp may be told: ${Object.keys(ALLOWED).join(', ')}.`);
}
