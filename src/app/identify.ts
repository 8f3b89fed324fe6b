import { CallBudget } from '../domain/call-budget.js';
import type { Said } from '../domain/heading.js';
import type { MixSound } from '../domain/mix-sound.js';
import type { Recurrence } from '../domain/phantoms.js';
import { idsOf, type KnownMix, type MixOf, type SeenId, type Unknowns } from '../domain/ports/archive.js';
import type { Context } from '../domain/ports/context.js';
import type { Enricher, Narrator } from '../domain/ports/enrich.js';
import type { Identifier, MixIdentifier } from '../domain/ports/identify.js';
import type { Resolver } from '../domain/ports/resolve.js';
import type { AudioSource } from '../domain/ports/source.js';
import { clock } from '../domain/time.js';
import type { Tracklist } from '../domain/tracklist.js';
import { askServices } from './ask-services.js';
import { assemble, type Heard, soundingIn } from './assembly/assemble.js';
import { Checkpoint, type SaveTracklist } from './checkpoint.js';
import { type Claimed, outOfTime, placeClaimed, withEarlier, withPage } from './claims/claimed.js';
import { claimedNear } from './claims/keep.js';
import { seekClaimed } from './claims/seek.js';
import { complete, describeBy } from './complete.js';
import { documentOf, mixOf } from './document.js';
import { hear } from './hear.js';
import { Ledger } from './ledger.js';
import { numberUnknowns } from './number-unknowns.js';
import { soundingEntries } from './played-sound.js';
import type { Asking } from './probing/ask.js';

export interface IdentifyRun {
  source: AudioSource;
  /** Tells the source from others of the same name, where the source itself has nothing for that. */
  sourceId?: string | undefined;
  /** What the user calls the mix. */
  said?: Said;
  /** Cheapest first: what one is sure of spares the next one's call. */
  identifiers: readonly Identifier[];
  /** Keeps the sound of the mix where no identifier does; none where it isn't wanted. */
  ear?: MixIdentifier;
  /** How names came up in other mixes, where that is known. */
  recurrence?: Recurrence | undefined;
  /** Lists of what is said to be in the mix: each claim is a question to those who hear it. */
  claimed?: Claimed;
  /** The mixes that were identified before; absent where they aren't to be looked at. */
  archive?: {
    recognise(mix: MixOf, sound: MixSound | null, context: Context): Promise<KnownMix | null>;
    /** How names came up in other mixes than the one that was recognised. */
    recurrence(mix: MixOf, known: readonly string[]): Promise<Recurrence | undefined>;
    /** How long what nobody knew then isn't asked about again; absent where all is to be asked anew. */
    noMatchSeconds?: number;
  };
  /** Knows the unknowns of other mixes; none where this one isn't kept. */
  unknowns?: Unknowns;
  resolvers?: readonly Resolver[];
  enrichers?: readonly Enricher[];
  /** For the set as a whole; none where that isn't wanted. */
  narrators?: readonly Narrator[];
  /** The part of the mix to look at, in seconds; all of it when absent. */
  range?: { start?: number; end?: number };
  /** How the sample identifiers are asked. */
  asking?: Asking;
  tool: { name: string; version: string };
  /** Epoch milliseconds. */
  now: () => number;
  /** Keeps what is known so far; called now and then during a long run. */
  save?: SaveTracklist;
}

export interface Identified {
  tracklist: Tracklist;
  /** What is kept of the mix's sound; null where nobody has listened to it, or kept anything. */
  sound: MixSound | null;
  /** The mix that it is a recording of, where that was identified before. */
  known: KnownMix | null;
  /** In how many mixes its numbered unknowns were heard so far. */
  seen: SeenId[];
  /** What ended the run early; the tracklist then holds all that was known by then, and says that it isn't complete. */
  failure: unknown;
}

