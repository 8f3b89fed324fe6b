import { given } from '../../domain/given.js';
import { isrcOf } from '../../domain/isrc.js';
import type { Match } from '../../domain/match.js';
import type { Track } from '../../domain/track.js';
import type { Music } from './answer.js';

export const NAME = 'acrcloud';

/** ACRCloud scores from 70, just good enough to be sent, to 100. Even 100 may be another release or a shared sample. */
const LOWEST = { told: 70, score: 0.55 };
const HIGHEST = { told: 100, score: 0.97 };
/** The list is sorted; what stands behind the first is mostly another release of it, else a rival. */
const RIVAL = 0.4;
/** More alternatives than these say nothing. */
const MOST = 3;
/** The end of a match may be told this much before the sample's, so that its beginning falls before the track's. */
const SLACK = 2;

/** The stretch of the mix that an answer speaks of. */
export interface Stretch {
  mixTime: number;
  duration: number;
}
type Place = Pick<Match, 'mixTime' | 'mixDuration' | 'trackTime'>;

/**
 * What the music and the user's own files in an answer say together. Both are sorted by how well they fit; of two that fit as well,
 * the user's own name goes before the world's.
 */
export function byFit(own: readonly Music[], music: readonly Music[]): Music[] {
  const told = ({ score }: Music): number => score ?? LOWEST.told;
  return own.length === 0 ? [...music] : [...own, ...music].sort((a, b) => told(b) - told(a));
}

/** One sample's answer. Several releases of one recording are one match; its ids are put together. */
export function matchesOf(music: readonly Music[], sample: Stretch, identifier = NAME, place = placeOf): Match[] {
  const matches = new Map<string, Match>();
  for (const item of music) {
    const title = item.title;
    if (!title) continue;
    const track = trackOf(item, title);
    const name = [title, ...track.artists].join('\n').toLowerCase();
    const known = matches.get(name);
    if (known) {
      if (track.isrc !== undefined) known.track.isrc ??= track.isrc;
      known.track.ids = { ...track.ids, ...known.track.ids };
      known.track.urls = { ...track.urls, ...known.track.urls };
      continue;
    }
    if (matches.size === MOST) break;
    const told = scoreOf(item.score ?? LOWEST.told);
    matches.set(name, {
      identifier,
      // Neighbouring samples may be given different releases: the recording's own number says that they are one.
      key: item.own ?? track.isrc ?? item.acrid ?? name,
      track,
      ...place(item, sample),
      score: matches.size === 0 ? told : told * RIVAL,
    });
  }
  return [...matches.values()];
}

function scoreOf(told: number): number {
  const share = (Math.min(told, HIGHEST.told) - LOWEST.told) / (HIGHEST.told - LOWEST.told);
  return Number((LOWEST.score + Math.max(0, share) * (HIGHEST.score - LOWEST.score)).toFixed(3));
}

/** Where the matched part lies. The offsets inside the sample are a feature that not every account has. */
function placeOf(item: Music, sample: Stretch): Place {
  const begin = item.sample_begin_time_offset_ms;
  const end = item.sample_end_time_offset_ms;
  const inTrack = item.db_begin_time_offset_ms;
  if (begin !== undefined && inTrack !== undefined && begin >= 0 && begin / 1000 < sample.duration && inTrack >= 0) {
    const last = end !== undefined && end > begin ? Math.min(end / 1000, sample.duration) : sample.duration;
    return { mixTime: sample.mixTime + begin / 1000, mixDuration: last - begin / 1000, trackTime: inTrack / 1000 };
  }
  const whole = { mixTime: sample.mixTime, mixDuration: sample.duration };
  // The one position that every plan sends is where the track plays at the end of the sample.
  if (item.play_offset_ms === undefined) return whole;
  const trackTime = item.play_offset_ms / 1000 - sample.duration;
  return trackTime < -SLACK ? whole : { ...whole, trackTime: Math.max(0, trackTime) };
}

function trackOf(item: Music, title: string): Track {
  const { external_ids: codes, external_metadata: links } = item;
  const [spotify, deezer, youtube, musicbrainz] = [
    links?.spotify[0],
    links?.deezer[0],
    links?.youtube[0],
    links?.musicbrainz[0],
  ];
  return given<Track>({
    title,
    artists: item.artists,
    album: item.album,
    label: item.label,
    releaseDate: item.release_date,
    isrc: codes?.isrc.map(isrcOf).find(Boolean),
    duration: item.duration_ms && item.duration_ms > 0 ? item.duration_ms / 1000 : undefined,
    genres: item.genres.length > 0 ? item.genres : undefined,
    ids: given({ library: item.own, acrid: item.acrid, upc: codes?.upc[0], spotify, deezer, youtube, musicbrainz }),
    urls: given({
      spotify: spotify && `https://open.spotify.com/track/${spotify}`,
      deezer: deezer && `https://www.deezer.com/track/${deezer}`,
      youtube: youtube && `https://www.youtube.com/watch?v=${youtube}`,
    }),
  });
}
