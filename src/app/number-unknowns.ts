import { TracklistifyError } from '../domain/errors.js';
import type { MixSound } from '../domain/mix-sound.js';
import type { FoundId, KnownMix, MixOf, Numbered, Unknowns } from '../domain/ports/archive.js';
import type { Context } from '../domain/ports/context.js';
import { idLabel, trackLabel } from '../domain/track.js';
import type { Entry } from '../domain/tracklist.js';
import type { Outcome } from './ledger.js';

/** Gives the unknowns of a mix that was heard whole their numbers; a failing archive leaves them without. */
export async function numberUnknowns(
  unknowns: Unknowns | undefined,
  entries: readonly Entry[],
  sound: MixSound | undefined,
  mix: MixOf & { known: KnownMix | null },
  { signal, emit }: Context,
): Promise<Outcome<Omit<Numbered, 'found'>>> {
  const asTheyAre = { entries: [...entries], seen: [] };
  if (!unknowns || !sound) return { result: asTheyAre, failure: null };
  try {
    const { found, ...numbered } = await unknowns.number(entries, sound, mix, { signal });
    for (const one of found) emit({ type: 'news', message: sayFound(one) });
    return { result: numbered, failure: null };
  } catch (error) {
    // The result is worth more than its numbers.
    const canGoOn = error instanceof TracklistifyError && !signal.aborted;
    if (canGoOn) emit({ type: 'warning', message: `${error.message} So its unknowns have no numbers.` });
    return { result: asTheyAre, failure: canGoOn ? null : error };
  }
}

/** What is said where an unknown of other mixes turns out to be something. */
function sayFound({ number, mixes, track }: FoundId): string {
  const label = trackLabel(track);
  // What a shell would run or expand in it isn't printed for pasting.
  const name = /["$`\\!\p{Cc}]/u.test(label) ? 'Artist - Title' : label;
  const where = mixes === 1 ? 'another mix' : `${mixes} other mixes`;
  const lists = mixes === 1 ? 'that list' : 'those lists';
  return mixes === 0
    ? `${label} is what was ${idLabel(number)}. 'tracklistify ids name ${number} "${name}"' gives it that name.`
    : `${label} is what is ${idLabel(number)} in ${where}. 'tracklistify ids name ${number} "${name}"' writes it into ${lists}.`;
}
