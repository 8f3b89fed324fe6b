import type { PlaylistResult } from '../app/playlist.js';
import { UsageError } from '../domain/errors.js';
import { withoutMediaExtension } from '../domain/file-name.js';
import { clock } from '../domain/time.js';
import { readTracklists } from '../wiring/saved-tracklist.js';
import type { Cli } from './command.js';
import { EXIT, exitCodeOf, isAbort, worst } from './exit-codes.js';
import { explainError } from './terminal/errors.js';
import { plural } from './terminal/figures.js';
import { startReporter } from './terminal/reporter.js';
import { type OutputStream, plain } from './terminal/terminal.js';
import { warnTo } from './terminal/warn.js';

export interface SendOptions {
  to: string;
  name?: string;
  minConfidence?: number;
  replace?: boolean;
  again?: boolean;
  dryRun?: boolean;
}

/** Below this an entry is more of a guess, and a playlist doesn't show its doubts. */
const LEAST_CONFIDENCE = 0.5;

/** Makes a playlist of each tracklist. The playlists' addresses are the result; what was left out is said beside. */
export async function sendPlaylists(cli: Cli, paths: readonly string[], options: SendOptions): Promise<number> {
  if (options.replace && options.again) {
    throw new UsageError('--replace changes the playlist that is there, --again makes another: use one of them.');
  }
  const hall = await cli.hall();
  const [{ openPlaylists, markOf }, { sendPlaylist }] = await Promise.all([
    import('../wiring/account.js'),
    import('../app/playlist.js'),
  ]);
  const reporter = await startReporter(cli.terminal);
  hall.tell(reporter.emit);
  const { out, err, verbosity, events } = cli.terminal;
  const codes: number[] = [];
  try {
    const service = await openPlaylists(hall, options.to, reporter.emit);
    for (const path of paths) {
      try {
        cli.signal.throwIfAborted();
        for (const tracklist of await readTracklists(path, cli, warnTo(cli.terminal))) {
          const name = options.name ?? tracklist.source.title ?? withoutMediaExtension(tracklist.source.name);
          const result = await sendPlaylist(
            {
              tracklist,
              name,
              mark: markOf(tracklist),
              service,
              leastConfidence: options.minConfidence ?? LEAST_CONFIDENCE,
              existing: options.again ? 'another' : options.replace ? 'replace' : 'keep',
              dryRun: options.dryRun ?? false,
            },
            { signal: cli.signal, emit: reporter.emit },
          );
          reporter.stop();
          if (options.dryRun) out.write(renderPlanned(result, name));
          else if (result.playlist) out.write(`${plain(result.playlist.url)}\n`);
          if (verbosity >= 0 && !events) err.write(renderSent(result, name, service.title, err));
          codes.push(result.outcome === 'nothing' ? EXIT.nothing : EXIT.done);
        }
      } catch (error) {
        reporter.stop();
        if (paths.length === 1) throw error;
        err.write(explainError(error, cli.terminal));
        codes.push(exitCodeOf(error));
        if (isAbort(error)) break;
      }
    }
    return worst(codes);
  } finally {
    reporter.stop();
    await hall.close();
  }
}

function renderPlanned({ tracks }: PlaylistResult, name: string): string {
  const lines = tracks.map(({ start, label, uri }) => `  ${clock(start).padStart(8)}  ${plain(label)}  ${plain(uri)}`);
  return [`${plain(name)}:`, ...lines].map((line) => `${line}\n`).join('');
}

const REASONS = {
  unknown: 'nobody has named it',
  unsure: 'not sure enough (--min-confidence 0 takes it)',
  'not there': 'not found there',
} as const;

/** What was done, and what isn't in the playlist and why. */
function renderSent(result: PlaylistResult, wanted: string, title: string, stream: OutputStream): string {
  const { playlist, tracks, leftOut } = result;
  const name = `"${plain(playlist?.name || wanted)}"`;
  const count = plural(tracks.length, 'track');
  const done: Record<PlaylistResult['outcome'], string> = {
    made: `made the private playlist ${name} of ${count}`,
    continued: `added to ${name} what was missing: ${count} now`,
    replaced: `${name} holds these ${count} now, and nothing else`,
    unchanged: `${name} is there already and holds these ${count}: nothing to do`,
    differs:
      `There is a playlist of this mix already, ${name}, and it holds other tracks. ` +
      '--replace puts these in their place, --again makes another playlist.',
    nothing: `None of these tracks is on ${title}, so no playlist was made.`,
    planned: playlist
      ? `would change ${name}, which is there already, to these ${count}; nothing was changed`
      : `would make the private playlist ${name} of ${count}; nothing was changed`,
  };
  const lines = [stream.style.bold(done[result.outcome])];
  if (leftOut.length > 0) lines.push(`left out:`);
  for (const { start, label, reason } of leftOut) {
    lines.push(`  ${clock(start).padStart(8)}  ${plain(label)}: ${REASONS[reason]}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}
