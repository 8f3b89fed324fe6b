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

/** `Artist & Artist - Title (Version)`, as a tracklist is read aloud. */
export function trackLabel(track: Track): string {
  const artists = track.artists.join(' & ');
  const title = track.version ? `${track.title} (${track.version})` : track.title;
  return artists ? `${artists} - ${title}` : title;
}

/** What a row says of music that nobody could name; DJs have written it so for decades. */
export const UNKNOWN_LABEL = 'ID - ID';
