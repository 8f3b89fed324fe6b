import * as z from 'zod';
import { fold } from '../../domain/recording.js';
import { withoutBetween } from '../../domain/text.js';
import type { Track } from '../../domain/track.js';
import { trackSchema } from '../../domain/track-schema.js';
import type { HttpAnswer } from '../../net/client.js';
import { readAnswer } from '../../net/json.js';
import { keptOr } from '../../net/kept.js';
import type { ProviderTools } from '../../net/provider.js';
import type { Look } from '../catalogue.js';
import { type Found, foundByCode, foundByName } from '../matching.js';
import { trackSchema as answeredTrack, searchSchema, trackOf } from './answer.js';
import type { SpotifyApi } from './api.js';
import { TITLE } from './verdict.js';

export const NAME = 'spotify';
/** To be raised when answers are read differently. */
const READING = 2;
/** The most that an app in development mode is given. */
const LIMIT = '10';

/** For one track. */
const MOST_CALLS = 2;

const keptSchema = z.array(trackSchema);

/** Looks tracks up: by Spotify's own id, by ISRC, by name. What was answered is kept. */
export class Catalogue {
  readonly #api: SpotifyApi;
  readonly #tools: ProviderTools;
  readonly #market: Record<string, string>;

  constructor(api: SpotifyApi, tools: ProviderTools, market: string | undefined) {
    this.#api = api;
    this.#tools = tools;
    this.#market = market === undefined ? {} : { market };
  }

  /** By the surest two ways that there are: whoever has an id or an ISRC needs the looser ways less. */
  async lookUp(track: Track, look: Look): Promise<Found | null> {
    for (const way of this.#ways(track).slice(0, MOST_CALLS)) {
      const found = await way(look);
      if (found) return found;
    }
    return null;
  }

  #ways(track: Track): Array<(look: Look) => Promise<Found | null>> {
    const id = track.ids?.[NAME];
    const { isrc } = track;
    return [
      ...(id === undefined ? [] : [async (look: Look) => foundByCode(track, await this.#byId(id, look))]),
      ...(isrc === undefined
        ? []
        : [async (look: Look) => foundByCode(track, await this.#search(`isrc:${isrc}`, look))]),
      ...queriesFor(track).map((query) => async (look: Look) => foundByName(track, await this.#search(query, look))),
    ];
  }

  #search(q: string, look: Look): Promise<Track[]> {
    const query = new URLSearchParams({ q, type: 'track', limit: LIMIT, ...this.#market });
    const read = (answer: HttpAnswer): Track[] =>
      readAnswer(searchSchema, TITLE, answer, this.#tools.redactor).tracks.items.flatMap((item) => trackOf(item) ?? []);
    return this.#candidates(`/search?${query}`, read, look);
  }

  #byId(id: string, look: Look): Promise<Track[]> {
    const query = 'market' in this.#market ? `?${new URLSearchParams(this.#market)}` : '';
    const read = (answer: HttpAnswer): Track[] => {
      const told = trackOf(readAnswer(answeredTrack, TITLE, answer, this.#tools.redactor));
      return told ? [told] : [];
    };
    return this.#candidates(`/tracks/${encodeURIComponent(id)}${query}`, read, look);
  }

  /** Candidates at a path, as they are kept or as they are asked for. */
  async #candidates(
    path: string,
    read: (answer: HttpAnswer) => Track[],
    { context, keptOnly }: Look,
  ): Promise<Track[]> {
    const ask = keptOnly ? null : () => this.#api.get(path, read, context);
    const { found } = await keptOr(this.#tools.keeping, `${NAME}/${READING}${path}`, keptSchema, ask);
    return found ?? [];
  }
}

/** First exactly, by fields, then freely without what's in brackets. */
function queriesFor(track: Track): string[] {
  const artist = track.artists[0];
  if (!track.title || !artist) return [];
  const quoted = (text: string): string => `"${text.replace(/["\\]/g, ' ').trim()}"`;
  const bare = fold(withoutBetween(track.title, /[([]/g, /[)\]]/g, 'kept'));
  return [`track:${quoted(track.title)} artist:${quoted(artist)}`, `${fold(artist)} ${bare}`.trim()];
}
