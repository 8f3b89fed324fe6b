import { listenLive } from '../app/listen-live.js';
import { UsageError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import type { SeenId } from '../domain/ports/archive.js';
import { clock as clockTime } from '../domain/time.js';
import { idLabel } from '../domain/track.js';
import type { Tracklist } from '../domain/tracklist.js';
import { version } from '../version.js';
import { type WiredListening, wireListening } from '../wiring/listen.js';
import { readTracklists } from '../wiring/saved-tracklist.js';
import type { Cli } from './command.js';
import { deliver, type WrittenFiles } from './deliver.js';
import { EXIT } from './exit-codes.js';
import type { ListenOptions } from './listen-options.js';
import { outputFlags } from './options.js';
import { shortPath } from './short-path.js';
import { startBroadcast } from './terminal/broadcast.js';
import { plural } from './terminal/figures.js';
import type { Reporter } from './terminal/reporter.js';
import { shellWord } from './terminal/shell-word.js';
import { warnTo } from './terminal/warn.js';

/** Follows one broadcast, shows and writes what it names, and resolves to the exit code. */
export async function listenToStream(cli: Cli, named: string | undefined, options: ListenOptions): Promise<number> {
  const earlier = options.resume === undefined ? undefined : await readEarlier(cli, options.resume);
  const location = named ?? earlier?.source.location;
  if (!location) {
    throw new UsageError('Name a live stream to listen to, as in "tracklistify listen https://radio.example/live".');
  }
  if (options.until && options.until(Date.now()) <= Date.now()) {
    throw new UsageError('The time given by --until has passed already.');
  }
  const { providers, allowPrivate, archive, resume } = options;
  const hall = await cli.hall({
    ...outputFlags(options),
    providers,
    'web.allowPrivate': allowPrivate,
    ...(archive === false && { 'archive.enabled': false }),
  });
  const reporter = await startBroadcast(cli.terminal, { rows: !options.json });
  let wired: WiredListening | undefined;
  try {
    wired = await wireListening(
      hall,
      {
        ...options,
        location,
        session: earlier?.source.id,
        unnamed: named === undefined,
        ...(resume !== undefined && { resume }),
      },
      reporter.emit,
    );
    if (earlier && earlier.source.location !== wired.source.info.location) {
      reporter.emit({
        type: 'warning',
        message: `${resume} is of another stream (${earlier.source.location || earlier.source.name}): this one is added to it.`,
      });
    }
    return await follow(cli, wired, earlier, reporter, options);
  } finally {
    reporter.stop();
    await wired?.close();
    await hall.close();
  }
}

async function readEarlier(cli: Cli, file: string): Promise<Tracklist> {
  const [tracklist, ...more] = await readTracklists(file, cli, warnTo(cli.terminal));
  if (!tracklist || more.length > 0) throw new UsageError(`${file} must hold one tracklist, to be gone on with.`);
  return tracklist;
}

async function follow(
  cli: Cli,
  wired: WiredListening,
  earlier: Tracklist | undefined,
  reporter: Reporter,
  options: ListenOptions,
): Promise<number> {
  const { clock, keeper } = wired;
  const { tracklist, failure, sound, seen } = await listenLive(
    {
      ...wired,
      said: { title: options.title, artist: options.artist },
      ...(options.duration !== undefined && { duration: options.duration }),
      ...(options.until && { until: options.until(clock.now()) }),
      ...(earlier && { resume: await wired.withOwnNumbers(earlier) }),
      ...(options.maxCalls !== undefined && { maxCalls: options.maxCalls }),
      ...(keeper && { keep: keeping(keeper.keep, reporter.emit) }),
      tool: { name: 'tracklistify', version },
    },
    { signal: cli.signal, emit: reporter.emit },
  );
  reporter.stop();
  return deliver(
    cli,
    { tracklist, failure },
    {
      write: (result, emit) => wired.conclude(result, emit, sound),
      reporter,
      // Its rows are printed by now.
      json: options.json ?? false,
      summary: (heard, about) => summaryOf(cli, wired, heard, { ...about, seen }),
      nothing: EXIT.nothing,
    },
  );
}

/** With the sound that was kept, and the command that goes on with this broadcast. */
async function summaryOf(
  cli: Cli,
  wired: WiredListening,
  heard: Tracklist,
  about: WrittenFiles & { seen: readonly SeenId[] },
): Promise<string> {
  const { renderSummary } = await import('./terminal/summary.js');
  const sound = (wired.keeper?.files ?? []).map((file) => shortPath(cli.cwd, file));
  const json = about.written.find((file) => file.endsWith('.json'));
  const goOn = json
    ? `To go on: tracklistify listen --resume ${shellWord(json)}${wired.isPrivate ? ' --allow-private' : ''}`
    : '';
  const summary = renderSummary(heard, cli.terminal.err, { ...about, written: [...about.written, ...sound], goOn });
  // Their rows were printed before they had a number.
  const ids = heard.entries.flatMap(({ start, number }) =>
    number === undefined ? [] : [`${idLabel(number)} at ${clockTime(start)}`],
  );
  const numbers = ids.length > 0 ? `unknown: ${ids.join(', ')}\n` : '';
  const { count, title } = wired.telling?.told() ?? { count: 0, title: '' };
  const told = count > 0 ? `told ${title} of ${plural(count, 'track')} that you heard\n` : '';
  return `${summary}${numbers}${told}`;
}

/** A disk that refuses ends the keeping, not the listening. */
function keeping(
  keep: (bytes: Uint8Array, extension: string) => Promise<void>,
  emit: Emit,
): (bytes: Uint8Array, extension: string) => Promise<void> {
  let broken = false;
  return async (bytes, extension) => {
    if (broken) return;
    try {
      await keep(bytes, extension);
    } catch (error) {
      broken = true;
      emit({ type: 'warning', message: (error as Error).message });
    }
  };
}
