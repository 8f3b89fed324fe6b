import type { MixSound } from '../../domain/mix-sound.js';
import { lengthOf } from '../../domain/span.js';
import { expectedCalls } from '../probing/budget.js';
import { groundOf, servicesDue } from './ask-again.js';
import { toCompare } from './news.js';
import { openStretches } from './open-stretches.js';
import type { MixToRetry, RetryWith } from './run.js';

/** What looking at a mix again would take, told without any of it. */
export interface RetryPlan {
  /** Stretches that would be compared with the library, and seconds of them. */
  stretches: number;
  seconds: number;
  /** By what is kept of its sound, or by decoding the mix itself. */
  from: 'kept sound' | 'the mix';
  /** Calls that services would usually be asked, by their names, before the library spares them any. */
  calls: Record<string, number>;
}

/** Null for a mix that can't be read. `left` is how many calls there are for it. */
export async function planRetry(mix: MixToRetry, run: RetryWith, left: number): Promise<RetryPlan | null> {
  const read = await mix.read();
  if (!read) return null;
  const { tracklist } = read;
  const open = openStretches(tracklist);
  const stretches = run.libraries.length > 0 ? toCompare(open, run.knowledge, mix.looked) : [];
  const calls: RetryPlan['calls'] = {};
  if (open.length > 0) {
    for (const { name, seconds } of servicesDue(tracklist, { ...run, looked: mix.looked })) {
      const { start, end, musicless } = groundOf(tracklist, open);
      calls[name] = Math.min(left, expectedCalls({ start, end, settled: musicless, sample: seconds }));
      left -= calls[name];
    }
  }
  const sound: MixSound | null = stretches.length > 0 ? await mix.sound() : null;
  const isUsable = sound?.engine === run.knowledge.engine;
  return {
    stretches: stretches.length,
    seconds: stretches.reduce((sum, stretch) => sum + lengthOf(stretch), 0),
    from: isUsable ? 'kept sound' : 'the mix',
    calls,
  };
}
