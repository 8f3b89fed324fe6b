import type { Match } from '../domain/match.js';
import type { Analyser } from '../domain/ports/analyse.js';
import type { Context } from '../domain/ports/context.js';
import type { MixIdentifier, MixListener } from '../domain/ports/identify.js';
import type { AudioSource } from '../domain/ports/source.js';
import { clock } from '../domain/time.js';
import { Listener } from '../sound/listener.js';
import { MusicMeter } from '../sound/music-meter.js';
import { SoundSketch } from '../sound/sketch.js';
import { WaveformMeter } from '../sound/waveform.js';
import { countTracks, type Heard } from './assembly/assemble.js';
import type { Outcome } from './ledger.js';

/** Enough for telling music from silence and speech when nobody asks for more. */
const LOWEST_RATE = 11025;
/** Seconds of mix between two reports of the position. */
const REPORT_EVERY = 1;
/**
 * Two looks at what was found are seconds of mix apart, milliseconds of real time, and so much time that looks take a
 * fiftieth of it: each goes through all that was heard, which is decoded at a thousand times its speed.
 */
const LOOK_EVERY = 10;
const LOOK_MS = 250;
const LOOK_SHARE = 0.02;

export interface HearOptions {
  start?: number;
  end?: number;
  /** Also keeps what the mix sounds like, for placing tracks that are known from samples only. */
  withSound?: boolean;
  /** Listens along where no identifier keeps what it hears. */
  ear?: MixIdentifier | undefined;
  /** Told every few seconds of mix what is known so far. */
  onProgress?: (soFar: Heard) => Promise<void>;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Decodes the mix once, lets every mix identifier hear it, and notes where there is no music at all. */
export async function hear(
  source: AudioSource,
  identifiers: readonly MixIdentifier[],
  { withSound = false, ear, onProgress = async () => {}, now, ...range }: HearOptions,
  context: Context,
): Promise<Outcome<Heard>> {
  const start = range.start ?? 0;
  const rates = [...new Set(identifiers.map((i) => i.rate))];
  if (rates.length === 0) rates.push(LOWEST_RATE);
  const heard: Heard & { matches: Match[] } = { start, end: start, matches: [], musicless: [] };
  // Only for telling silence and speech from music, a mix that has to be fetched for it isn't heard as a whole.
  if (identifiers.length === 0 && source.sparing && source.duration !== null) {
    return { result: { ...heard, end: Math.min(range.end ?? source.duration, source.duration) }, failure: null };
  }
  let failure: unknown = null;
  for (const [pass, rate] of rates.entries()) {
    const listeners = identifiers.filter((i) => i.rate === rate).map((i) => i.listen(source.info, context.emit));
    const isFirst = pass === 0;
    if (isFirst && ear?.rate === rate && !listeners.some(({ print }) => print)) {
      listeners.push(ear.listen(source.info, context.emit));
    }
    const meter = new MusicMeter(rate, start);
    const wave = isFirst ? new WaveformMeter(rate) : undefined;
    const stretches = isFirst ? new Listener(rate) : undefined;
    const sketch = withSound && isFirst ? new SoundSketch(rate, start) : undefined;
    const report = async (end: number, matches: Match[]): Promise<number> => {
      const known = [...heard.matches, ...matches.map((m) => ({ ...m, mixTime: m.mixTime + start }))];
      await onProgress({ ...heard, end: isFirst ? end : heard.end, matches: known });
      return countTracks(known);
    };
    const analysers = [meter, wave, stretches, sketch].filter((one) => one !== undefined);
    const hearing = { listeners, meter, analysers };
    failure = await hearAll(source, hearing, report, { ...range, rate }, now, context);
    if (wave) {
      heard.sound = sketch;
      heard.end = meter.end;
      heard.musicless = meter.musicless();
      heard.waveform = wave.waveform();
      heard.stretches = stretches;
    }
    for (const listener of listeners) {
      const matches = await conclude(listener, failure);
      // A listener reckons from the first sound that it was given.
      heard.matches.push(...matches.map((m) => ({ ...m, mixTime: m.mixTime + start })));
      const print = heard.kept ? undefined : listener.print?.();
      if (print && heard.waveform) heard.kept = { ...spanOfHeard(heard), ...print, waveform: heard.waveform };
    }
    if (failure) break;
  }
  for (const match of heard.matches) context.emit({ type: 'match', match });
  // Second thoughts may have changed it.
  if (heard.end > start) {
    const duration = range.end ?? source.duration;
    context.emit({ type: 'position', mixTime: heard.end, duration, found: countTracks(heard.matches) });
  }
  return { result: heard, failure };
}

/** Who hears a pass over the mix; the meter, which is one of the analysers, tells how far it has come. */
interface Hearing {
  listeners: readonly MixListener[];
  analysers: readonly Analyser[];
  meter: MusicMeter;
}

/** Resolves to what stopped it, or null when the mix was heard to its end. */
async function hearAll(
  source: AudioSource,
  { listeners, meter, analysers }: Hearing,
  report: (end: number, matches: Match[]) => Promise<number>,
  request: { rate: number; start?: number; end?: number },
  now: () => number,
  context: Context,
): Promise<unknown> {
  let reported = Number.NEGATIVE_INFINITY;
  // Nothing can be known yet.
  let looked = request.start ?? 0;
  let nextLook = Number.NEGATIVE_INFINITY;
  let found = 0;
  try {
    const pcm = source.pcm({
      ...request,
      signal: context.signal,
      onDamage: ({ mixTime, message }) => {
        // Most say themselves where it is.
        const where = message.includes(clock(mixTime)) ? '' : ` (at ${clock(mixTime)})`;
        context.emit({ type: 'warning', message: `${source.info.name}: ${message}${where}` });
      },
    });
    for await (const chunk of pcm) {
      context.signal.throwIfAborted();
      for (const analyser of analysers) analyser.hear(chunk);
      for (const listener of listeners) await listener.hear(chunk);
      if (meter.end - reported < REPORT_EVERY) continue;
      reported = meter.end;
      const began = now();
      if (meter.end - looked >= LOOK_EVERY && began >= nextLook) {
        looked = meter.end;
        const matches = listeners.flatMap((listener) => listener.soFar());
        found = await report(meter.end, matches);
        const ended = now();
        nextLook = ended + Math.max(LOOK_MS, (ended - began) / LOOK_SHARE);
      }
      context.emit({ type: 'position', mixTime: meter.end, duration: request.end ?? source.duration, found });
    }
    return null;
  } catch (error) {
    // Nothing heard at all is no partial result: the source can't be read.
    if (meter.end === (request.start ?? 0) && !context.signal.aborted) throw error;
    return error;
  }
}

const spanOfHeard = ({ start, end, musicless = [] }: Heard) => ({ start, end, musicless: [...musicless] });

/** After an interruption there is no time for second thoughts: what is known so far is the answer. */
async function conclude(listener: MixListener, failure: unknown): Promise<Match[]> {
  return failure ? listener.breakOff() : listener.finish();
}
