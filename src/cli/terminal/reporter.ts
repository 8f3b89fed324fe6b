import type { Emit, TracklistifyEvent } from '../../domain/events.js';
import { clock } from '../../domain/time.js';
import { eventWriter } from './event-writer.js';
import { fitLine } from './line.js';
import { ProgressModel } from './progress-model.js';
import { drawnInPlace, erasingDownwards } from './redraw.js';
import { saidLine } from './summary.js';
import type { OutputStream, Terminal } from './terminal.js';

/** Tells the user, on stderr, what a run is doing. */
export interface Reporter {
  emit: Emit;
  /** Takes the live line away, so that results can be printed. Further events still give warnings. */
  stop(): void;
  /** Warnings that the user has seen. */
  readonly warned: ReadonlySet<string>;
}

export interface ReporterOptions {
  /** Seconds, for tests. */
  now?: () => number;
}

/**
 * Events as NDJSON where asked for; else warnings, and on a terminal one live line, off it long pauses, with `--verbose` a
 * plain line now and then. `--quiet` says nothing of all this.
 */
export async function startReporter(terminal: Terminal, options: ReporterOptions = {}): Promise<Reporter> {
  const { err, verbosity } = terminal;
  const warned = new Set<string>();
  if (terminal.events) return { emit: eventWriter(err), stop: () => {}, warned };
  if (verbosity < 0) return { emit: () => {}, stop: () => {}, warned };
  const now = options.now ?? (() => Date.now() / 1000);
  const model = new ProgressModel(now);
  const live = err.tty ? await startLiveLine(err, model) : null;
  const log = verbosity > 0 ? plainLog(err, model, !live, now) : live ? () => {} : pauseLog(err, now);
  const emit: Emit = (event) => {
    model.apply(event);
    if ((event.type === 'warning' || event.type === 'news') && !warned.has(event.message)) {
      warned.add(event.message);
      err.write(`${saidLine(event, err)}\n`);
    }
    log(event);
  };
  return { emit, stop: () => live?.stop(), warned };
}

/** Braille dots need a font that has them; these are for terminals without Unicode. */
const FRAMES = { unicode: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'], ascii: ['|', '/', '-', '\\'] };
/** Milliseconds. Events may come by the thousand, the line is drawn this often. */
const REDRAW = 100;
/** The spinner, the two spaces that ora puts after it, and a last column left free: some terminals wrap on it. */
const AROUND = 4;

async function startLiveLine(stream: OutputStream, model: ProgressModel): Promise<{ stop(): void }> {
  const { default: ora } = await import('ora');
  const { unicode, style } = stream;
  const spinner = ora({
    stream: erasingDownwards(stream.tty!),
    isEnabled: true,
    // Ours, painted by the one style that knows about NO_COLOR; ora's own would ask chalk.
    color: false,
    spinner: { frames: (unicode ? FRAMES.unicode : FRAMES.ascii).map((f) => style.cyan(f)), interval: REDRAW },
    // Standard input may be the mix, and Ctrl-C is the program's affair.
    discardStdin: false,
    suffixText: () => drawnInPlace([model.line(stream, Math.max(1, stream.columns - AROUND))]),
  }).start();
  return spinner;
}

/** Seconds. Whoever reads a log shall know why nothing happens for longer than this. */
const LONG_PAUSE = 5;

/** Off a terminal no line shows that a service is waited for: a long pause is said once. */
function pauseLog(stream: OutputStream, now: () => number): (event: TracklistifyEvent) => void {
  let said = 0;
  return (event) => {
    if (event.type !== 'waiting') return;
    const until = event.until / 1000;
    if (until <= said || until - now() <= LONG_PAUSE) return;
    said = until;
    stream.write(`${stream.style.dim(fitLine([{ text: waitingText(event, now()) }], stream))}\n`);
  };
}

const waitingText = (
  { provider, until, reason }: Extract<TracklistifyEvent, { type: 'waiting' }>,
  now: number,
): string => `waiting for ${provider}, ${clock(Math.max(0, Math.round(until / 1000 - now)))}: ${reason}`;

/** Plain lines for a log: stages, every tenth of the way, and who answered what. */
function plainLog(
  stream: OutputStream,
  model: ProgressModel,
  withProgress: boolean,
  now: () => number,
): (event: TracklistifyEvent) => void {
  let tenth = 0;
  const say = (text: string) => stream.write(`${stream.style.dim(fitLine([{ text }], stream))}\n`);
  return (event) => {
    if (event.type === 'call') {
      const why = event.message ? `: ${event.message}` : '';
      say(`${event.provider} at ${clock(event.mixTime)}: ${event.outcome.replace('-', ' ')}${why}`);
    } else if (event.type === 'waiting') {
      say(waitingText(event, now()));
    }
    if (!withProgress) return;
    if (event.type === 'stage') tenth = 0;
    const reached = Math.floor((model.fraction ?? 0) * 10);
    if (event.type === 'stage' || reached > tenth) say(model.line(stream, Number.POSITIVE_INFINITY));
    tenth = reached;
  };
}
