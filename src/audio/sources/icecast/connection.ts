import type { Clock } from '../../../domain/ports/clock.js';
import { withoutEnd } from '../../../domain/text.js';
import { LiveDecoder } from '../../live-decode.js';
import type { WebAnswer } from '../web/web.js';
import { IcyDemuxer, type IcyPart, metadataInterval } from './demux.js';
import { OggTitles } from './ogg-titles.js';
import { LostCount, parseBlock } from './title.js';

/** A way in which a station's bytes come: an HTTP answer, or a program's output. */
export type Connection = Pick<WebAnswer, 'headers' | 'body' | 'cancel'>;

/** One stay with a station, from the connection's first byte to its last. */
export interface Stay {
  ffmpeg: string;
  rate: number;
  clock: Clock;
  signal: AbortSignal;
  /** Told of each piece of encoded sound. */
  keep: (audio: Uint8Array) => Promise<void>;
}

export type Heard = { pcm: Int16Array } | { title: string };

/**
 * Longest time without sound, by the clock on the wall: a stalled server, bytes that no decoder can read, or a laptop that
 * slept, whose own timers stood still. Icecast itself drops a source that is silent for 10 s, and its listeners after that.
 */
const QUIET_MS = 30_000;
const LOOK_EVERY_MS = 5000;
/** The same while bytes keep coming: a decoder wants some seconds of them to begin with, and no more. */
const DEAF_MS = 15_000;

/** What a station plays, until the connection gives no more; then the reason. Throws only when `signal` is aborted. */
export async function* listenTo(answer: Connection, stay: Stay): AsyncGenerator<Heard, string> {
  const { clock, signal, ffmpeg, rate } = stay;
  const decoder = new LiveDecoder({ ffmpeg, rate });
  const titles: string[] = [];
  let reason: string | null = null;
  let bytesAt = clock.now();
  const end = (why: string): void => {
    reason ??= why;
    answer.cancel();
    decoder.end();
  };

  const feed = async (): Promise<void> => {
    const demux = demuxerFor(answer);
    const ogg = new OggTitles();
    try {
      for await (const chunk of answer.body) {
        bytesAt = clock.now();
        for (const part of demux(chunk)) {
          if ('block' in part) {
            const title = parseBlock(part.block);
            if (title) titles.push(title.text);
            continue;
          }
          titles.push(...ogg.push(part.audio));
          await stay.keep(part.audio);
          if (!(await decoder.write(part.audio))) return end(couldNotDecode(decoder.complaint));
        }
      }
      end('the station ended the connection');
    } catch (error) {
      end(error instanceof LostCount ? error.message : withoutDot((error as Error).message));
    }
  };

  // Only the wait for sound counts, not the time until it is taken.
  let waitingSince: number | null = null;
  const done = new AbortController();
  const watch = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(LOOK_EVERY_MS, done.signal);
      const now = clock.now();
      const patience = now - bytesAt < LOOK_EVERY_MS ? DEAF_MS : QUIET_MS;
      if (waitingSince === null || now - waitingSince < patience) continue;
      end(`no sound came for ${Math.round((now - waitingSince) / 1000)} s`);
      await decoder.close();
      return;
    }
  };

  const feeding = feed();
  const watching = watch().catch(() => {});
  const abort = (): void => void decoder.close();
  signal.addEventListener('abort', abort, { once: true });
  const sound = decoder.samples();
  try {
    for (;;) {
      waitingSince = clock.now();
      const { done: over, value: pcm } = await sound.next();
      waitingSince = null;
      for (const title of titles.splice(0)) yield { title };
      if (over) break;
      yield { pcm };
    }
  } finally {
    signal.removeEventListener('abort', abort);
    done.abort();
    end('it was left');
    await decoder.close();
    await Promise.all([feeding, watching]);
  }
  signal.throwIfAborted();
  return reason ?? couldNotDecode(decoder.complaint);
}

/** Takes apart what the server mixes, or passes everything on where it doesn't. */
function demuxerFor(answer: Connection): (chunk: Uint8Array) => Iterable<IcyPart> {
  const interval = metadataInterval(answer.headers.get('icy-metaint'));
  if (interval === null) return (audio) => [{ audio }];
  const demuxer = new IcyDemuxer(interval);
  return (chunk) => demuxer.push(chunk);
}

const couldNotDecode = (complaint: string): string =>
  `its sound can't be decoded any more${complaint ? ` (${withoutDot(complaint)})` : ''}`;
const withoutDot = (message: string): string => withoutEnd(message, /[.\s]/);
