import { barSeconds, type Score } from './score.js';
import { brassKey } from './tracks/brass-key.js';
import { copperRain } from './tracks/copper-rain.js';
import { foxHollow } from './tracks/fox-hollow.js';
import { harbourGlass } from './tracks/harbour-glass.js';
import { lastTram } from './tracks/last-tram.js';
import { nightFerry } from './tracks/night-ferry.js';
import { nightTrain } from './tracks/night-train.js';
import { paperLanterns } from './tracks/paper-lanterns.js';
import { slowOrbit } from './tracks/slow-orbit.js';

/** What the library gets: six that the mix plays and two that it doesn't. */
export const LIBRARY: readonly Score[] = [
  harbourGlass,
  copperRain,
  nightFerry,
  nightTrain,
  paperLanterns,
  lastTram,
  foxHollow,
  slowOrbit,
];

/** How a track is brought to the mix's tempo: its pitch moves along as on vinyl, or stays as with key-lock. */
export type Deck = 'vinyl' | 'key-lock';

export interface Play {
  score: Score;
  deck: Deck;
  /** Bars of the track from which and up to which it plays. */
  from: number;
  to: number;
  /** Bars over which it comes in while the one before goes out. */
  fade: number;
}

/** Beats a minute of the whole mix: what a DJ does so that two tracks can sound at once. */
export const MIX_TEMPO = 126;

/** The mix: seven tracks, one of them (`brassKey`) not in the library, crossfades of 9.5 to 15 seconds. */
export const SET: readonly Play[] = [
  { score: harbourGlass, deck: 'vinyl', from: 0, to: 32, fade: 0 },
  { score: copperRain, deck: 'vinyl', from: 0, to: 36, fade: 8 },
  { score: nightFerry, deck: 'key-lock', from: 2, to: 38, fade: 6 },
  { score: brassKey, deck: 'vinyl', from: 0, to: 32, fade: 8 },
  { score: nightTrain, deck: 'vinyl', from: 4, to: 36, fade: 5 },
  { score: paperLanterns, deck: 'key-lock', from: 0, to: 34, fade: 8 },
  { score: lastTram, deck: 'key-lock', from: 0, to: 36, fade: 6 },
];

/** What is true of one stretch of the mix, for the tracklist to be judged by. Seconds of mix time. */
export interface Truth {
  /** Null for the track that the library doesn't have. */
  score: Score | null;
  /** Where it takes over: the middle of the crossfade into it. */
  start: number;
  /** Where its last sound is. */
  end: number;
  /** From where it can be heard. */
  heard: number;
  speed: number;
  deck: Deck;
}

export function truthOf(set: readonly Play[] = SET, tempo = MIX_TEMPO): Truth[] {
  const bar = barSeconds(tempo);
  let heard = 0;
  return set.map(({ score, deck, from, to, fade }, i) => {
    if (i > 0) heard -= fade * bar;
    const end = heard + (to - from) * bar;
    const truth: Truth = {
      score: LIBRARY.includes(score) ? score : null,
      start: heard + (fade * bar) / 2,
      end,
      heard,
      speed: tempo / score.tempo,
      deck,
    };
    heard = end;
    return truth;
  });
}