/** The whole program: source → samples → matches → lines → entries → enriched entries. */
export async function identify(run: IdentifyRun, outer: Context): Promise<Identified> {
  const checkpoint = new Checkpoint(run.save, run.now);
  const ledger = new Ledger(outer, run.now, checkpoint.note);
  const context = ledger.context;
  const { source } = run;
  const page = withPage(run.claimed, source.hints);
  const { hints } = page;
  const onProgress = (soFar: Heard): Promise<void> =>
    checkpoint.saveIfDue(() =>
      documentOf(run, ledger, soFar, assemble(soFar, run.recurrence), { hints, complete: false, toTheEnd: false }),
    );
  context.emit({ type: 'source', source: source.info, duration: source.duration });

  // The library hears the whole mix as it is decoded; the remote services are asked about samples of what is still unknown.
  context.emit({ type: 'stage', stage: 'listen' });
  const hearing = run.identifiers.filter(isMixIdentifier);
  const withSound = hearing.length < run.identifiers.length;
  const listening = { ...run.range, withSound, onProgress, ear: run.ear, now: run.now };
  const listened = await ledger.guard(hear(source, hearing, listening, context));
  const toTheEnd = ledger.failure === null;
  const isAll = toTheEnd && run.range?.start === undefined && run.range?.end === undefined;

  const known = (await run.archive?.recognise(mixOf(run), listened.kept ?? null, context)) ?? null;
  if (known) {
    const { id, name, tracklist } = known;
    context.emit({ type: 'known', mix: { id, name, createdAt: tracklist.createdAt } });
    for (const part of known.parts ?? []) {
      const message = `"${part.name}", which is in the archive too, is a part of this mix from ${clock(part.at)} on: both are kept as one.`;
      context.emit({ type: 'news', message });
    }
  }

  // What somebody's list claims is looked for in what was heard; what is found is an answer like any other.
  const claimed = withEarlier(page.claimed, known?.tracklist.claims);
  const sought = await ledger.guard(seekClaimed(claimed, listened, isAll, hearing, source.info, context));
  const heard: Heard = { ...listened, matches: [...listened.matches, ...sought] };

  context.emit({ type: 'stage', stage: 'ask' });
  const recurrence = known ? await run.archive?.recurrence(mixOf(run), idsOf(known)) : run.recurrence;
  const calls = run.asking?.calls ?? new CallBudget(run.asking?.maxCalls);
  const answers = await askServices({ ...run, known, recurrence, calls, onProgress }, heard, ledger);

  context.emit({ type: 'stage', stage: 'assemble' });
  const matches = [...heard.matches, ...answers.matches];
  const { start, end } = heard;
  const claims = placeClaimed(claimed, { start, end, isWhole: isAll, sounding: soundingIn(matches) });
  if (isAll) for (const message of outOfTime(claimed, claims.kept)) context.emit({ type: 'warning', message });
  const entries = assemble({ ...heard, matches, unnamed: answers.unnamed }, recurrence, claimedNear(claims.placed));

  // A part is heard anew by a later run, and what a failure has left unnamed isn't unknown yet.
  const isWhole = isAll && ledger.failure === null;
  const numbered = await ledger.guard(
    numberUnknowns(isWhole ? run.unknowns : undefined, entries, heard.kept, { ...mixOf(run), known }, context),
  );

  context.emit({ type: 'stage', stage: 'complete' });
  const spending: Context = { ...context, spend: () => calls.spend() };
  const completed = await ledger.guard(
    complete(numbered.entries, run.resolvers ?? [], run.enrichers ?? [], source, spending),
  );

  // What each track sounds like as it is played, and how it was mixed in.
  const sounding = soundingEntries(completed.entries, heard);
  const story = await ledger.guard(describeBy(run.narrators ?? [], sounding, spending));

  const tracklist = documentOf(run, ledger, heard, sounding, {
    story,
    numbering: numbered.numbering,
    hints,
    placed: claims.kept,
    complete: ledger.failure === null,
    toTheEnd,
  });
  context.emit({ type: 'tracklist', tracklist });
  return { tracklist, sound: heard.kept ?? null, known, seen: numbered.seen, failure: ledger.failure };
}

const isMixIdentifier = (i: Identifier): i is MixIdentifier => i.kind === 'mix';
