/** A release as far as it matters whether a recording came out on it. */
export interface Release {
  id?: string | undefined;
  title?: string | undefined;
  status?: string | undefined;
  date?: string | undefined;
  'track-count'?: number | undefined;
  'artist-credit': readonly string[];
  'release-group'?: { id?: string | undefined; 'secondary-types': readonly string[] } | undefined;
}

/** Kinds of releases that gather what came out before, or that somebody has mixed. */
const GATHERED = /^(?:compilation|dj-mix|mixtape\/street|soundtrack|live)$/i;
/** More tracks than this are a box, whatever it is called. */
const BOX = 60;

/**
 * The release that a recording came out on: official, not gathered from others, the earliest. Its label is the one that
 * issued it.
 */
export function firstRelease(releases: readonly Release[]): Release | undefined {
  const known = releases.filter(({ id }) => id !== undefined);
  return known.sort((a, b) => rank(a) - rank(b) || compareDates(a.date, b.date))[0];
}

function rank({ status, 'release-group': group, 'track-count': tracks, 'artist-credit': artists }: Release): number {
  const kinds = group?.['secondary-types'] ?? [];
  const gathered =
    kinds.some((kind) => GATHERED.test(kind)) || artists.includes('Various Artists') || (tracks ?? 0) > BOX;
  const official = status === undefined ? 1 : /^official$/i.test(status) ? 0 : 2;
  return (gathered ? 10 : 0) + official;
}

/** A year alone counts as its end, for another release may be known to the day; no date at all comes last. */
export function compareDates(a: string | undefined, b: string | undefined): number {
  const [left, right] = [a, b].map((date) => (date ?? '9999').padEnd(10, '~'));
  return left! < right! ? -1 : left! > right! ? 1 : 0;
}
