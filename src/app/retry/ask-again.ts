import type { CallBudget } from '../../domain/call-budget.js';
import { AudioError } from '../../domain/errors.js';
import type { Looked } from '../../domain/looked.js';
import type { Match } from '../../domain/match.js';
import type { Recurrence } from '../../domain/phantoms.js';
import type { Context } from '../../domain/ports/context.js';
import type { SampleIdentifier } from '../../domain/ports/identify.js';
import type { AudioSource } from '../../domain/ports/source.js';
import { type Span, without } from '../../domain/span.js';
import type { Tracklist } from '../../domain/tracklist.js';
import { isPhantom } from '../assembly/phantoms.js';
import type { Outcome } from '../ledger.js';
import { ask } from '../probing/ask.js';
import { openStretches } from './open-stretches.js';
import type { Found } from './with-found.js';

export interface AskingAgain {
  services: readonly SampleIdentifier[];
  calls: CallBudget;
  looked: Looked | undefined;
  /** Milliseconds. */
  askAgainAfter: number;
  now: () => number;
  recurrence: Recurrence | undefined;
  /** The mix itself, with what work on it comes to; null where it is gone. */
  mix: { use<T>(work: (source: AudioSource) => Promise<Outcome<T>>): Promise<T | null> };
}

export interface AskedAgain {
  found: Found | null;
  /** When those were asked who have answered to the end. */
  services: Record<string, string>;
}

/**
 * Asks services about what is open, by samples of the mix itself. Each is asked again when it may have learned something since: an
 * answer that nobody knows a sound is kept for as long.
 */
export async function askedAgain(
  tracklist: Tracklist,
  { mix, calls, now, recurrence, ...about }: AskingAgain,
  context: Context,
): Promise<Outcome<AskedAgain>> {
  const nothing: AskedAgain = { found: null, services: {} };
  const services = servicesDue(tracklist, { now, ...about });
  const stretches = openStretches(tracklist);
  if (services.length === 0 || stretches.length === 0 || calls.left < 1) return { result: nothing, failure: null };
  const begun = new Date(now()).toISOString();
  const ground = groundOf(tracklist, stretches);
  // A service that fails is the run's failure, and none of the mix.
  let failure: unknown = null;
  const result = await mix.use(async (source) => {
    const phantom = (match: Match): boolean => isPhantom(match, recurrence);
    const asked = await ask(source, services, ground, { calls, isPhantom: phantom }, context);
    if (asked.failure instanceof AudioError) return asked;
    failure = asked.failure;
    return { ...asked, failure: null };
  });
  if (!result) return { result: nothing, failure: null };
  const identifiers = services.map(({ name }) => name);
  return {
    result: {
      found: result.matches.length > 0 ? { ...result, identifiers, recurrence } : null,
      // What is left for want of calls, or because one has failed, is asked the next time; the answers are kept.
      services: failure || calls.left < 1 ? {} : Object.fromEntries(identifiers.map((name) => [name, begun])),
    },
    failure,
  };
}

/** Those whose answers of the last time may be outdated. */
export function servicesDue(
  { identifiers = [], complete, createdAt }: Tracklist,
  { services, looked, askAgainAfter, now }: Pick<AskingAgain, 'services' | 'looked' | 'askAgainAfter' | 'now'>,
): SampleIdentifier[] {
  return services.filter(({ name }) => {
    const asked = looked?.services[name] ?? (complete && identifiers.includes(name) ? createdAt : undefined);
    return asked === undefined || now() - Date.parse(asked) >= askAgainAfter;
  });
}

/** The mix as it is known: its open stretches are all that is asked about, and its tracks tell at which speeds it was played. */
export function groundOf(tracklist: Tracklist, stretches: readonly Span[]) {
  const { start, end } = tracklist.window ?? { start: 0, end: tracklist.duration };
  const known = tracklist.entries.flatMap((entry) =>
    entry.kind === 'track' && !stretches.some((stretch) => stretch.start < entry.end && entry.start < stretch.end)
      ? [entry]
      : [],
  );
  return {
    start,
    end,
    matches: known.map(({ start: mixTime, end, track, speed }, at) => ({
      identifier: 'kept',
      key: String(at),
      track,
      mixTime,
      mixDuration: end - mixTime,
      ...(speed !== null && { speed }),
      score: 1,
      tracked: true,
    })),
    musicless: without({ start, end }, stretches),
  };
}
