import type { CallBudget } from '../domain/call-budget.js';
import type { Match } from '../domain/match.js';
import type { Recurrence } from '../domain/phantoms.js';
import type { KnownMix } from '../domain/ports/archive.js';
import type { FileIdentifier, Identifier, SampleIdentifier } from '../domain/ports/identify.js';
import type { AudioSource } from '../domain/ports/source.js';
import { meet, type Span, spanOf } from '../domain/span.js';
import type { Heard } from './assembly/assemble.js';
import { isPhantom } from './assembly/phantoms.js';
import { EarlierAnswers, recallingMix, scanningRest } from './earlier.js';
import type { Ledger } from './ledger.js';
import { type Asking, ask } from './probing/ask.js';
import { scan } from './scan.js';

interface Question {
  source: AudioSource;
  identifiers: readonly Identifier[];
  asking?: Asking;
  calls: CallBudget;
  /** The mix that it is a recording of: what was answered about that isn't asked again. */
  known: KnownMix | null;
  archive?: { noMatchSeconds?: number };
  recurrence?: Recurrence | undefined;
  now: () => number;
  onProgress: (soFar: Heard) => Promise<void>;
}

/** What the services say of what is still unknown, and the stretches of which none of them knows anything. */
export async function askServices(
  { source, identifiers, calls, known, archive, recurrence, now, onProgress, ...run }: Question,
  heard: Heard,
  ledger: Ledger,
): Promise<{ matches: Match[]; unnamed: Span[] }> {
  const phantom = (match: Match): boolean => isPhantom(match, recurrence);
  const noMatchSeconds = archive?.noMatchSeconds;
  const earlier =
    known &&
    noMatchSeconds !== undefined &&
    new EarlierAnswers(known, { now: now(), noMatchSeconds, isPhantom: phantom });

  // Those who take the mix whole go first: what they are sure of spares the others their calls.
  const whole = identifiers.filter(isFileIdentifier);
  const scanning = earlier ? whole.map((one) => scanningRest(one, earlier)) : whole;
  const scanned = await ledger.guard(scan(source, scanning, heard, { calls, onProgress }, ledger.context));

  const found: Heard = { ...heard, matches: [...heard.matches, ...scanned.matches] };
  const asking = { ...run.asking, calls, settled: scanned.settled, isPhantom: phantom, onProgress };
  const samples = identifiers.filter(isSampleIdentifier);
  const sampling = earlier ? samples.map((one) => recallingMix(one, earlier)) : samples;
  const asked = await ledger.guard(ask(source, sampling, found, asking, ledger.context));

  const matches = [...scanned.matches, ...asked.matches];
  const told = matches.filter((match) => !phantom(match));
  const isNamed = (stretch: Span): boolean => told.some((match) => meet(spanOf(match), stretch));
  return { matches, unnamed: [...scanned.unnamed, ...asked.unnamed].filter((stretch) => !isNamed(stretch)) };
}

const isFileIdentifier = (i: Identifier): i is FileIdentifier => i.kind === 'file';
const isSampleIdentifier = (i: Identifier): i is SampleIdentifier => i.kind === 'sample';
