import { type Favourite, type Taste, TEMPO_STEP } from '../../domain/ports/played.js';

/** With fewer plays nothing can be said of what somebody likes. */
const ENOUGH = 20;
/** What nobody ever played is no wrong thing to play. */
const NEVER_PLAYED = 0.4;

/** How usual a tempo, a genre and a label are for somebody, from 0 to 1; NaN where none of them is known. */
export type Liking = (bpm: number, genre: number, label: number) => number;

export function likingOf({ plays, tempos, genres, labels }: Taste): Liking | null {
  if (plays < ENOUGH) return null;
  const smooth = tempos.map((count, at) => ((tempos[at - 1] ?? 0) + 2 * count + (tempos[at + 1] ?? 0)) / 4);
  const most = Math.max(...smooth);
  const [ofGenre, ofLabel] = [sharesOf(genres), sharesOf(labels)];
  return (bpm, genre, label) => {
    let [sum, count] = [0, 0];
    const add = (share: number): void => {
      sum += Math.sqrt(share);
      count++;
    };
    if (bpm > 0 && most > 0) add((smooth[Math.floor(bpm / TEMPO_STEP)] ?? 0) / most);
    if (genre !== 0 && ofGenre.size > 0) add(ofGenre.get(genre) ?? 0);
    if (label !== 0 && ofLabel.size > 0) add(ofLabel.get(label) ?? 0);
    return NEVER_PLAYED + ((1 - NEVER_PLAYED) * sum) / count;
  };
}

/** Against the one that is played most. */
function sharesOf(favourites: readonly Favourite[]): Map<number, number> {
  const most = Math.max(...favourites.map(({ plays }) => plays));
  return new Map(favourites.map(({ hash, plays }) => [hash, plays / most]));
}
