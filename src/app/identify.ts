import { CallBudget } from '../domain/call-budget.js';
import { headingOf, type Said } from '../domain/heading.js';
import type { Hint } from '../domain/hint.js';
import type { Match } from '../domain/match.js';
import type { MixSound } from '../domain/mix-sound.js';
import type { Recurrence } from '../domain/phantoms.js';
import type { KnownMix, MixOf, SeenId, Unknowns } from '../domain/ports/archive.js';
import type { Context } from '../domain/ports/context.js';
import type { Enricher, Narrator } from '../domain/ports/enrich.js';
import type { FileIdentifier, Identifier, MixIdentifier, SampleIdentifier } from '../domain/ports/identify.js';
import type { Resolver } from '../domain/ports/resolve.js';
import type { AudioSource } from '../domain/ports/source.js';
import { meet, type Span, spanOf } from '../domain/span.js';
import { withClaimsTold } from '../domain/told-claims.js';
import { type Entry, type SetStory, TRACKLIST_SCHEMA, type Tracklist } from '../domain/tracklist.js';
import { assemble, type Heard, soundingIn } from './assembly/assemble.js';
import { isPhantom } from './assembly/phantoms.js';
import { Checkpoint, type SaveTracklist } from './checkpoint.js';
import { type Claimed, outOfTime, placeClaimed, withEarlier, withPage } from './claims/claimed.js';
import { claimedNear, keptClaims } from './claims/keep.js';
import type { PlacedClaim } from './claims/place.js';
import { seekClaimed } from './claims/seek.js';
import { complete, describeBy } from './complete.js';
import { EarlierAnswers, recallingMix, scanningRest } from './earlier.js';
import { hear } from './hear.js';
import { checkHints } from './hints.js';
import { Ledger } from './ledger.js';
import { numberUnknowns } from './number-unknowns.js';
import { type Asking, ask } from './probing/ask.js';
import { scan } from './scan.js';

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
    recurrence(mix: MixOf, known: string): Promise<Recurrence | undefined>;
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
  const sampling = run.identifiers.filter(isSampleIdentifier);
  const scanning = run.identifiers.filter(isFileIdentifier);
  const listening = {
    ...run.range,
    withSound: sampling.length + scanning.length > 0,
    onProgress,
    ear: run.ear,
    now: run.now,
  };
  const hearing = run.identifiers.filter(isMixIdentifier);
  const listened = await ledger.guard(hear(source, hearing, listening, context));
  const toTheEnd = ledger.failure === null;
  const isAll = toTheEnd && run.range?.start === undefined && run.range?.end === undefined;

  const known = (await run.archive?.recognise(mixOf(run), listened.kept ?? null, context)) ?? null;
  if (known) {
    const { id, name, tracklist } = known;
    context.emit({ type: 'known', mix: { id, name, createdAt: tracklist.createdAt } });
  }

  // What somebody's list claims is looked for in what was heard; what is found is an answer like any other.
  const claimed = withEarlier(page.claimed, known?.tracklist.claims);
  const sought = await ledger.guard(seekClaimed(claimed, listened, isAll, hearing, source.info, context));
  const heard: Heard = { ...listened, matches: [...listened.matches, ...sought] };

  const recurrence = known ? await run.archive?.recurrence(mixOf(run), known.id) : run.recurrence;
  const phantom = (match: Match): boolean => isPhantom(match, recurrence);
  const noMatchSeconds = run.archive?.noMatchSeconds;
  const earlier =
    known &&
    noMatchSeconds !== undefined &&
    new EarlierAnswers(known, { now: run.now(), noMatchSeconds, isPhantom: phantom });

  context.emit({ type: 'stage', stage: 'ask' });
  const calls = run.asking?.calls ?? new CallBudget(run.asking?.maxCalls);
  // Those who take the mix whole go first: what they are sure of spares the others their calls.
  const scanned = await ledger.guard(
    scan(
      source,
      earlier ? scanning.map((one) => scanningRest(one, earlier)) : scanning,
      heard,
      { calls, onProgress },
      context,
    ),
  );
  const found: Heard = { ...heard, matches: [...heard.matches, ...scanned.matches] };
  const asking = { ...run.asking, calls, settled: scanned.settled, isPhantom: phantom, onProgress };
  const asked = await ledger.guard(
    ask(source, earlier ? sampling.map((one) => recallingMix(one, earlier)) : sampling, found, asking, context),
  );

  context.emit({ type: 'stage', stage: 'assemble' });
  const told = [...scanned.matches, ...asked.matches].filter((match) => !phantom(match));
  const isNamed = (stretch: Span): boolean => told.some((match) => meet(spanOf(match), stretch));
  const unnamed = [...scanned.unnamed, ...asked.unnamed].filter((stretch) => !isNamed(stretch));
  const matches = [...found.matches, ...asked.matches];
  const claims = placeClaimed(claimed, {
    ...{ start: heard.start, end: heard.end, isWhole: isAll },
    sounding: soundingIn(matches),
  });
  if (isAll) for (const message of outOfTime(claimed, claims.kept)) context.emit({ type: 'warning', message });
  const entries = assemble({ ...found, matches, unnamed }, recurrence, claimedNear(claims.placed));

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

  const story = await ledger.guard(describeBy(run.narrators ?? [], completed.entries, spending));

  const tracklist = documentOf(run, ledger, heard, completed.entries, {
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

function documentOf(
  { source, sourceId, said, tool, now, identifiers, range = {} }: IdentifyRun,
  ledger: Ledger,
  heard: Heard,
  entries: readonly Entry[],
  more: {
    complete: boolean;
    story?: SetStory | null;
    numbering?: string | undefined;
    hints: readonly Hint[];
    placed?: PlacedClaim[][];
    toTheEnd: boolean;
  },
): Tracklist {
  const { id } = mixOf({ source, sourceId });
  const claims = keptClaims(more.placed ?? []);
  return withClaimsTold({
    schema: TRACKLIST_SCHEMA,
    tool,
    source: { ...headingOf(source.info, said), ...(id && { id }) },
    createdAt: new Date(now()).toISOString(),
    ...extentOf(source, range, heard, more.toTheEnd),
    identifiers: identifiers.map(({ name }) => name),
    entries: withWallClock(entries, source),
    ...(more.numbering !== undefined && { numbering: more.numbering }),
    ...(more.hints.length > 0 && { hints: checkHints(more.hints, entries) }),
    ...(claims.length > 0 && { claims }),
    stats: { ...ledger.stats(), ...(source.transfer && { transfer: { ...source.transfer() } }) },
    warnings: ledger.warnings,
    ...(more.story && { story: more.story }),
    complete: more.complete,
  });
}

function mixOf({ source: { info }, sourceId }: Pick<IdentifyRun, 'source' | 'sourceId'>): MixOf {
  const id = info.id ?? sourceId;
  return { location: info.location, ...(id && { id }) };
}

/** Containers and decoders differ by less than this about the length. */
const HAIR = 1;

/** How long the mix is, and the part of it that was heard where that isn't all. Until its end is heard, the container's word counts. */
function extentOf(
  { duration }: AudioSource,
  { start = 0, end }: { start?: number; end?: number },
  heard: Heard,
  toTheEnd: boolean,
): Pick<Tracklist, 'duration' | 'window'> {
  const ended = toTheEnd && (end === undefined || heard.end < end - HAIR);
  const whole = ended ? heard.end : Math.max(heard.end, duration ?? 0);
  const isAll = start === 0 && heard.end > whole - HAIR;
  return { duration: whole, ...(!isAll && { window: { start, end: heard.end } }) };
}

/** Where a broadcaster said when its sound went out, the entries say it too. */
function withWallClock(entries: readonly Entry[], source: AudioSource): Entry[] {
  return entries.map((entry) => {
    const at = source.wallClock?.(entry.start) ?? null;
    return at === null ? entry : { ...entry, wallClock: new Date(Math.round(at)).toISOString() };
  });
}

const isMixIdentifier = (i: Identifier): i is MixIdentifier => i.kind === 'mix';
const isFileIdentifier = (i: Identifier): i is FileIdentifier => i.kind === 'file';
const isSampleIdentifier = (i: Identifier): i is SampleIdentifier => i.kind === 'sample';
