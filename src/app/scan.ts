import type { CallBudget } from '../domain/call-budget.js';
import { ProviderError } from '../domain/errors.js';
import { CallsUsedUp } from '../domain/limit-reached.js';
import type { Match } from '../domain/match.js';
import type { Context } from '../domain/ports/context.js';
import type { FileIdentifier, WholeMix } from '../domain/ports/identify.js';
import type { AudioSource } from '../domain/ports/source.js';
import { type Span, spanOf } from '../domain/span.js';
import type { Heard } from './assembly/assemble.js';
import { findLines } from './assembly/lines.js';
import type { Outcome } from './ledger.js';
import { SURE, settledBy } from './settled.js';

export interface Scanning {
  calls: CallBudget;
  /** Told after each answer what is known so far. */
  onProgress?: (soFar: Heard) => Promise<void>;
}

export interface Scanned {
  matches: Match[];
  /** Stretches that the sample identifiers needn't be asked about: sure answers, and several that agree. */
  settled: Span[];
  /** Where one of them heard nothing that it knows. */
  unnamed: Span[];
}

/**
 * Hands the mix to the services that take it whole, all at once: each is slow by itself, and none of them knows the other. What
 * one has found counts, whatever becomes of it or of another.
 */
export async function scan(
  source: AudioSource,
  identifiers: readonly FileIdentifier[],
  heard: Heard,
  { calls, onProgress = async () => {} }: Scanning,
  outer: Context,
): Promise<Outcome<Scanned>> {
  const { start, end } = heard;
  const silent: Span[] = [];
  const mix: WholeMix = {
    source,
    range: { start, end },
    settled: settledBy(heard),
    unnamed: (stretches) => void silent.push(...stretches),
  };
  const context: Context = {
    ...outer,
    spend: (count) => calls.spend(count),
    giveBack: (count) => calls.note(-count),
    left: () => calls.left,
  };
  const found = identifiers.map((): Match[] => []);
  const turns = identifiers.map(async (identifier, at) => {
    try {
      outer.signal.throwIfAborted();
      for await (const matches of identifier.scan(mix, context)) {
        found[at]!.push(...matches);
        await onProgress({ ...heard, matches: [...heard.matches, ...found.flat()] });
      }
      return null;
    } catch (error) {
      if (error instanceof CallsUsedUp) {
        const message = `${identifier.name} isn't asked about all of it, since no call is left for that (--max-calls ${calls.limit}).`;
        outer.emit({ type: 'warning', message });
        return null;
      }
      return error;
    }
  });
  const [failure = null, ...others] = (await Promise.all(turns)).filter((one) => one !== null);
  // The first one is told at the end, as what the run has come to.
  for (const other of others)
    if (other instanceof ProviderError) outer.emit({ type: 'warning', message: other.message });
  const matches = found.flat();
  const agreeing = findLines(matches).filter((line) => line.confidence >= SURE);
  const settled = [...matches.filter((m) => m.score >= SURE), ...agreeing.flatMap((line) => line.matches)].map(spanOf);
  return { result: { matches, settled, unnamed: silent }, failure };
}
