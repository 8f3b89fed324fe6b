import { isDeepStrictEqual } from 'node:util';
import { given } from '../../domain/given.js';
import { relate } from '../../domain/recording.js';
import type { Track } from '../../domain/track.js';
import type { Told, TrackRecord } from '../store/records.js';
import type { Tags, Untold } from './tags.js';

/** What is known of a recording besides its file and its tags. */
export function ownOf({ id, addedAt, duration, damage, mark, holds, told, handedOn }: TrackRecord) {
  return given<Pick<TrackRecord, 'id' | 'addedAt' | 'duration' | 'damage' | 'mark' | 'holds' | 'told' | 'handedOn'>>({
    ...{ id, addedAt, duration, damage, mark, holds, told, handedOn },
  });
}

/** Whether tags that were read anew say what the record has. */
export function saysTheSame(record: TrackRecord, tags: Tags & { tagsRead: number }): boolean {
  const { id, file, copies, addedAt, duration, damage, mark, holds, told, handedOn, tagsRead, untold, ...before } =
    record;
  const { tagsRead: _, untold: __, ...now } = withTold(tags, told);
  return isDeepStrictEqual(before, now);
}

/** Of tags and of whole records: who and what it is, and how much of that its tags don't say. */
type Named = Pick<TrackRecord, 'title' | 'version' | 'artists' | 'isrc' | 'ids' | 'untold'>;

/**
 * The same with what a service said of the sound where its tags say nothing: never in their place, and nothing of a name that contradicts
 * what they do say. Its id of the sound is about the sound alone, so that holds in any case.
 */
export function withTold<T extends Named>(tags: T, told: Told | undefined): T & { namedBy?: string } {
  if (!told?.ids) return tags;
  const { by, title, version, artists = [] } = told;
  const sound = told.ids[by];
  const heard = { ...tags, ids: { ...(sound !== undefined && { [by]: sound }), ...tags.ids } };
  if (title === undefined || !agrees(tags, { title, version, artists })) return heard;
  const isrc = tags.isrc ?? told.isrc;
  const known = { ...heard, ids: { ...told.ids, ...tags.ids }, ...(isrc !== undefined && { isrc }) };
  return withName(known, { title, version, artists }, by);
}

/** The same with what somebody else calls it where its tags say nothing, unless that contradicts what they do say. */
export function withName<T extends Named>(
  tags: T,
  told: Pick<Named, 'title' | 'version' | 'artists'>,
  by: string,
): T & { namedBy?: string } {
  const { title, version, artists } = told;
  const [needsTitle, needsArtists] = [isUntold(tags, 'title'), isUntold(tags, 'artists') && artists.length > 0];
  if (!(needsTitle || needsArtists) || !agrees(tags, told)) return tags;
  const named = { ...tags, namedBy: by };
  if (needsTitle) {
    // The file's own name may say of another version.
    delete named.version;
    Object.assign(named, given<Partial<Named>>({ title, version }));
  }
  if (needsArtists) named.artists = [...artists];
  return named;
}

const isUntold = ({ untold = [] }: Named, what: Untold): boolean => untold.includes(what);

/** Whether a name may be that of a file whose tags say a part of it, or all. */
function agrees(tags: Named, told: Pick<Named, 'title' | 'version' | 'artists'>): boolean {
  const { title, version } = isUntold(tags, 'title') ? told : tags;
  const artists = isUntold(tags, 'artists') ? [] : tags.artists;
  const nameOf = (name: typeof told): Track =>
    given<Track>({ title: name.title, version: name.version, artists: name.artists });
  return relate(nameOf({ title, version, artists }), nameOf(told)) === 'same';
}
