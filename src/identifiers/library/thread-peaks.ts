import type { PeakChunk } from '../../fingerprint/index.js';
import { Lane } from '../../threads/lane.js';
import type { PeakFlow, PeakRoom } from './peaks.js';

type PeakLane = Lane<'end', PeakChunk, PeakChunk>;

const LANE = {
  /** 3 s of sound. */
  messageSamples: 32_768,
  /** 48 s of sound, 1 MB. */
  messagesAhead: 16,
  stopped: () => new Error('The thread that finds peaks was stopped.'),
};

/** Finds peaks in worker threads, one for each mix that is heard at the same time. */
export function threadPeaks(workerFile: URL): PeakRoom {
  const free: PeakLane[] = [];
  const all = new Set<PeakLane>();

  const start = (): PeakLane => {
    const lane: PeakLane = new Lane(workerFile, LANE);
    all.add(lane);
    return lane;
  };
  const release = async (lane: PeakLane): Promise<void> => {
    if (lane.usable) {
      free.push(lane);
      return;
    }
    all.delete(lane);
    await lane.stop();
  };
  return {
    begin(take) {
      // Ready by the time that the first sound is decoded.
      if (free.length === 0) free.push(start());
      return new Flow(() => free.pop() ?? start(), release, take);
    },
    async close() {
      await Promise.all([...all].map((lane) => lane.stop()));
    },
  };
}

/** One mix. */
class Flow implements PeakFlow {
  readonly #obtain: () => PeakLane;
  readonly #release: (lane: PeakLane) => Promise<void>;
  readonly #take: (peaks: PeakChunk) => void;
  /** None until there is sound: a mix that can't be decoded is begun and never finished. */
  #lane: PeakLane | null = null;

  constructor(obtain: () => PeakLane, release: (lane: PeakLane) => Promise<void>, take: (peaks: PeakChunk) => void) {
    this.#obtain = obtain;
    this.#release = release;
    this.#take = take;
  }

  hear(pcm: Int16Array): Promise<void> {
    return this.#begun().hear(pcm);
  }

  async finish(): Promise<PeakChunk> {
    const lane = this.#begun();
    try {
      return await lane.run('end');
    } finally {
      await this.#release(lane);
    }
  }

  #begun(): PeakLane {
    if (!this.#lane) {
      this.#lane = this.#obtain();
      this.#lane.begin(this.#take);
    }
    return this.#lane;
  }
}
