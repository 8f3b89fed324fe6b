import type { TracklistifyEvent } from '../../src/domain/events.js';
import type { Match } from '../../src/domain/match.js';
import type { Context } from '../../src/domain/ports/context.js';
import type {
  FileIdentifier,
  MixIdentifier,
  Sample,
  SampleIdentifier,
  WholeMix,
} from '../../src/domain/ports/identify.js';
import type { AudioSource, PcmRequest } from '../../src/domain/ports/source.js';
import type { Span } from '../../src/domain/span.js';

/** A context that keeps what is emitted. */
export function recorder(
  signal: AbortSignal = new AbortController().signal,
): Context & { events: TracklistifyEvent[] } {
  const events: TracklistifyEvent[] = [];
  return { events, signal, emit: (event) => events.push(event) };
}

export function eventsOf<T extends TracklistifyEvent['type']>(
  context: { events: TracklistifyEvent[] },
  type: T,
): Array<Extract<TracklistifyEvent, { type: T }>> {
  return context.events.filter((e): e is Extract<TracklistifyEvent, { type: T }> => e.type === type);
}

/** A tone of 440 Hz. Hours of it are played, second by second, so that each is reckoned once. */
export function tone(length: number, rate: number): Int16Array {
  const key = `${length} ${rate}`;
  const kept = tones.get(key) ?? Int16Array.from({ length }, (_, i) => 8000 * Math.sin((2 * Math.PI * 440 * i) / rate));
  tones.set(key, kept);
  return kept.slice();
}
const tones = new Map<string, Int16Array>();

/** A steady tone of a given length, in chunks of a second; `failAt` breaks it off there with an error. */
export function toneSource(
  seconds: number,
  options: { failAt?: number; failure?: Error; onChunk?: (mixTime: number) => void } = {},
): AudioSource & { requests: PcmRequest[] } {
  const requests: PcmRequest[] = [];
  return {
    requests,
    info: { name: 'tone', kind: 'file', location: '/music/tone.wav' },
    duration: seconds,
    seekable: true,
    async *pcm(request) {
      requests.push(request);
      const { rate, start = 0, end = seconds } = request;
      for (let t = start; t < Math.min(end, seconds); t++) {
        if (options.failAt !== undefined && t >= options.failAt) throw options.failure ?? new Error('broken');
        options.onChunk?.(t);
        const length = Math.round(Math.min(1, Math.min(end, seconds) - t) * rate);
        yield tone(length, rate);
      }
    },
    close: async () => {},
  };
}

/** Knows its matches beforehand, and tells those that lie in what it has heard. */
export function knowingListener(matches: readonly Match[], rate = 11025, name = 'library'): MixIdentifier {
  return {
    kind: 'mix',
    name,
    rate,
    listen() {
      let heard = 0;
      const soFar = (): Match[] => matches.filter((m) => m.mixTime < heard / rate);
      return {
        hear: async (pcm) => {
          heard += pcm.length;
        },
        soFar,
        finish: async () => soFar(),
        breakOff: async () => soFar(),
      };
    },
  };
}

/** Answers by a function of the sample's place in the mix. */
export function answering(
  name: string,
  answer: (mixTime: number) => Match[] | Error,
): SampleIdentifier & { asked: Sample[] } {
  const asked: Sample[] = [];
  return {
    kind: 'sample',
    name,
    rate: 8000,
    seconds: 10,
    asked,
    async identify(sample, context) {
      asked.push(sample);
      const result = answer(sample.mixTime);
      const outcome = result instanceof Error ? 'error' : result.length > 0 ? 'match' : 'no-match';
      context.emit({ type: 'call', provider: name, mixTime: sample.mixTime, outcome });
      if (result instanceof Error) throw result;
      return result;
    },
  };
}

/** Finds these matches in a mix that is handed to it whole, one after the other; an error among them ends it. `silent` has no name. */
export function scanning(
  name: string,
  answers: ReadonlyArray<Match | Error>,
  silent: readonly Span[] = [],
): FileIdentifier & { scanned: WholeMix[] } {
  const scanned: WholeMix[] = [];
  return {
    kind: 'file',
    name,
    scanned,
    async *scan(mix, context) {
      scanned.push(mix);
      context.spend?.();
      mix.unnamed?.(silent);
      for (const answer of answers) {
        if (answer instanceof Error) throw answer;
        yield [answer];
      }
      context.emit({ type: 'call', provider: name, mixTime: mix.range.start, outcome: 'match' });
    },
    reckon: async ({ range }, callsLeft) => ({
      calls: Math.min(1, callsLeft),
      expected: Math.min(1, callsLeft),
      seconds: 30,
      bills: { amount: Math.ceil((range.end - range.start) / 60), unit: 'min of audio' },
    }),
  };
}
