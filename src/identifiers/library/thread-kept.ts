import type { Match } from '../../domain/match.js';
import { Lane } from '../../threads/lane.js';
import type { HearClaims } from './claims/hear-claims.js';
import type { HearAgain, KeptRoom } from './kept-sound.js';

export type KeptTask = HearAgain | HearClaims;

/** What a thread is to open. */
export interface KeptLibraries {
  folders: readonly string[];
  /** The library that has what DJ programs say. */
  facts: string | undefined;
  longestTrack: number;
}

const LANE = {
  // No sound is handed over.
  messageSamples: 0,
  messagesAhead: 0,
  stopped: () => new DOMException('The thread that hears kept sound was stopped.', 'AbortError'),
};

/** Hears kept sound in so many worker threads at once, each started when it is first needed. */
export function threadKept(
  workerFile: URL,
  lanes: number,
  libraries: KeptLibraries,
): KeptRoom & { close(): Promise<void> } {
  type KeptLane = Lane<KeptTask, void, unknown>;
  const free: KeptLane[] = [];
  const all: KeptLane[] = [];
  const waiting: Array<(lane: KeptLane) => void> = [];
  const obtain = async (): Promise<KeptLane> => {
    const lane = free.pop();
    if (lane) return lane;
    if (all.length === lanes) return new Promise((resolve) => void waiting.push(resolve));
    const started: KeptLane = new Lane(workerFile, { ...LANE, data: libraries });
    all.push(started);
    return started;
  };
  const run = async (task: KeptTask): Promise<unknown> => {
    const lane = await obtain();
    try {
      return await lane.run(task);
    } finally {
      const next = waiting.shift();
      if (next) next(lane);
      else free.push(lane);
    }
  };
  return {
    hear: (task) => run(task) as Promise<Match[]>,
    hearClaims: (task) => run(task) as Promise<Array<Match[] | null>>,
    async close() {
      await Promise.all(all.map((lane) => lane.stop()));
    },
  };
}
