import { given } from '../../domain/given.js';
import { isrcOf } from '../../domain/isrc.js';
import type { Track } from '../../domain/track.js';
import type { Result } from './answer.js';

/** What is read of what the services that AudD asks know: the blocks that it adds when they are named. */
export const BLOCKS = 'apple_music,spotify,deezer,musicbrainz';

/** Pixels: enough for a page and a player. */
const ARTWORK = 600;
/** MusicBrainz' search gives 100 to what fits best; far below that it is something else. */
const LIKELY = 95;
/** Apple says it of every track. */
const NO_GENRE = 'Music';

/** A recording and the key by which its answers are known to be of one: the names, since ids differ from release to release. */
export function trackOf(song: Result): { track: Track; key: string } | null {
  const { title, artist, audio_id: own } = song;
  if (title) return { track: named(song, title), key: `${artist ?? ''}\n${title}`.toLowerCase() };
  // Of the user's own catalogue AudD tells the number and nothing else.
  if (own === undefined) return null;
  return { track: { title: `AudD catalogue ${own}`, artists: [], ids: { audd: own } }, key: `audio_id ${own}` };
}

function named(song: Result, title: string): Track {
  const { apple_music: apple, spotify, deezer } = song;
  const isrc = isrcIn(song);
  const recording = song.musicbrainz.find(({ isrcs, score = 0 }) =>
    isrcs.length > 0 && isrc ? isrcs.map(isrcOf).includes(isrc) : score >= LIKELY,
  );
  const genres = apple?.genreNames.filter((name) => name !== NO_GENRE) ?? [];
  const length = apple?.durationInMillis ?? spotify?.duration_ms ?? (deezer?.duration ?? 0) * 1000;
  return given<Track>({
    title,
    artists: song.artist ? [song.artist] : [],
    album: song.album,
    label: song.label,
    releaseDate: song.release_date,
    isrc,
    duration: length > 0 ? length / 1000 : undefined,
    genres: genres.length > 0 ? genres : undefined,
    composers: composersIn(apple?.composerName),
    ids: given({
      upc: song.upc,
      spotify: spotify?.id,
      deezer: deezer?.id,
      applemusic: apple?.playParams?.id,
      musicbrainz: recording?.id,
    }),
    urls: given({
      audd: song.song_link,
      spotify: spotify?.id && `https://open.spotify.com/track/${spotify.id}`,
      deezer: deezer?.id && `https://www.deezer.com/track/${deezer.id}`,
      applemusic: apple?.url,
    }),
    artwork: artworkOf(apple?.artwork?.url) ?? spotify?.album?.images[0]?.url,
  });
}

/** Its own word, which paying accounts are told; else what most of the others say, the first of them where they are divided. */
function isrcIn({ isrc, apple_music: apple, spotify, deezer }: Result): string | undefined {
  const told = [apple?.isrc, spotify?.external_ids?.isrc, deezer?.isrc].flatMap((code) => isrcOf(code) ?? []);
  const votes = (code: string): number => told.filter((other) => other === code).length;
  return isrcOf(isrc) ?? [...told].sort((a, b) => votes(b) - votes(a))[0];
}

/** `A, B & C` */
function composersIn(names: string | undefined): string[] | undefined {
  const list = names?.split(/, | & /).filter(Boolean) ?? [];
  return list.length > 0 ? list : undefined;
}

function artworkOf(pattern: string | undefined): string | undefined {
  const url = pattern?.replace('{w}', String(ARTWORK)).replace('{h}', String(ARTWORK));
  return url && /^https:\/\/[^\s"'<>\\{}]+$/.test(url) ? url : undefined;
}
