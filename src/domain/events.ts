import type { Match } from './match.js';
import type { Entry, SourceInfo, Tracklist } from './tracklist.js';

/** What a run is doing, in the order in which it does it. */
export type Stage = 'open' | 'fetch' | 'read' | 'index' | 'listen' | 'ask' | 'assemble' | 'complete' | 'write';

/** Everything slow reports through these; the terminal, `--events` and tests all listen to the same ones. */
export type TracklistifyEvent =
  | { type: 'source'; source: SourceInfo; duration: number | null }
  | { type: 'stage'; stage: Stage }
  /** Position on the mix's time line while listening; `found` is how many tracks are known so far. */
  | {
      type: 'position';
      mixTime: number;
      duration: number | null;
      found: number;
    }
  /**
   * Work that is counted in things: files indexed, samples asked. `total` is null where nobody knows how many there are;
   * `seconds` is the sound worked through so far, if it is; `found` how many tracks are known by now, where that is what it
   * is done for.
   */
  | {
      type: 'count';
      stage: Stage;
      done: number;
      total: number | null;
      label?: string;
      seconds?: number;
      found?: number;
    }
  /** What is heard is a recording of a mix that was identified before. */
  | { type: 'known'; mix: { id: string; name: string; createdAt: string } }
  /** Bytes of a source that have come over the network; `total` is null when nobody knows how many there are. */
  | { type: 'fetched'; bytes: number; total: number | null }
  | { type: 'match'; match: Match }
  /** Of a broadcast: a row that is playing now and may still change, is settled, or is other than it was told. */
  | { type: 'entry'; state: 'playing' | 'settled' | 'corrected'; entry: Entry }
  /** What the station says is on. */
  | { type: 'title'; mixTime: number; title: string }
  /** A stretch of a broadcast was missed. */
  | { type: 'gap'; mixTime: number; seconds: number; reason: string }
  | {
      type: 'call';
      provider: string;
      mixTime: number;
      outcome: 'match' | 'no-match' | 'error' | 'cached';
      message?: string;
    }
  /** Calls that a plain grid would have made and planning didn't. */
  | { type: 'spared'; provider: string; calls: number }
  /** What one request to a model took; `cost` in US dollars, null when nobody has told the prices. */
  | {
      type: 'usage';
      provider: string;
      model: string;
      inputTokens: number;
      outputTokens: number;
      /** Of the output, what was thought before anything was said; absent where nothing was, or the service doesn't tell. */
      thoughtTokens?: number;
      cost: number | null;
    }
  /** `until` is epoch milliseconds. */
  | { type: 'waiting'; provider: string; until: number; reason: string }
  | { type: 'warning'; message: string }
  /** Something that is good to know, and how to make use of it. */
  | { type: 'news'; message: string }
  | { type: 'written'; file: string; format: string }
  | { type: 'tracklist'; tracklist: Tracklist };

export type Emit = (event: TracklistifyEvent) => void;
