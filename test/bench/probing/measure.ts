import { assemble, type Heard } from '../../../src/app/assembly/assemble.js';
import { Prober } from '../../../src/app/probing/prober.js';
import { answerAt, dice, MIX, type Played, SAMPLE, type Service, simulateMix } from './simulation.js';

export interface Figures {
  callsPerTrack: number;
  /** Share of the played tracks that the service knows which are in the tracklist where they were played. */
  recall: number;
  /** Median distance of an entry's start from where the track took over, in seconds. */
  boundary: number;
  /** Entries that aren't what was played there, for each mix. */
  wrong: number;
}

/** Asks about times and is told answers until it asks no more. */
export type Strategy = (ask: (time: number) => Heard['matches']) => void;

export function measure(makeStrategy: () => Strategy, service: Service, mixes: number, seed = 1): Figures {
  let calls = 0;
  let tracks = 0;
  let known = 0;
  let found = 0;
  let wrong = 0;
  const errors: number[] = [];
  for (let m = 0; m < mixes; m++) {
    const random = dice(seed * 1000 + m);
    const mix = simulateMix(random, service);
    const matches: Heard['matches'][number][] = [];
    makeStrategy()((time) => {
      calls++;
      const answer = answerAt(mix, time, service, random);
      matches.push(...answer);
      return answer;
    });
    const entries = assemble({ ...MIX, matches }).filter((e) => e.kind === 'track');
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
  };
}

const overlaps = (entry: { start: number; end: number }, played: Played): boolean =>
  entry.start < played.last && entry.end > played.first;

export const grid =
  (step: number): Strategy =>
  (ask) => {
    for (let t = MIX.start + step / 2; t < MIX.end; t += step) ask(t);
  };

export const adaptive = (): Strategy => (ask) => {
  const prober = new Prober({ ...MIX, settled: [], sample: SAMPLE });
  for (let time = prober.next(); time !== null; time = prober.next()) prober.told(time, ask(time));
};
