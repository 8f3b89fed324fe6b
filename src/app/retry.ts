import { AudioError } from '../domain/errors.js';
import { hasNews, type Looked } from '../domain/looked.js';
import type { Match } from '../domain/match.js';
import type { MixSound } from '../domain/mix-sound.js';
import type { Context } from '../domain/ports/context.js';
import type { MixIdentifier } from '../domain/ports/identify.js';
import type { AudioSource } from '../domain/ports/source.js';
import { lengthOf, type Span } from '../domain/span.js';
import { addStats } from '../domain/stats.js';
import { reasonIn } from '../domain/system-words.js';
import { withClaimsTold } from '../domain/told-claims.js';
import type { Stats, Tracklist } from '../domain/tracklist.js';
import { hear } from './hear.js';
import { Ledger, type Outcome } from './ledger.js';
import type { Mended } from './mending.js';
import { numberUnknowns } from './number-unknowns.js';
import { askedAgain } from './retry/ask-again.js';
import { toCompare } from './retry/news.js';
import { openStretches, withMargin } from './retry/open-stretches.js';
import type { MixToRetry, RetryWith } from './retry/run.js';
import { seekKept } from './retry/seek-kept.js';
import { type Found, withDoubts, withFound } from './retry/with-found.js';
import { lacksNumbers, type Numbering, withNumbers } from './retry/with-numbers.js';

export interface Retried {
  /** As it was, and as it is now: the same where nothing was found. */
  before: Tracklist;
  after: Tracklist;
  /** Seconds that were compared with the library. */
  seconds: number;
  mended: Mended | null;
  /** Why the mix itself, which was needed, couldn't be heard: it is gone, mostly. */
  gone: string | null;
  stats: Stats;
  /** What kept services from being asked to the end. */
  failure: unknown;
}

/**
 * Goes over what is unknown or doubtful in one mix again, with what there is by now. What is kept of its sound is enough for the
 * library; only services need samples of the mix itself, and are asked about what the library doesn't know.
 */
export async function retryMix(mix: MixToRetry, run: RetryWith, outer: Context): Promise<Retried | null> {
  const read = await mix.read();
  if (!read) return null;
  const { tracklist: before, kept } = read;
  const { recurrence } = mix;
  const ledger = new Ledger(outer, run.now);
  const { context } = ledger;
  const mixItself = new Opening(mix, before, context);
  try {
    const compared = await compare(mix, before, run, mixItself, context);
    const withHeard = (tracklist: Tracklist): Tracklist => {
      const doubted = withDoubts(tracklist, recurrence);
      return compared.found ? withFound(doubted, { ...compared.found, recurrence }) : doubted;
    };
    const asking = { ...run, looked: mix.looked, recurrence, mix: mixItself };
    const asked = await ledger.guard(askedAgain(withHeard(before), asking, context));
    const unnumbered = asked.found ? withFound(withHeard(before), asked.found) : withHeard(before);
    const numbering = await ledger.guard(numbered(mix, run, unnumbered, compared.sound, context));
    const stats = { ...ledger.stats(), elapsed: 0 };
    const change = (tracklist: Tracklist): Tracklist => {
      const first = withHeard(tracklist);
      const second = asked.found ? withFound(first, asked.found) : first;
      const now = numbering ? withNumbers(second, numbering) : second;
      return now === tracklist ? tracklist : withClaimsTold({ ...now, stats: addStats(now.stats, stats) });
    };
    const mended = change(before) === before ? null : await mix.mend(change);
    const looked = lookedAt(mix, compared, asked.services, run);
    if (looked) {
      await mix.note({ ...looked, kept: mended || compared.isKept ? ((await mix.read())?.kept ?? kept) : kept });
    }
    return {
      before: mended?.before ?? before,
      after: mended?.after ?? before,
      seconds: compared.stretches.reduce((sum, stretch) => sum + lengthOf(stretch), 0),
      mended,
      gone: mixItself.failure,
      stats: ledger.stats(),
      failure: ledger.failure,
    };
  } finally {
    await mixItself.close();
  }
}

interface Compared {
  /** Everything that was to be compared has been. */
  done: boolean;
  /** Those that were compared. */
  stretches: Span[];
  found: Found | null;
  /** What is kept of its sound, where that was needed. */
  sound: MixSound | null;
  /** It was kept just now. */
  isKept: boolean;
}

const NOT_COMPARED: Compared = { done: false, stretches: [], found: null, sound: null, isKept: false };

