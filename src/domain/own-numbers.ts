import type { Correction } from './correction.js';
import { labelOf } from './corrections.js';
import { lengthOf, overlapOf, type Span } from './span.js';
import type { Entry, Tracklist } from './tracklist.js';

/** Two stretches of one mix that are the same stretch. */
const SAME = 0.8;

/** Numbers of unknowns mean something only in the archive that gave them. */
export interface OwnNumbers {
  /** Of that archive; undefined where it has given no number yet. */
  numbering?: string | undefined;
  /** What that archive says of the mix. */
  kept?: Pick<Tracklist, 'entries' | 'corrections'> | null;
}

export const hasNumbers = ({ entries, corrections = [] }: Pick<Tracklist, 'entries' | 'corrections'>): boolean =>
  entries.some(({ number }) => number !== undefined) || corrections.some(isNumbered);

type NumberedName = Extract<Correction, { kind: 'name' }> & { number: number };
const isNumbered = (one: Correction): one is NumberedName => one.kind === 'name' && one.number !== undefined;

/** With the word whose numbers it has; without one where it has none. */
export function numberedBy(tracklist: Tracklist, numbering: string | undefined): Tracklist {
  const { numbering: before, ...rest } = tracklist;
  const now = hasNumbers(tracklist) ? numbering : undefined;
  if (now === before) return tracklist;
  return now === undefined ? rest : { ...rest, numbering: now };
}

/** A list as one archive may read it: numbers that another has given are none, and the same stretches have those that it has given itself. */
export function withOwnNumbers(tracklist: Tracklist, { numbering, kept }: OwnNumbers): Tracklist {
  const isOwn = tracklist.numbering !== undefined && tracklist.numbering === numbering;
  if (isOwn || !hasNumbers(tracklist)) return numberedBy(tracklist, numbering);
  const entries = tracklist.entries.map((entry): Entry => {
    const { number: _, ...rest } = entry;
    const own = kept?.entries.find((one) => isSame(one, entry) && labelOf(one) === labelOf(entry))?.number;
    return own === undefined ? rest : { ...rest, number: own };
  });
  const { corrections } = tracklist;
  const said = corrections && { corrections: ownCorrections(corrections, kept?.corrections) };
  return numberedBy({ ...tracklist, entries, ...said }, numbering);
}

/** What was said, without another archive's numbers; `kept` is what was said of the mix by this one's. */
export function ownCorrections(corrections: readonly Correction[], kept: readonly Correction[] = []): Correction[] {
  const own = new Map(kept.filter(isNumbered).map((one) => [JSON.stringify(unnumbered(one)), one]));
  return corrections.map((one) => {
    if (!isNumbered(one)) return one;
    const plain = unnumbered(one);
    return own.get(JSON.stringify(plain)) ?? plain;
  });
}

function unnumbered({ number: _, ...one }: NumberedName): Correction {
  return one;
}

const isSame = (a: Span, b: Span): boolean => overlapOf(a, b) >= SAME * Math.max(lengthOf(a), lengthOf(b));
