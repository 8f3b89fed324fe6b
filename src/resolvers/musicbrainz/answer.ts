import * as z from 'zod';
import { given } from '../../domain/given.js';
import { isrcOf } from '../../domain/isrc.js';
import { splitVersion } from '../../domain/names/version.js';
import { relate } from '../../domain/recording.js';
import type { Track } from '../../domain/track.js';
import { address, date, id, listOf, many, number, text } from '../../net/lenient.js';
import { linksIn } from './links.js';
import { firstRelease } from './releases.js';

const flag = z.boolean().optional().catch(undefined);
const named = z.object({ name: text }).optional().catch(undefined);
const genres = many(z.object({ name: text, count: number }));
/** `name` is how the artist is called here. */
const artists = many(z.object({ name: text, artist: named }).transform(({ name, artist }) => name ?? artist?.name));

const relation = z.object({
  type: text,
  ended: flag,
  attributes: many(text),
  artist: named,
  url: z.object({ resource: address }).optional().catch(undefined),
});
const work = z.object({ title: text, iswcs: many(text), relations: many(relation) });
const group = z
  .object({ id, 'first-release-date': date, 'secondary-types': many(text), genres })
  .optional()
  .catch(undefined);

const releaseSchema = z.object({
  id,
  title: text,
  status: text,
  date,
  'track-count': number,
  'artist-credit': artists,
  'release-group': group,
});

const recordingSchema = z.object({
  id,
  title: text,
  disambiguation: text,
  video: flag,
  length: number,
  'first-release-date': date,
  'artist-credit': artists,
  isrcs: many(text),
  genres,
  relations: many(relation.extend({ work: work.optional().catch(undefined) })),
  releases: many(releaseSchema),
});
type Recording = z.infer<typeof recordingSchema>;

export const searchSchema = z.object({ recordings: listOf(recordingSchema.extend({ score: number })) });
/** Something else that is JSON has no id: from it nobody learns that there is no such recording. */
export const oneRecordingSchema = recordingSchema.refine(hasId);

const wholeRelease = releaseSchema.extend({
  'label-info': many(z.object({ 'catalog-number': text, label: named })),
  relations: many(relation),
  media: many(z.object({ tracks: many(z.object({ recording: recordingSchema.optional().catch(undefined) })) })),
});
export const oneReleaseSchema = wholeRelease.refine(hasId);
type WholeRelease = z.infer<typeof wholeRelease>;

const MOST_GENRES = 5;

/** A recording as MusicBrainz knows it, on the release that it came out on; null without a name. */
export function trackOf(told: Recording): Track | null {
  if (!told.title || !told.id || told.video) return null;
  const release = firstRelease(told.releases);
  const performed = worksOf(told)[0];
  return given<Track>({
    title: told.title,
    version: versionOf(told),
    artists: told['artist-credit'],
    album: release?.title,
    releaseDate: told['first-release-date'] ?? release?.date,
    isrc: isrcsOf(told)[0],
    duration: told.length && told.length > 0 ? told.length / 1000 : undefined,
    genres: mostCounted(told.genres),
    remixers: filled(peopleIn(told.relations, /^remixer$/)),
    composers: filled(peopleIn(performed?.relations ?? [], /^(?:composer|writer)$/)),
    work: performed?.title,
    iswc: performed?.iswcs.map(iswcOf).find((code) => code !== undefined),
    ids: given({
      musicbrainz: told.id,
      musicbrainzRelease: release?.id,
      musicbrainzReleaseGroup: release?.['release-group']?.id,
    }),
    urls: { ...linksIn(told.relations), musicbrainz: `https://musicbrainz.org/recording/${told.id}` },
  });
}

export const isrcsOf = ({ isrcs }: Pick<Recording, 'isrcs'>): string[] => isrcs.flatMap((code) => isrcOf(code) ?? []);

/** All recordings of a release, each with what the release says. */
export function tracksOf(release: WholeRelease): Array<{ track: Track; isrcs: string[] }> {
  const issued = issueOf(release);
  const recordings = release.media.flatMap(({ tracks }) => tracks.flatMap(({ recording }) => recording ?? []));
  return recordings.flatMap((recording) => {
    const track = trackOf({ ...recording, releases: [release] });
    if (!track) return [];
    const genres = track.genres ?? mostCounted(release['release-group']?.genres ?? []);
    const urls = { ...linksIn(release.relations, 'of a record'), ...track.urls };
    return [{ track: { ...track, ...issued, ...(genres && { genres }), urls }, isrcs: isrcsOf(recording) }];
  });
}

/** Who issued it. What there is none of, MusicBrainz writes in brackets. */
function issueOf({ 'label-info': infos }: WholeRelease): Pick<Track, 'label' | 'catalogueNumber'> {
  const told = infos.map(({ label, 'catalog-number': number }) => ({
    label: label?.name === '[no label]' ? undefined : label?.name,
    catalogueNumber: number === '[none]' ? undefined : number,
  }));
  const issue = told.find(({ label }) => label !== undefined) ?? told[0];
  return issue ? given(issue) : {};
}

/** The works that were performed whole before those of which it is a part. */
function worksOf({ relations }: Recording) {
  const performed = relations.filter(({ type, work }) => type === 'performance' && work !== undefined);
  const isPart = (attributes: readonly string[]): number =>
    Number(attributes.some((one) => /^(?:partial|medley)/.test(one)));
  return performed.sort((a, b) => isPart(a.attributes) - isPart(b.attributes)).map(({ work }) => work!);
}

/** What sets it apart from others of its title, where that is a version and not already said. */
function versionOf({ title, disambiguation }: Recording): string | undefined {
  if (!title || !disambiguation || splitVersion(title).version) return undefined;
  const { version } = splitVersion(`x (${disambiguation})`);
  const plain = { title: 'x', artists: [] };
  return version && relate({ ...plain, version }, plain) !== 'same' ? version : undefined;
}

type Relation = z.infer<typeof relation>;

const peopleIn = (relations: readonly Relation[], role: RegExp): string[] => [
  ...new Set(relations.flatMap(({ type, artist }) => (type && role.test(type) && artist?.name ? [artist.name] : []))),
];

const mostCounted = (counted: ReadonlyArray<{ name?: string | undefined; count?: number | undefined }>) =>
  filled(
    [...counted]
      .sort((a, b) => (b.count ?? 0) - (a.count ?? 0))
      .flatMap(({ name }) => name ?? [])
      .slice(0, MOST_GENRES),
  );

function hasId({ id }: { id?: string | undefined }): boolean {
  return id !== undefined;
}

const filled = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined);

/** An ISWC (ISO 15707) as it is written: `T-010.140.236-1`. */
function iswcOf(code: string): string | undefined {
  const [, a, b, c, check] = /^T-?(\d{3})\.?(\d{3})\.?(\d{3})-?(\d)$/i.exec(code.trim()) ?? [];
  return check && `T-${a}.${b}.${c}-${check}`;
}