/** Compares what is open with the library, by what is kept of the mix's sound. Without that the mix is heard as when it was identified. */
async function compare(
  mix: MixToRetry,
  tracklist: Tracklist,
  { libraries, knowledge, ear, now }: RetryWith,
  itself: Opening,
  context: Context,
): Promise<Compared> {
  if (libraries.length === 0) return NOT_COMPARED;
  const stretches = toCompare(openStretches(tracklist), knowledge, mix.looked);
  if (stretches.length === 0) return { ...NOT_COMPARED, done: true };
  const identifiers = libraries.map(({ name }) => name);
  const sound = await mix.sound();
  const matches = sound && (await hearAgain(sound, stretches, libraries, tracklist));
  if (matches) {
    const claimed = await seekKept(tracklist, sound, stretches, libraries);
    const found = { matches: [...matches, ...claimed], musicless: sound.musicless, identifiers };
    return { done: true, stretches, found, sound, isKept: false };
  }
  const heard = await itself.use((source) => hear(source, libraries, { ear, now, ...tracklist.window }, context));
  if (!heard) return NOT_COMPARED;
  const { kept } = heard;
  if (kept) await mix.keepSound(tracklist, kept);
  const claimed = kept ? await seekKept(tracklist, kept, stretches, libraries) : [];
  const found = { ...heard, matches: [...heard.matches, ...claimed], identifiers };
  return { done: true, stretches, found, sound: kept ?? null, isKept: !!kept };
}

/** Gives what is still unknown its numbers; null where all of it has them, or no sound is kept. */
async function numbered(
  mix: MixToRetry,
  { unknowns }: RetryWith,
  tracklist: Tracklist,
  kept: MixSound | null,
  context: Context,
): Promise<Outcome<Numbering | null>> {
  const nothing = { result: null, failure: null };
  if (!unknowns || !lacksNumbers(tracklist)) return nothing;
  const sound = kept ?? (await mix.sound());
  if (!sound) return nothing;
  const { entries: before, source } = tracklist;
  const { result, failure } = await numberUnknowns(unknowns, before, sound, { ...source, known: null }, context);
  return { result: { before, after: result.entries }, failure };
}

/** Null where one of them can't use what is kept. */
async function hearAgain(
  sound: MixSound,
  stretches: readonly Span[],
  libraries: readonly MixIdentifier[],
  { source }: Tracklist,
): Promise<Match[] | null> {
  const wide = stretches.map((stretch) => withMargin(stretch, sound));
  const all = await Promise.all(libraries.map(async (one) => (await one.hearAgain?.(sound, wide, source)) ?? null));
  return all.includes(null) ? null : all.flatMap((matches) => matches ?? []);
}

/** What is noted of the mix; null where it wasn't compared and nobody was asked. */
function lookedAt(
  { looked }: MixToRetry,
  { done, stretches }: Compared,
  services: Looked['services'],
  { knowledge }: RetryWith,
): Omit<Looked, 'kept'> | null {
  if (!done && Object.keys(services).length === 0) return null;
  const { engine } = knowledge;
  const before = looked?.engine === engine ? looked : null;
  const asked = { ...looked?.services, ...services };
  if (!done) return { engine, libraries: {}, spans: [], ...before, services: asked };
  // What wasn't open before has been compared with these libraries alone, what isn't open any more not with what is new in them.
  const isOld = before !== null && toCompare(stretches, before, before).length === 0;
  return {
    engine,
    libraries: { ...(isOld && before.libraries), ...knowledge.libraries },
    spans: [...(before && !hasNews(knowledge, before) ? before.spans : []), ...stretches],
    services: asked,
  };
}

/** The mix itself, opened when it is first needed. */
class Opening {
  /** Why it can't be had. */
  failure: string | null = null;
  readonly #mix: MixToRetry;
  readonly #tracklist: Tracklist;
  readonly #context: Context;
  #source: Promise<AudioSource | null> | undefined;

  constructor(mix: MixToRetry, tracklist: Tracklist, context: Context) {
    this.#mix = mix;
    this.#tracklist = tracklist;
    this.#context = context;
  }

  /** What the work on it comes to as far as it goes to the end; null where it can't be had, or not to the end. */
  async use<T>(work: (source: AudioSource) => Promise<Outcome<T>>): Promise<T | null> {
    const source = await this.#opened();
    if (!source) return null;
    const outcome = await work(source).catch((failure: unknown) => ({ result: null, failure }));
    if (outcome.failure === null) return outcome.result;
    this.#failed(outcome.failure);
    return null;
  }

  /** Null where it can't be had. */
  #opened(): Promise<AudioSource | null> {
    this.#source ??= this.#mix.open(this.#tracklist, this.#context).catch((error: unknown) => {
      this.#failed(error);
      return null;
    });
    return this.#source;
  }

  #failed(error: unknown): void {
    this.#context.signal.throwIfAborted();
    if (!(error instanceof AudioError)) throw error;
    this.failure = reasonIn(error);
  }

  async close(): Promise<void> {
    await (await this.#source?.catch(() => null))?.close();
  }
}
