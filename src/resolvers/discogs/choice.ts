import { fold, relate } from '../../domain/recording.js';
import type { Track } from '../../domain/track.js';
import { type Result, withoutNumber } from './answer.js';

/** On these a track is one among many strangers, or what they say of it is nobody's word. */
const LESSER = /compilation|mixed|unofficial|white label|test pressing|promo|sampler/i;

/** The release that is looked into: of the artist's own the first that came out, or the one that the track is known to be from. */
export function bestRelease(track: Track, results: readonly Result[]): string | null {
  const rated = results.flatMap((result) => {
    const { id } = result;
    return id === undefined || (result.type !== undefined && result.type !== 'release')
      ? []
      : [{ id, score: scoreOf(track, result), year: result.year || Number.POSITIVE_INFINITY }];
  });
  // Infinity from itself is no number.
  rated.sort((a, b) => b.score - a.score || (a.year === b.year ? 0 : a.year - b.year));
  return rated[0]?.id ?? null;
}

function scoreOf(track: Track, { title = '', format, label, catno, year }: Result): number {
  const dash = title.indexOf(' - ');
  const artists = title
    .slice(0, Math.max(0, dash))
    .split(/, | & | \/ /)
    .map(withoutNumber);
  // By the artists alone: what the release is called needn't be the track's name.
  const own = relate({ title: 'any', artists: track.artists }, { title: 'any', artists }) === 'same';
  const isKnown = (told: string | undefined, known: string | undefined): boolean =>
    told !== undefined && known !== undefined && fold(told) === fold(known);
  return (
    (isKnown(catno, track.catalogueNumber) ? 8 : 0) +
    (label.some((one) => isKnown(withoutNumber(one), track.label)) ? 4 : 0) +
    (own ? 4 : 0) +
    (format.some((one) => LESSER.test(one)) ? -3 : 0) +
    (isKnown(year === undefined ? undefined : String(year), track.releaseDate?.slice(0, 4)) ? 2 : 0) +
    (isKnown(title.slice(dash + 3), track.album) ? 1 : 0)
  );
}
