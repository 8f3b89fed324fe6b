import type { PeakChunk } from '../../fingerprint/index.js';
import { PeakThread } from './peak-thread.js';
import type { PeakFlow, PeakRoom } from './peaks.js';

/** Messages under way, 48 s of sound and 1 MB: enough for neither thread to wait for the other's hiccups. */
const MESSAGES_AHEAD = 16;

/** Finds peaks in worker threads, one for each mix that is heard at the same time. */
export function threadPeaks(workerFile: URL): PeakRoom {
  const free: PeakThread[] = [];
  const all = new Set<PeakThread>();

  const start = (): PeakThread => {
    const thread = new PeakThread(workerFile);
    all.add(thread);
    return thread;
  };
  const release = (thread: PeakThread): void => {
    if (thread.usable) free.push(thread);
    else all.delete(thread);
  };
  return {
    begin(take) {
      // Ready by the time that the first sound is decoded.
      if (free.length === 0) free.push(start());
      return new Flow(() => free.pop() ?? start(), release, take);
    },
    async close() {
      await Promise.all([...all].map((thread) => thread.stop()));
    },
  };
}

/** The sound of one mix, joined into messages of one size. */
class Flow implements PeakFlow {
  readonly #obtain: () => PeakThread;
  readonly #release: (thread: PeakThread) => void;
  readonly #take: (peaks: PeakChunk) => void;
  /** None until there is sound: a mix that can't be decoded is begun and never finished. */
  #thread: PeakThread | null = null;
  #message: Int16Array | null = null;
  #used = 0;

  constructor(obtain: () => PeakThread, release: (thread: PeakThread) => void, take: (peaks: PeakChunk) => void) {
    this.#obtain = obtain;
    this.#release = release;
    this.#take = take;
  }

  async hear(pcm: Int16Array): Promise<void> {
    const thread = this.#begun();
    for (let at = 0; at < pcm.length; ) {
      this.#message ??= thread.message();
      const part = pcm.subarray(at, at + this.#message.length - this.#used);
      this.#message.set(part, this.#used);
      this.#used += part.length;
      at += part.length;
      if (this.#used < this.#message.length) return;
      await thread.room(MESSAGES_AHEAD);
      this.#send(thread);
    }
  }

  async finish(): Promise<PeakChunk> {
    const thread = this.#begun();
    try {
      this.#send(thread);
      let last: PeakChunk | undefined;
      thread.end((peaks) => {
        last = peaks;
      });
      await thread.room(1);
      return last!;
    } finally {
      this.#release(thread);
    }
  }

  #send(thread: PeakThread): void {
    if (this.#message) thread.send(this.#message, this.#used, this.#take);
    this.#message = null;
    this.#used = 0;
  }

  #begun(): PeakThread {
    this.#thread ??= this.#obtain();
    return this.#thread;
  }
}
