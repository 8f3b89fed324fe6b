/** Hosts that can't be reached, and how often one of them was tried in vain, after which it is the network and not they. */
const HOSTS = 2;
const TRIES = 3;

/**
 * Whether there is a way to the network at all, by what all services of a run have seen of it together: where none of them was ever
 * reached, and one has been tried again in vain, the others needn't each find out anew.
 */
export class Road {
  #isThere = false;
  readonly #tries = new Map<string, number>();

  reached(): void {
    this.#isThere = true;
    this.#tries.clear();
  }

  failed(host: string): void {
    if (!this.#isThere) this.#tries.set(host, (this.#tries.get(host) ?? 0) + 1);
  }

  get isClosed(): boolean {
    return this.#tries.size >= HOSTS && Math.max(...this.#tries.values()) >= TRIES;
  }
}
