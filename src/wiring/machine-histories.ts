import type { Begun } from '../app/claims/place.js';
import type { ClaimList } from '../domain/claim.js';
import { TracklistifyError } from '../domain/errors.js';
import type { Context } from '../domain/ports/context.js';
import type { DeckFile } from './decks.js';
import type { World } from './world.js';

/** Files of single sessions that are read: those that were written soonest after the recording began. */
const MOST_READ = 12;

/**
 * Sessions that DJ programs on this machine keep of the time in which a mix was recorded. Only what was changed since that time is
 * read, so a machine without such costs a look at some folders.
 */
export async function sessionsOf(
  world: World,
  begun: Begun,
  duration: number,
  { signal }: Context,
): Promise<ClaimList[]> {
  const { deckFiles, stateOf } = await import('./find-decks.js');
  const files = (await deckFiles(world)).filter(({ holds }) => holds.history);
  const changed = await Promise.all(
    files.map(async (file) => ({ file, at: (await stateOf(file.path)).changed / 1000 })),
  );
  const since = changed.filter(({ at }) => at >= begun.at - begun.slack).sort((a, b) => a.at - b.at);
  // A database and a folder hold every session: when they were changed says nothing of which.
  const whole = since.filter(({ file }) => file.holds.collection);
  const single = since.filter(({ file }) => !file.holds.collection).slice(0, MOST_READ);
  const room = { start: begun.at - begun.slack, end: begun.at + duration + begun.slack };
  const found: ClaimList[] = [];
  for (const { file } of [...single, ...whole]) {
    signal.throwIfAborted();
    found.push(...(await read(file, signal)).filter((list) => isWithin(list, room)));
  }
  return found;
}

/** What nobody named is no error, whatever is wrong with it; nor is it worth a warning. */
async function read(file: DeckFile, signal: AbortSignal): Promise<ClaimList[]> {
  try {
    const { history } = await file.load();
    return (await history?.(file.path, { signal, emit: () => {} })) ?? [];
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TracklistifyError || (error as NodeJS.ErrnoException).code !== undefined) return [];
    throw error;
  }
}

const isWithin = ({ clock, claims }: ClaimList, { start, end }: { start: number; end: number }): boolean =>
  clock === 'world' && claims.some(({ at, until }) => at !== null && at < end && (until ?? at) > start);
