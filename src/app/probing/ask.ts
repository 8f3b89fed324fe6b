import { AuthenticationError, ProviderError, QuotaError } from '../../domain/errors.js';
import type { Match } from '../../domain/match.js';
import type { AudioSource, Context, Sample, SampleIdentifier } from '../../domain/ports.js';
import type { Heard } from '../assembly/assemble.js';
import type { Outcome } from '../ledger.js';

export interface Asking {
  /** Seconds between the samples of a fixed grid. */
  step?: number;
  /** No more calls than this, all providers together. */
  maxCalls?: number;
}

const DEFAULT_STEP = 60;
/** What is this sure already needn't be asked again. */
const SURE = 0.9;

/** Asks the sample identifiers, cheapest first, about what isn't known yet. */
export async function ask(
  source: AudioSource,
  identifiers: readonly SampleIdentifier[],
  heard: Heard,
  asking: Asking,
  context: Context,
): Promise<Outcome<{ matches: Match[] }>> {
  const matches: Match[] = [];
  const usable = new Set(identifiers);
  let failure: unknown = null;
  let calls = 0;
  const times = identifiers.length === 0 ? [] : plannedTimes(heard, asking);
  for (const [i, mixTime] of times.entries()) {
    for (const identifier of usable) {
      if (known(mixTime, identifier.seconds, [...heard.matches, ...matches])) {
        context.emit({ type: 'spared', provider: identifier.name, calls: 1 });
        continue;
      }
      if (asking.maxCalls !== undefined && calls >= asking.maxCalls) return { result: { matches }, failure };
      try {
        const sample = await takeSample(source, mixTime, identifier, context.signal);
        calls++;
        matches.push(...(await identifier.identify(sample, context)));
      } catch (error) {
        if (!(error instanceof ProviderError)) return { result: { matches }, failure: error };
        failure ??= error;
        context.emit({ type: 'warning', message: error.message });
        if (error instanceof AuthenticationError || error instanceof QuotaError) usable.delete(identifier);
      }
    }
    context.emit({ type: 'count', stage: 'ask', done: i + 1, total: times.length });
  }
  return { result: { matches }, failure };
}

/** The times that a run would ask about, if nothing were known beforehand. */
export function plannedTimes(heard: Heard, { step = DEFAULT_STEP }: Asking): number[] {
  const times: number[] = [];
  for (let t = heard.start + step / 2; t < heard.end; t += step) {
    if (!heard.musicless?.some((gap) => gap.start <= t && t < gap.end)) times.push(t);
  }
  return times;
}

function known(mixTime: number, seconds: number, matches: readonly Match[]): boolean {
  return matches.some((m) => m.score >= SURE && m.mixTime <= mixTime && m.mixTime + m.mixDuration >= mixTime + seconds);
}

/** A short stretch of the mix, whole in memory. */
export async function takeSample(
  source: AudioSource,
  mixTime: number,
  { rate, seconds }: { rate: number; seconds: number },
  signal: AbortSignal,
): Promise<Sample> {
  const pcm = new Int16Array(Math.round(rate * seconds));
  let filled = 0;
  for await (const chunk of source.pcm({ rate, start: mixTime, end: mixTime + seconds, signal })) {
    const part = chunk.subarray(0, pcm.length - filled);
    pcm.set(part, filled);
    filled += part.length;
  }
  return { mixTime, duration: filled / rate, rate, pcm: pcm.subarray(0, filled) };
}
