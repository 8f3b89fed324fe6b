import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { NetworkError } from '../domain/errors.js';
import type { TracklistifyEvent } from '../domain/events.js';
import type { Match } from '../domain/match.js';
import type { Context } from '../domain/ports/context.js';
import type { Sample, SampleIdentifier } from '../domain/ports/identify.js';
import type { UnderWay } from '../domain/ports/journal.js';
import { matchSchema } from '../domain/schema.js';
import type { Keeping } from '../net/provider.js';

/** To be raised when a provider's answers are read differently, so that old readings aren't used. */
const READING = 1;
/** -60 dBFS: nobody names a track in that, and every provider would count the call. */
const SILENCE = 32768 * 10 ** (-60 / 20);

const A_DAY = 86_400;

/** Anybody may have changed a file of the cache: an answer that isn't one is asked for again. */
const rememberedSchema = z.array(
  // Reckoned from the sample, which is seconds long.
  matchSchema.refine(({ mixTime }) => Math.abs(mixTime) <= A_DAY),
);

/**
 * An identifier that asks about each sound once in its life. Answers are kept by the sound itself, so the same mix costs
 * nothing when it's run again, under whatever name; an interrupted run goes on where it stopped. Failures are never kept.
 */
export function remembering(
  identifier: SampleIdentifier,
  options: Keeping,
): SampleIdentifier & Required<Pick<SampleIdentifier, 'recall'>> {
  const { cache } = options;
  const underWay = new Map<string, Promise<Match[]>>();
  const fresh = new Set<string>();

  const recall = async (key: string): Promise<Match[] | null> => {
    if (options.refresh && !fresh.has(key)) return null;
    const parsed = rememberedSchema.safeParse(await cache.get(key));
    return parsed.success ? parsed.data : null;
  };
  const remember = async (key: string, matches: readonly Match[]): Promise<void> => {
    await cache.set(key, matches, matches.length > 0 ? options.matchSeconds : options.noMatchSeconds);
    fresh.add(key);
  };

  const adopted = (known: readonly Match[], sample: Sample, context: Context): Match[] => {
    context.emit({ type: 'call', provider: identifier.name, mixTime: sample.mixTime, outcome: 'cached' });
    return shifted(known, sample.mixTime);
  };

  /** The answer is on the disk before anything else happens with it, even before it is shown. */
  const askAndKeep = async (key: string, sample: Sample, context: Context, underWay?: UnderWay): Promise<Match[]> => {
    const later: TracklistifyEvent[] = [];
    const asking: Context = {
      signal: context.signal,
      emit(event) {
        if (event.type === 'call' && event.outcome !== 'error') later.push(event);
        else context.emit(event);
      },
      spend() {
        context.spend?.();
        underWay?.sending();
      },
    };
    const matches = await identifier.identify(sample, asking);
    await remember(key, shifted(matches, -sample.mixTime));
    for (const event of later) context.emit(event);
    return matches;
  };

  const recallOrAsk = async (key: string, sample: Sample, context: Context): Promise<Match[]> => {
    const known = await recall(key);
    if (known) return adopted(known, sample, context);
    const underWay = await options.journal?.begin(key, context);
    let isKnown = true;
    try {
      // Somebody else may have got it while this one waited its turn.
      if (underWay?.waited) fresh.add(key);
      const meanwhile = underWay && (await recall(key));
      return meanwhile ? adopted(meanwhile, sample, context) : await askAndKeep(key, sample, context, underWay);
    } catch (error) {
      isKnown = !context.signal.aborted;
      throw error;
    } finally {
      await (isKnown ? underWay?.done() : underWay?.leave());
    }
  };

  return {
    ...identifier,
    async identify(sample, context) {
      if (loudness(sample.pcm) < SILENCE) return [];
      const key = keyOf(identifier.name, sample);
      // Two questions about one sound at once are one question: the second finds the first one's answer in the cache.
      while (underWay.has(key)) await underWay.get(key)?.catch(() => undefined);
      const answer = recallOrAsk(key, sample, context).finally(() => underWay.delete(key));
      underWay.set(key, answer);
      return answer;
    },
    async recall(sample, context) {
      if (loudness(sample.pcm) < SILENCE) return [];
      const known = await recall(keyOf(identifier.name, sample));
      return known && adopted(known, sample, context);
    },
  };
}

/** The same where the service can't be reached, which nobody tries again: `reason` is thrown where nothing is kept. */
export function recalling(identifier: ReturnType<typeof remembering>, reason: NetworkError): SampleIdentifier {
  return {
    ...identifier,
    async identify(sample, context) {
      const known = await identifier.recall(sample, context);
      if (known) return known;
      throw reason;
    },
  };
}

function keyOf(name: string, { pcm, rate }: Sample): string {
  const sound = createHash('sha256').update(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength));
  return `${name}/${READING}/${rate}/${sound.digest('hex')}`;
}

function shifted(matches: readonly Match[], by: number): Match[] {
  return matches.map((match) => ({ ...match, mixTime: Number((match.mixTime + by).toFixed(6)) }));
}

function loudness(pcm: Int16Array): number {
  let sum = 0;
  for (const value of pcm) sum += value * value;
  return Math.sqrt(sum / Math.max(1, pcm.length));
}
