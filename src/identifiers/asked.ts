import type { Match } from '../domain/match.js';
import type { Context } from '../domain/ports/context.js';
import type { Sample } from '../domain/ports/identify.js';

/** Reports each call of one question to a remote identifier: those that failed and were made again too. */
export async function asked(
  provider: string,
  sample: Sample,
  context: Context,
  ask: (calling: () => void) => Promise<Match[]>,
): Promise<Match[]> {
  let called = false;
  const report = (outcome: 'match' | 'no-match' | 'error', message?: string): void => {
    if (!called) return;
    const event = { type: 'call', provider, mixTime: sample.mixTime, outcome } as const;
    context.emit(message === undefined ? event : { ...event, message });
  };
  try {
    const matches = await ask(() => {
      report('error');
      called = true;
    });
    report(matches.length > 0 ? 'match' : 'no-match');
    return matches;
  } catch (error) {
    if (!context.signal.aborted) report('error', (error as Error).message);
    throw error;
  }
}
