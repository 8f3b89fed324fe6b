import type { Track } from './track.js';

/** MusicBrainz writes its ids as UUIDs. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id of the recording at MusicBrainz, in small letters as it writes it; undefined where none is known. */
export function recordingIdOf({ ids }: Pick<Track, 'ids'>): string | undefined {
  const id = ids?.['musicbrainz']?.trim().toLowerCase();
  return id !== undefined && UUID.test(id) ? id : undefined;
}

/** By which playlists name it (JSPF). */
export const recordingUri = (id: string): string => `https://musicbrainz.org/recording/${id}`;

/** The id in such a name; undefined for anything else. */
export const recordingIn = (uri: string): string | undefined =>
  /^https?:\/\/musicbrainz\.org\/recording\/([0-9a-f-]{36})$/i.exec(uri)?.[1]?.toLowerCase();
