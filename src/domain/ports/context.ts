import type { Emit } from '../events.js';

/** Handed to everything slow. */
export interface Context {
  signal: AbortSignal;
  emit: Emit;
  /** Called before each request that a service may charge or count. Throws CallsUsedUp when none is left. */
  spend?(): void;
}
