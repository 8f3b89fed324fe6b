import { SourceError } from '../../../domain/errors.js';
import type { Clock } from '../../../domain/ports/clock.js';
import type { LivePart, LiveRequest, LiveSource } from '../../../domain/ports/live.js';
import { withoutEnd } from '../../../domain/text.js';
import type { SourceInfo, Transfer } from '../../../domain/tracklist.js';
import { systemClock } from '../../../net/clock.js';
import { WebFailure } from '../web/failures.js';
import { type Connection, listenTo } from './connection.js';

export interface StationTools {
  ffmpeg: string;
  clock?: Clock;
  /** The station again; null when its broadcast is over for good. Failures are SourceErrors. */
  connect(signal: AbortSignal): Promise<Connection | null>;
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
/** A connection that lasted this long was a good one: the next failure is a new one. */
const CALM_MS = 60_000;
/** A station that gives nothing for this long is off the air. */
const PATIENCE_MS = 30 * 60_000;
/** Nearer than this the new connection's sound joins the old one's: servers begin with what they sent last. */
const SHORTEST_GAP = 0.5;

/**
 * A station, followed through lost connections, restarted servers and changes of codec. Mix time is the listener's own:
 * sound is laid one piece after the other, and after an interruption where the clock on the wall says.
 */
export class Station implements LiveSource {
  readonly info: SourceInfo;
  readonly #tools: StationTools;
  readonly #clock: Clock;
  readonly #transfer: Transfer = { fetched: 0, total: null };
  #first: Connection | null;
  /** Milliseconds of pauses since the last sound. Not by the clock: a laptop that slept hasn't tried. */
  #waited = 0;

  constructor(info: SourceInfo, first: Connection, tools: StationTools) {
    this.info = info;
    this.#first = first;
    this.#tools = tools;
    this.#clock = tools.clock ?? systemClock;
  }

  transfer(): Transfer {
    return { ...this.#transfer };
  }

  async *follow(request: LiveRequest): AsyncGenerator<LivePart, void> {
    const { rate, signal, onTrouble } = request;
    const clock = this.#clock;
    let connection = this.#first;
    this.#first = null;
    let title: string | null = null;
    let samples = 0;
    /** Mix time that isn't sound. */
    let missed = 0;
    let beganAt: number | null = null;
    let reason = 'it was never reached';
    for (let attempt = 0; ; attempt++) {
      signal.throwIfAborted();
      connection ??= await this.#again(attempt, reason, signal);
      if (!connection) return;
      const connectedAt = clock.now();
      let resumed = false;
      const keep = this.#keeper(connection, request);
      const parts = listenTo(connection, { ffmpeg: this.#tools.ffmpeg, rate, clock, signal, keep });
      connection = null;
      const here = (): number => missed + samples / rate;
      try {
        for (;;) {
          const part = await parts.next();
          if (part.done) {
            reason = part.value;
            break;
          }
          if ('title' in part.value) {
            if (part.value.title !== title) yield { type: 'title', mixTime: here(), title: part.value.title };
            title = part.value.title;
            continue;
          }
          const { pcm } = part.value;
          beganAt ??= clock.now();
          if (!resumed) {
            resumed = true;
            const seconds = (clock.now() - beganAt) / 1000 - here();
            if (seconds >= SHORTEST_GAP) {
              yield { type: 'gap', mixTime: here(), seconds, reason };
              missed += seconds;
            }
          }
          yield { type: 'sound', mixTime: here(), pcm };
          samples += pcm.length;
        }
      } finally {
        await parts.return(reason);
      }
      // A connection without sound is as bad as none.
      if (resumed) this.#waited = 0;
      if (resumed && clock.now() - connectedAt >= CALM_MS) attempt = -1;
      if (attempt <= 0) onTrouble?.(`${this.info.name}: ${reason}; trying to get it back.`);
    }
  }

  async close(): Promise<void> {
    this.#first?.cancel();
  }

  /** The station again, after a pause that grows with every attempt in vain. */
  async #again(attempt: number, reason: string, signal: AbortSignal): Promise<Connection | null> {
    const clock = this.#clock;
    let why = reason;
    let earliest = 0;
    for (let failures = Math.max(0, attempt - 1); ; failures++) {
      if (this.#waited > PATIENCE_MS) {
        throw new SourceError(`${this.info.name} has given no sound for ${PATIENCE_MS / 60_000} minutes: ${why}.`);
      }
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
      // A server that asks for a longer pause gets it, up to a bound of our own.
      const told = Math.min(earliest - clock.now(), 4 * LONGEST_PAUSE_MS);
      await clock.sleep(Math.max(pause, told), signal);
      this.#waited += Math.max(pause, told);
      try {
        return await this.#tools.connect(signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof SourceError)) throw error;
        // Whatever it is now, it has been a station: a mount that is gone comes back when its programme does.
        why = withoutEnd(error.message, /[.\s]/);
        earliest = error instanceof WebFailure ? (error.retryAt ?? 0) : 0;
      }
    }
  }

  #keeper({ headers }: Connection, { keep }: LiveRequest): (audio: Uint8Array) => Promise<void> {
    const extension = extensionOf(headers.get('content-type') ?? '');
    return async (audio) => {
      this.#transfer.fetched += audio.length;
      await keep?.(audio, extension);
    };
  }
}

function extensionOf(type: string): string {
  if (/mpeg|mp3/i.test(type)) return 'mp3';
  if (/aac/i.test(type)) return 'aac';
  if (/ogg|opus/i.test(type)) return 'ogg';
  if (/flac/i.test(type)) return 'flac';
  return 'bin';
}
