/** A place in a line: what one source prints waits until those before it have printed. */
export interface Turn {
  /** Resolves when all before it are over. */
  readonly mine: Promise<void>;
  /** Lets the next one go on. */
  over(): void;
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
  let before = Promise.resolve();
  const lane = async (): Promise<void> => {
    while (next < items.length && !signal.aborted) {
      const index = next++;
      const mine = before;
      let over!: () => void;
      before = new Promise((resolve) => {
        over = resolve;
      });
      try {
        results[index] = await work(items[index]!, { mine, over });
      } finally {
        over();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
  return results;
}
