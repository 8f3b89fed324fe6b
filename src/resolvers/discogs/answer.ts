import * as z from 'zod';
import { given } from '../../domain/given.js';
import type { Track } from '../../domain/track.js';
import { date, id, listOf, many, number, text } from '../../net/lenient.js';

const words = many(text);

export const resultSchema = z.object({
  id,
  type: text,
  /** `Artist - Title` */
  title: text,
  year: number,
  format: words,
  label: words,
  catno: text,
});
export type Result = z.infer<typeof resultSchema>;
export const searchSchema = z.object({ results: listOf(resultSchema) });

const credit = z.object({ name: text, anv: text, role: text, tracks: text });
type Credit = z.infer<typeof credit>;
const label = z.object({ name: text, catno: text });

const part = z.object({
  position: text,
  type_: text,
  title: text,
  duration: text,
  artists: many(credit),
  extraartists: many(credit),
});
const line = z.object({ ...part.shape, sub_tracks: many(part) });

export const releaseSchema = z.object({
  title: text,
  year: number,
  released: date,
  artists: many(credit),
  extraartists: many(credit),
  labels: many(label),
  genres: words,
  styles: words,
  tracklist: listOf(line),
});
type Release = z.infer<typeof releaseSchema>;

/** With any status. */
export const messageSchema = z.object({ message: z.string() });

/** Everything on a release that is music, each with what the release tells of it. */
export function tracksOf(release: Release, id: string): Track[] {
  const facts = factsOf(release, id);
  return release.tracklist
    .flatMap((one) => (one.sub_tracks.length > 0 ? one.sub_tracks : [one]))
    .flatMap((one) => {
      // A heading is a line of text on the sleeve.
      if (!one.title || one.type_ === 'heading') return [];
      const credits = [...one.extraartists, ...release.extraartists.filter((all) => isFor(all, one.position))];
      return given<Track>({
        ...facts,
        title: one.title,
        artists: (one.artists.length > 0 ? one.artists : release.artists).flatMap(nameOf),
        duration: secondsOf(one.duration),
        composers: filled([...new Set(credits.filter(isComposer).flatMap(nameOf))]),
      });
    });
}

function factsOf(release: Release, id: string): Partial<Track> {
  const { artists, genres, styles } = release;
  return given<Partial<Track>>({
    ...(artists.some(({ name }) => name === VARIOUS) ? {} : editionOf(release)),
    genres: filled([...new Set([...genres, ...styles])]),
    ids: { discogs: id },
    urls: { discogs: `https://www.discogs.com/release/${id}` },
  });
}

/** Whose compilation it is: it came out on another label and in another year than the track. */
const VARIOUS = 'Various';

function editionOf({ title, year, released, labels }: Release): Partial<Track> {
  const told = labels.find(({ name }) => name && !/^not on label\b/i.test(name));
  // A year that isn't known is 0; a day or a month, 00.
  const day = released?.replace(/-00(?:-\d\d)?$/, '');
  return given<Partial<Track>>({
    album: title,
    label: told?.name && withoutNumber(told.name),
    catalogueNumber: told?.catno && !/^none$/i.test(told.catno) ? told.catno : undefined,
    releaseDate: day && !day.startsWith('0') ? day : year && year >= 1000 ? String(year) : undefined,
  });
}

const filled = <T>(all: T[]): T[] | undefined => (all.length > 0 ? all : undefined);

/** Several of one name are told apart by a number, as in `Ada (2)`; an asterisk marks another spelling. */
export const withoutNumber = (name: string): string => name.replace(/\*$/, '').replace(/ \(\d+\)$/, '');

/** As it is credited on this release, else the artist's own name. */
function nameOf({ anv, name }: Credit): string[] {
  const credited = anv ?? name;
  return credited ? [withoutNumber(credited)] : [];
}

/** Whether a credit of the whole release is about the track at this place. Of stretches (`A1 to A3`) nobody knows what lies in them. */
function isFor({ tracks }: Credit, position: string | undefined): boolean {
  if (tracks === undefined) return true;
  return position !== undefined && tracks.split(',').some((place) => place.trim() === position);
}

/** A role is a listOf, each with a remark in brackets: `Written-By [Lyrics], Producer`. */
const isComposer = ({ role = '' }: Credit): boolean =>
  role
    .replace(/\[[^[\]]*\]/g, '')
    .split(',')
    .some((one) => /^(?:written[- ]by|composed[- ]by)$/i.test(one.trim()));

/** Of `M:SS` or `H:MM:SS`; undefined for an empty one. */
function secondsOf(duration: string | undefined): number | undefined {
  if (!/^(?:\d{1,2}:)?\d{1,3}:\d\d$/.test(duration ?? '')) return undefined;
  const seconds = duration!.split(':').reduce((sum, two) => 60 * sum + Number(two), 0);
  return seconds > 0 ? seconds : undefined;
}
