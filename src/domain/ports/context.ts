import type { Emit } from '../events.js';

/** Handed to everything slow. */
export interface Context {
  signal: AbortSignal;
  emit: Emit;
  /** Called before each request that a service may charge or count, as often as it does. Throws CallsUsedUp when too few are left. */
  spend?(calls?: number): void;
  /** Gives back what was spent for requests that the service turned away without counting them. */
  giveBack?(calls: number): void;
  /** How many may still be spent. */
  left?(): number;
}
