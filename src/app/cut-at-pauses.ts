import type { Context } from '../domain/ports/context.js';
import type { AudioSource } from '../domain/ports/source.js';
import { emptyTracklist, type Tracklist } from '../domain/tracklist.js';
import { PauseFinder, type PauseOptions } from '../sound/pauses.js';

/** Enough to tell music from a groove without any. */
const RATE = 11025;
/** Seconds between two reports of the position. */
const REPORT_EVERY = 5;

/** A record or a tape of which nothing is known, as a list of unknowns between its pauses. */
export async function cutAtPauses(
  source: AudioSource,
  options: PauseOptions,
  { signal, emit }: Context,
): Promise<Tracklist> {
  const finder = new PauseFinder(RATE);
  let samples = 0;
  let reported = 0;
  for await (const chunk of source.pcm({ rate: RATE, signal })) {
    signal.throwIfAborted();
    finder.hear(chunk);
    samples += chunk.length;
    const mixTime = samples / RATE;
    if (mixTime - reported < REPORT_EVERY) continue;
    reported = mixTime;
    emit({ type: 'position', mixTime, duration: source.duration, found: 0 });
  }
  const none = { track: null, confidence: null, speed: null, evidence: [] as [], alternatives: [], transition: null };
  const entries = finder.tracks(options).map(({ start, end }) => ({ kind: 'unknown' as const, start, end, ...none }));
  return { ...emptyTracklist(source.info), duration: samples / RATE, entries };
}
