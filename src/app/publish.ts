import { AudioError, ProviderError } from '../domain/errors.js';
import { CallsUsedUp } from '../domain/limit-reached.js';
import type { Context } from '../domain/ports/context.js';
import type { PackAudio } from '../domain/ports/pack.js';
import type { Shelf } from '../domain/ports/shelf.js';
import type { AudioSource } from '../domain/ports/source.js';
import { type Track, trackLabel } from '../domain/track.js';

/** A track of the library. */
export interface Publishable {
  id: string;
  path: string;
  /** Seconds. */
  duration: number;
  track: Track;
}

export interface PublishRun {
  shelf: Shelf;
  tracks: readonly Publishable[];
  open(path: string, signal: AbortSignal): Promise<AudioSource>;
  pack: PackAudio;
}

export interface Published {
  published: string[];
  /** Tracks that were there already. */
  there: number;
  /** Files that can't be read, with the reason. */
  failed: Array<{ path: string; reason: string }>;
  left: number;
  /** What ended it early: a service's failure, or the user's limit of calls. */
  failure: ProviderError | CallsUsedUp | null;
}

/** Of one track, what any service takes; none comes near it. */
const MOST_BYTES = 100e6;

/** What isn't there yet. */
export async function toPublish({ shelf, tracks }: PublishRun, context: Context): Promise<Publishable[]> {
  const there = await shelf.published(context);
  return tracks.filter(({ id }) => !there.has(id));
}

/** Puts tracks of the library where a service recognises them. What is there is passed over, so that an interrupted run goes on. */
export async function publish(run: PublishRun, context: Context): Promise<Published> {
  const { tracks } = run;
  const wanted = await toPublish(run, context);
  const report: Published = {
    published: [],
    there: tracks.length - wanted.length,
    failed: [],
    left: wanted.length,
    failure: null,
  };
  try {
    for (const [done, wantedOne] of wanted.entries()) {
      const label = trackLabel(wantedOne.track);
      context.emit({ type: 'count', stage: 'ask', done, total: wanted.length, label });
      // No file is decoded in vain.
      if (context.left && context.left() < 1) context.spend?.();
      try {
        await publishOne(wantedOne, run, context);
        report.published.push(wantedOne.path);
      } catch (error) {
        context.signal.throwIfAborted();
        if (!(error instanceof AudioError)) throw error;
        report.failed.push({ path: wantedOne.path, reason: error.message });
      }
      report.left--;
    }
  } catch (error) {
    if (context.signal.aborted || !(error instanceof ProviderError || error instanceof CallsUsedUp)) throw error;
    report.failure = error;
  }
  return report;
}

async function publishOne(
  { id, path, track, duration }: Publishable,
  { shelf, open, pack }: PublishRun,
  context: Context,
): Promise<void> {
  const { signal } = context;
  const source = await open(path, signal);
  try {
    const sound = await pack({ source, stretches: [{ start: 0, end: duration }], maxBytes: MOST_BYTES, signal });
    try {
      await shelf.publish(id, track, sound, context);
    } finally {
      await sound.remove();
    }
  } finally {
    await source.close();
  }
}
