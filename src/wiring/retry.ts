import type { MixToRetry, RetryWith } from '../app/retry/run.js';
import type { Archive } from '../archive/archive.js';
import type { KeptMix } from '../archive/kept.js';
import type { Mixes } from '../archive/mixes.js';
import type { MixSummary } from '../archive/summary.js';
import { CallBudget } from '../domain/call-budget.js';
import { Closing } from '../domain/closing.js';
import { LibraryError, SourceError, UsageError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import type { Looked } from '../domain/looked.js';
import type { Unknowns } from '../domain/ports/archive.js';
import type { Context } from '../domain/ports/context.js';
import type { SampleIdentifier } from '../domain/ports/identify.js';
import type { AudioSource } from '../domain/ports/source.js';
import { clock } from '../domain/time.js';
import type { Tracklist } from '../domain/tracklist.js';
import type { Hall } from './hall.js';
import { type ProviderRequest, wireLibraries } from './identifiers.js';
import { knowledgeOf } from './knowledge.js';
import type { Mend } from './mending.js';

export interface RetryRequest extends Omit<ProviderRequest, 'live' | 'own'> {
  /** All mixes and services together; none of them is asked without. */
  maxCalls?: number;
  /** Every mix of the archive, and no single one by its name: then nothing is fetched but answers. */
  all: boolean;
}

export interface WiredRetry {
  run: RetryWith;
  /** What the mixes of the archive were compared with, by their numbers. */
  looked: ReadonlyMap<string, Looked>;
  mix(summary: MixSummary): MixToRetry;
  close(): Promise<void>;
}

const DAY_MS = 24 * 3600 * 1000;
/** Seconds and share by which two lengths of one mix may differ, where nothing else tells that it is the same. */
const HAIR = 10;
const HAIR_SHARE = 0.02;

export async function wireRetry(
  hall: Hall,
  { archive, mixes }: { archive: Archive; mixes: Mixes },
  request: RetryRequest,
  emit: Emit,
): Promise<WiredRetry> {
  const { world, settings } = hall;
  const context: Context = { signal: world.signal, emit };
  const closing = new Closing();
  closing.add(hall.tell(emit));
  try {
    const { identifier, ear, libraries, unusable, empty } = await wireLibraries(hall, request, closing, context);
    const services = await servicesFor(hall, request, context);
    if (!identifier && unusable) throw unusable;
    if (!identifier && services.length === 0) {
      throw new UsageError(
        empty.length > 0
          ? `There is no music in ${empty.join(' and ')} to compare with.`
          : 'There is nothing to compare with: the library holds no music, and no service is asked without --max-calls. ' +
              'Add music with "tracklistify library add ~/Music", or say how many calls may be made, as in --max-calls 100.',
      );
    }
    const [looked, mend, { recurrenceIn }, unknowns] = await Promise.all([
      archive.looks.read(),
      mending(hall, archive, request),
      import('../archive/recurrence.js'),
      numbering(hall, archive, request, emit),
    ]);
    return {
      run: {
        ear,
        libraries: identifier ? [identifier] : [],
        knowledge: await knowledgeOf(libraries),
        services,
        ...(unknowns && { unknowns }),
        calls: new CallBudget(request.maxCalls ?? 0),
        askAgainAfter: request.all ? settings.cache.noMatchDays * DAY_MS : 0,
        now: world.clock.now,
      },
      looked,
      mix: (summary) => ({
        ...mixOf(summary, archive, mend),
        recurrence: recurrenceIn(mixes.all.filter(({ id }) => id !== summary.id)),
        looked: looked.get(summary.id),
        open: (tracklist, context) => openMix(hall, request, tracklist, context),
      }),
      close: closing.close,
    };
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function mending({ world, settings }: Hall, archive: Archive, { dryRun }: RetryRequest): Promise<Mend> {
  if (dryRun) return async () => null;
  return (await import('./mending.js')).makeMend(world, settings, archive);
}

/** One mix after the other: two that are looked at at once would number what they have in common twice. */
async function numbering(
  { world, settings }: Hall,
  archive: Archive,
  { dryRun }: RetryRequest,
  emit: Emit,
): Promise<Unknowns | null> {
  if (dryRun) return null;
  const { makeUnknowns } = await import('./unknowns.js');
  const unknowns = await makeUnknowns(world, settings, archive, emit);
  let last: Promise<unknown> = Promise.resolve();
  return {
    number(...asked) {
      const next = last.then(() => unknowns.number(...asked));
      last = next.catch(() => {});
      return next;
    },
  };
}

/** Those that are asked about samples: whoever takes a mix whole would be paid for all of it again. */
async function servicesFor(hall: Hall, request: RetryRequest, context: Context): Promise<SampleIdentifier[]> {
  if (!request.maxCalls) return [];
  const { wireRemote } = await import('./remote.js');
  const { identifiers } = await wireRemote(hall, request, context, { alone: false });
  for (const { kind, name } of identifiers) {
    if (kind !== 'file') continue;
    const message = `${name} takes mixes whole, so it isn't asked about what is unknown in them.`;
    context.emit({ type: 'warning', message });
  }
  return identifiers.filter((one): one is SampleIdentifier => one.kind === 'sample');
}

function mixOf(
  { id, name }: MixSummary,
  archive: Archive,
  mend: Mend,
): Omit<MixToRetry, 'recurrence' | 'looked' | 'open'> {
  let kept: KeptMix | null = null;
  return {
    id,
    async read() {
      kept = await archive.get(id);
      return kept && { tracklist: kept.tracklist, kept: kept.lastKept };
    },
    sound: async () => kept && archive.sound(kept),
    keepSound: (tracklist, sound) => archive.keep(tracklist, { known: tracklist.corrections ?? [], sound }),
    note: (now) => archive.looks.note(id, now),
    async mend(change) {
      const mended = await mend(id, change, { by: 'finding' });
      if (!mended) throw new LibraryError(`What is kept of "${name}" has gone from the archive meanwhile.`);
      return mended;
    },
  };
}

/** The mix that a tracklist of the archive is of: somebody else's words may say where it is, so that leads to no private place. */
async function openMix(
  { world, settings }: Hall,
  { all }: RetryRequest,
  { source, duration }: Tracklist,
  { signal, emit }: Context,
): Promise<AudioSource> {
  const { location, kind } = source;
  if (kind === 'cue') throw new SourceError('it is known from a CUE sheet alone.');
  if (location === '') throw new SourceError('it came from standard input, and is gone.');
  if (all && kind !== 'file')
    throw new SourceError('it would have to be fetched, which is done for a mix that is named.');
  const { makeOpenSource } = await import('./audio.js');
  const open = await makeOpenSource(world, settings, { unnamed: new Set([location]) });
  const opened = await open(location, signal, emit);
  const { info, duration: length } = opened;
  const other =
    kind === 'file' && source.id !== undefined && info.id !== undefined
      ? source.id !== info.id && 'it is another recording'
      : length !== null &&
        Math.abs(length - duration) > Math.max(HAIR, HAIR_SHARE * duration) &&
        `it is ${clock(length)} long and not ${clock(duration)}`;
  if (!other) return opened;
  await opened.close();
  throw new SourceError(`${other} by now.`);
}
