import { LibraryError } from '../../domain/errors.js';
import { overlapOf, type Span } from '../../domain/span.js';
import type { Entry } from '../../domain/tracklist.js';
import { unpackPeaks } from '../../fingerprint/index.js';
import type { KeptMix } from '../kept.js';
import type { Home } from './home.js';
import type { KeptId } from './kept-id.js';
import { printOf } from './prints-of.js';

/**
 * A number of its own for what is heard in one mix under another's: it is recognised by the sound there from now on, and the number
 * that it had by what was heard elsewhere. The one that was made for it before, where that was interrupted.
 */
export async function partOff(
  home: Pick<Home, 'ids' | 'sound'>,
  number: number,
  here: { mix: KeptMix; entry: Entry },
  elsewhere: { mix: KeptMix; entry: Entry },
  now: string,
): Promise<number> {
  const print = await printIn(home, here);
  const { ids } = home;
  const isHere = ({ from }: Pick<KeptId, 'from'>): boolean =>
    from.mix === here.mix.id && overlapOf(from, here.entry) > 0;
  const all = await ids.list();
  const made = all.find((id) => id.number > number && id.into === undefined && !id.name && isHere(id));
  const other = made?.number ?? (await ids.add({ firstSeen: now, apart: [number], print, from: fromOf(here) }));
  const known = await ids.get(number);
  if (known && isHere(known)) {
    const others = await printIn(home, elsewhere);
    await ids.change(number, (id) => (isHere(id) ? { ...id, print: others, from: fromOf(elsewhere) } : null));
  }
  return other;
}

const fromOf = ({ mix, entry: { start, end } }: { mix: KeptMix; entry: Span }): KeptId['from'] => ({
  mix: mix.id,
  start,
  end,
});

async function printIn(
  home: Pick<Home, 'sound'>,
  { mix, entry }: { mix: KeptMix; entry: Span },
): Promise<KeptId['print']> {
  const sound = await home.sound(mix);
  if (!sound) {
    throw new LibraryError(
      `What "${mix.tracklist.source.name}" sounds like isn't kept, so the two can't be told apart. Identify that mix again.`,
    );
  }
  const { start, end } = { start: entry.start - sound.start, end: entry.end - sound.start };
  return printOf(unpackPeaks(sound.peaks), { start: Math.max(0, start), end });
}
