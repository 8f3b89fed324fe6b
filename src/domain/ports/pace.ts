/** How fast a service may be asked. */
export interface Rate {
  /** Milliseconds between the starts of two calls. */
  minGapMs: number;
  /** Calls at once, of one run. */
  maxConcurrent: number;
  /**
   * The service counts so many calls in `calls × minGapMs`; 1, where nothing is said, for one that counts every gap. However
   * long the calls are on their way, it never counts one more.
   */
  calls?: number;
}

/** A pause that a service has asked for. */
export interface Pause {
  /** Epoch milliseconds. */
  until: number;
  /** A sentence. */
  reason: string;
}

/**
 * The turns of everybody who asks one service by one account: in this process, on this machine, or on many machines. Nothing
 * that a dead process leaves behind keeps the others from their turns for more than a moment.
 */
export interface Pace {
  /**
   * Resolves when a call may start, now. The function is to be called when the call has ended, however it has: until then
   * nobody knows whether it has reached the service. Rejects with the signal's reason when it is aborted.
   */
  turn(rate: Rate, signal: AbortSignal): Promise<() => void>;
  /** Nobody's call starts before this time. An earlier, longer pause stays. */
  pauseUntil(pause: Pause): Promise<void>;
  /** The pause that holds now. */
  pause(): Promise<Pause | null>;
}

/** Whose calls are counted together. */
export interface Account {
  /** The provider's name, as in evidence: `acrcloud`. */
  provider: string;
  /** Where it is asked. */
  address: string;
  /** Whatever tells this account from another one: a key, a model. It is never kept as it is. */
  identity?: string;
}

export type PaceOf = (account: Account) => Pace;
