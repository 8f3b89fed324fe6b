import type { Context } from '../ports/context.js';

/**
 * The calls that are under way, of all runs of a user. A run that finds another one asking the same waits for that answer
 * instead of paying for another one; what was under way when a run was killed is told by the next one.
 */
export interface CallJournal {
  /** Resolves when nobody else is asking what the key stands for. Its answer may be kept by then: look before asking. */
  begin(key: string, context: Context): Promise<UnderWay>;
}

export interface UnderWay {
  /** Whether somebody else was asking it meanwhile. */
  readonly waited: boolean;
  /** Notes a call that is about to be made: it is on disk when this returns. */
  sending(): void;
  /** The answer is kept, or there is none to come. */
  done(): Promise<void>;
  /** It is given up without knowing what became of the call, which the next run tells of. */
  leave(): Promise<void>;
}
