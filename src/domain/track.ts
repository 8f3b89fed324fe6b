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
  /** What listeners call it by, which is more than genres: moods, scenes, years. */
  tags?: string[];
  /** Beats a minute of the recording itself, at its own speed. */
  bpm?: number;
  /** As its file says: `Am`, `F#m`, `8A`. */
  key?: string;
  remixers?: string[];
  /** Who wrote the work that is recorded here. */
  composers?: string[];
  /** The work's own title, and its number: `T-010.140.236-1`. */
  work?: string;
  iswc?: string;
  /** The label's own number of the release: `TRACK 01`, `WARP LP 30`. */
  catalogueNumber?: string;
  /** By the name of the service that gave it: spotify, musicbrainz, acrid, shazam, library … */
  ids?: Record<string, string>;
  urls?: Record<string, string>;
  /** Address of a cover picture. */
  artwork?: string;
  /** The library's own file, as an absolute path. */
  file?: string;
}

/** `Title (Version)`; services often give the version in the title as well, and it is said once. */
export function fullTitle(track: { title: string; version?: string | undefined }): string {
  const { title, version } = track;
  return version && !title.toLowerCase().includes(version.toLowerCase()) ? `${title} (${version})` : title;
}

/** `Artist & Artist - Title (Version)`, as a tracklist is read aloud. */
export function trackLabel(track: { artists: readonly string[]; title: string; version?: string | undefined }): string {
  const artists = track.artists.join(' & ');
  return artists ? `${artists} - ${fullTitle(track)}` : fullTitle(track);
}

/** Beats a minute as it was played: the recording's own times the speed, else as the mix sounds; null when nobody can tell. */
export function playedBpm(entry: {
  track: Pick<Track, 'bpm'> | null;
  speed: number | null;
  sounds?: { bpm?: number };
}): number | null {
  const bpm = entry.track?.bpm;
  if (bpm !== undefined && entry.speed !== null) return Math.round(bpm * entry.speed * 10) / 10;
  return entry.sounds?.bpm ?? null;
}

/** What a row says of music that nobody could name; DJs have written it so for decades. */
export const UNKNOWN_LABEL = 'ID - ID';

/** The name of an unknown that has a number: `ID 0417`. */
export const idLabel = (number: number): string => `ID ${String(number).padStart(4, '0')}`;
