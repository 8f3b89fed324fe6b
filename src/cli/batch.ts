/** A place in a line: what one source prints waits until those before it have printed. */
export interface Turn {
  /** Resolves when all before it are over. */
  readonly mine: Promise<void>;
  /** Lets the next one go on. */
  over(): void;
  /** Resolves when all before it have their names: of two of one name the first one named has it. */
  readonly named: Promise<void>;
  isNamed(): void;
}

/** Promises that wait for one another. */
class Chain {
  last = Promise.resolve();
  /** What resolves the next one, when those before it are resolved. */
  next(): () => void {
    const before = this.last;
    let done!: () => void;
    const mine = new Promise<void>((resolve) => {
      done = resolve;
    });
    this.last = before.then(() => mine);
    return done;
  }
}

/**
 * Works on several things at once, and lets them speak in order. Resolves to their results in order; what hasn't been begun
 * when the signal is aborted has none.
 */
export async function inOrder<T, R>(
  items: readonly T[],
  lanes: number,
  signal: AbortSignal,
  work: (item: T, turn: Turn) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const [printing, naming] = [new Chain(), new Chain()];
  const lane = async (): Promise<void> => {
    while (next < items.length && !signal.aborted) {
      const index = next++;
      const [mine, named] = [printing.last, naming.last];
      const [over, isNamed] = [printing.next(), naming.next()];
      try {
        results[index] = await work(items[index]!, { mine, over, named, isNamed });
      } finally {
        isNamed();
        over();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
  return results;
}
