import { renumbered, withNumberNamed } from '../../domain/numbered.js';
import { entriesOf, isPlacedByHand } from '../../domain/pieces.js';
import { lengthOf } from '../../domain/span.js';
import type { Entry, Tracklist, UnknownEntry } from '../../domain/tracklist.js';
import { unpackPeaks } from '../../fingerprint/index.js';
import type { Home } from './home.js';
import { hearIn, type Look, partsIn } from './look.js';
import { asParted } from './parted.js';
import type { Part } from './parts.js';

/** What mixes have under one number is under another one from now on, and called so where that has a name. */
export async function joinElsewhere(home: Home, number: number, into: number): Promise<void> {
  const track = (await home.ids.get(into))?.name;
  for (const mix of await mixesWith(home, number)) {
    await home.change(
      mix,
      (tracklist) => {
        const now = renumbered(tracklist, number, into);
        return track ? withNumberNamed(now, into, track).tracklist : now;
      },
      { by: 'finding' },
    );
  }
}

/** The other mixes that have an ID which was divided have its parts now; a stretch that a person has placed stays whole, and is the longest of them. */
export async function cutElsewhere(home: Home, number: number, except: string, signal: AbortSignal): Promise<void> {
  const isMeant = (entry: Entry): entry is UnknownEntry => entry.kind === 'unknown' && entry.number === number;
  for (const mix of await mixesWith(home, number)) {
    const kept = mix === except ? null : await home.get(mix);
    const sound = kept && (await home.sound(kept));
    if (!kept || !sound) continue;
    const { entries } = kept.tracklist;
    const look: Look = { peaks: unpackPeaks(sound.peaks), start: sound.start, mix, lies: 0, signal };
    const open = await home.ids.open();
    try {
      const heard = asParted(await hearIn(entries.filter(isMeant), open, look), entries, open.known);
      const cut = (entry: UnknownEntry, tracklist: Tracklist): UnknownEntry[] => {
        const parts = partsIn(entry, heard, look);
        const whole = isPlacedByHand(entry, tracklist) ? [longest(parts)] : parts;
        return entriesOf(entry, whole).map((piece, i) => {
          const [first] = whole[i]!.seen;
          return first ? { ...piece, number: first.number } : piece;
        });
      };
      await home.change(
        mix,
        (tracklist) => {
          if (!tracklist.entries.some(isMeant)) return tracklist;
          const now = tracklist.entries.flatMap((entry): Entry[] => (isMeant(entry) ? cut(entry, tracklist) : [entry]));
          return { ...tracklist, entries: now };
        },
        { by: 'finding' },
      );
    } finally {
      open.close();
    }
  }
}

/** Of those in which something is heard, if there is one. */
function longest(parts: readonly Part[]): Part {
  const rank = ({ seen, ...span }: Part): number => (seen.length > 0 ? 1e9 : 0) + lengthOf(span);
  return parts.reduce((best, part) => (rank(part) > rank(best) ? part : best));
}

async function mixesWith(home: Home, number: number): Promise<string[]> {
  const { all } = await home.read();
  return all.filter(({ played }) => played.some((one) => one.number === number)).map(({ id }) => id);
}
