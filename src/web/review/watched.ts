import { useEffect, useReducer } from 'preact/hooks';

interface Watchable {
  watch(listener: () => void): () => void;
}

/** Draws a component anew whenever something else than its properties changes. */
export function useWatched(what: Watchable): void {
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => what.watch(() => again(undefined)), [what]);
}

/** Calls back at each frame while sound plays, and once whenever it has moved. */
export class Frames {
  readonly #listeners = new Set<() => void>();
  readonly #isRunning: () => boolean;
  #asked = false;

  constructor(isRunning: () => boolean) {
    this.#isRunning = isRunning;
  }

  each(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.ask();
    return () => this.#listeners.delete(listener);
  }

  readonly ask = (): void => {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      for (const listener of this.#listeners) listener();
      if (this.#isRunning()) this.ask();
    });
  };
}
