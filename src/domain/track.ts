/** A piece of music as the world knows it. Everything but the title may be unknown, and then stays empty. */
export interface Track {
  title: string;
  /** `Extended Mix`, `Live at …`: what sets this recording apart from others of the same title. */
  version?: string;
  artists: string[];
  album?: string;
  label?: string;
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
  releaseDate?: string;
  isrc?: string;
  /** Seconds. */
  duration?: number;
  genres?: string[];
  /** By the name of who gave it: spotify, musicbrainz, acrid, shazam, library … */
  ids?: Record<string, string>;
  urls?: Record<string, string>;
  /** Address of a cover picture. */
  artwork?: string;
  /** The library's own file, as an absolute path. */
  file?: string;
}

/** `Title (Version)`; services often give the version in the title as well, and it is said once. */
export function fullTitle(track: Pick<Track, 'title' | 'version'>): string {
  const { title, version } = track;
  return version && !title.toLowerCase().includes(version.toLowerCase()) ? `${title} (${version})` : title;
}

/** `Artist & Artist - Title (Version)`, as a tracklist is read aloud. */
export function trackLabel(track: Pick<Track, 'artists' | 'title' | 'version'>): string {
  const artists = track.artists.join(' & ');
  return artists ? `${artists} - ${fullTitle(track)}` : fullTitle(track);
}

/** What a row says of music that nobody could name; DJs have written it so for decades. */
export const UNKNOWN_LABEL = 'ID - ID';
