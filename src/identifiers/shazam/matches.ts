import { given } from '../../domain/given.js';
import { isrcOf } from '../../domain/isrc.js';
import type { Match } from '../../domain/match.js';
import type { Sample } from '../../domain/ports/identify.js';
import type { Track } from '../../domain/track.js';
import type { MatchAnswer, ShazamMatch, Tag } from './answer.js';

export const NAME = 'shazam';

/** Shazam gives no score, and answers only when it is sure of the sound; which release it names is less sure. */
const SCORE = 0.87;
/** No DJ plays a track at a speed further off than this. */
const LARGEST_SKEW = 0.25;

/** From the app's "tag" answer. */
export function matchesOfTag(tag: Tag, sample: Sample): Match[] {
  const { track: told } = tag;
  const first = tag.matches[0];
  const title = told?.title;
  if (!first || !told || !title) return [];
  const key = told.key ?? first.id;
  const facts = told.sections.flatMap((section) => (section.type === 'SONG' ? section.metadata : []));
  const fact = (name: string): string | undefined => facts.find((f) => f.title === name)?.text;
  const apple = told.hub?.actions.find((action) => action.type === 'applemusicplay')?.id;
  const youtube = told.sections.flatMap((section) => (section.type === 'VIDEO' ? [section.youtubeurl] : []))[0];
  const track = given<Track>({
    title,
    artists: told.subtitle ? [told.subtitle] : [],
    album: fact('Album'),
    label: fact('Label'),
    releaseDate: /^\d{4}(-\d\d(-\d\d)?)?$/.exec(fact('Released') ?? '')?.[0],
    isrc: isrcOf(told.isrc),
    genres: told.genres?.primary ? [told.genres.primary] : undefined,
    ids: given({ shazam: key, applemusic: apple }),
    urls: given({ shazam: told.url, youtube }),
    artwork: told.images?.coverarthq ?? told.images?.coverart,
  });
  return [matchOf(first, track, key, sample)];
}

/** From the "match" endpoint, which tells less. */
export function matchesOfMatch(answer: MatchAnswer, sample: Sample): Match[] {
  const first = answer.results.matches[0];
  const told = first?.id === undefined ? undefined : answer.resources?.['shazam-songs'][first.id]?.attributes;
  if (!first || !told?.title) return [];
  const track = given<Track>({
    title: told.title,
    artists: told.artist ? [told.artist] : [],
    isrc: isrcOf(told.isrc),
    ids: given({ shazam: first.id }),
    urls: given({ shazam: told.webUrl ?? told.share?.href }),
  });
  return [matchOf(first, track, first.id, sample)];
}

function matchOf(told: ShazamMatch, track: Track, key: string | undefined, sample: Sample): Match {
  return {
    identifier: NAME,
    key: track.isrc ?? key ?? `${track.artists.join('\n')}\n${track.title}`.toLowerCase(),
    track,
    mixTime: sample.mixTime,
    mixDuration: sample.duration,
    ...given({
      // The track's position at the sample's beginning.
      trackTime: told.offset === undefined ? undefined : Math.max(0, told.offset),
      // Relative deviations: key-lock shows in the time alone.
      speed: ratio(told.timeskew),
      pitch: ratio(told.frequencyskew),
    }),
    score: SCORE,
  };
}

function ratio(skew: number | undefined): number | undefined {
  return skew === undefined || Math.abs(skew) > LARGEST_SKEW ? undefined : 1 + skew;
}
