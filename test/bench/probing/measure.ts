import { assemble } from '../../../src/app/assembly/assemble.js';
import { ask } from '../../../src/app/probing/ask.js';
import type { SampleIdentifier } from '../../../src/domain/ports/identify.js';
import type { AudioSource } from '../../../src/domain/ports/source.js';
import { measuredCue } from './measured-cue.js';
import { answerAt, dice, MIX, type Played, SAMPLE, type Service, simulateMix } from './simulation.js';

export interface Figures {
  callsPerTrack: number;
  /** Share of the played tracks that the service knows which are in the tracklist where they were played. */
  recall: number;
  /** Median distance of an entry's start from where the track took over, in seconds. */
  boundary: number;
  /** Entries that aren't what was played there, for each mix. */
  wrong: number;
  /** Entries that say that nobody knows the track where one was played that the service knows, for each mix. */
  doubted: number;
  /** Tracks that it doesn't know and of which no entry tells, for each mix. */
  unnoticed: number;
}

/** How the service is asked: adaptively, or at fixed steps. */
export type Strategy = 'adaptive' | { step: number };

/** Asks about simulated mixes as the program does, through the very same code; only sound and service are made up. */
export async function measure(strategy: Strategy, service: Service, mixes: number, seed = 1): Promise<Figures> {
  let calls = 0;
  let tracks = 0;
  let known = 0;
  let found = 0;
  let wrong = 0;
  let doubted = 0;
  let unnoticed = 0;
  const errors: number[] = [];
  for (let m = 0; m < mixes; m++) {
    const random = dice(seed * 1000 + m);
    const mix = simulateMix(random, service);
    const identifier: SampleIdentifier = {
      kind: 'sample',
      name: 'simulated',
      rate: RATE,
      seconds: SAMPLE,
      async identify(sample) {
        calls++;
        // A sample that was played slower to undo its speed is longer by as much.
        const answer = answerAt(mix, sample.mixTime, sample.duration / SAMPLE, service, random);
        if (answer.length > 0 || service.rescues === undefined) return answer;
        calls++;
        return answerAt(mix, sample.mixTime, sample.duration / SAMPLE, { ...service, finds: service.rescues }, random);
      },
    };
    const asking = strategy === 'adaptive' ? {} : strategy;
    const sound = measuredCue(mix, seed * 1000 + m + 500_000);
    const { result } = await ask(SILENT, [identifier], { ...MIX, matches: [], sound }, asking, {
      signal: new AbortController().signal,
      emit: () => {},
    });
    const all = assemble({ ...MIX, ...result, sound });
    const entries = all.filter((e) => e.kind === 'track');
    doubted += all.filter((e) => e.kind === 'unknown' && isKnown(mix, (e.start + e.end) / 2)).length;
    unnoticed += mix.filter((p) => !p.known && !all.some((e) => e.kind === 'unknown' && overlaps(e, p))).length;
    tracks += mix.length;
    for (const played of mix.filter((p) => p.known)) {
      known++;
      const entry = entries.find((e) => e.track.title === played.name && overlaps(e, played));
      if (!entry) continue;
      found++;
      errors.push(Math.abs(entry.start - played.takesOver));
    }
    wrong += entries.filter((e) => !mix.some((p) => p.name === e.track.title && overlaps(e, p))).length;
  }
  errors.sort((a, b) => a - b);
  return {
    callsPerTrack: calls / tracks,
    recall: found / known,
    boundary: errors[Math.floor(errors.length / 2)] ?? Number.NaN,
    wrong: wrong / mixes,
    doubted: doubted / mixes,
    unnoticed: unnoticed / mixes,
  };
}

/** Whether the track that is on at this time is one that the service knows. */
const isKnown = (mix: readonly Played[], time: number): boolean =>
  [...mix].reverse().find((p) => p.takesOver <= time)?.known ?? true;

const overlaps = (entry: { start: number; end: number }, played: Played): boolean =>
  entry.start < played.last && entry.end > played.first;

/** Enough for lengths to be told apart to a percent. */
const RATE = 100;
export const SILENT: AudioSource = {
  info: { name: 'simulated', kind: 'file', location: '' },
  duration: MIX.end,
  seekable: true,
  async *pcm({ rate, start = 0, end = MIX.end }) {
    yield new Int16Array(Math.round((end - start) * rate));
  },
  close: async () => {},
};
