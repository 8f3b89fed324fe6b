import * as z from 'zod';
import type { Context } from '../../domain/ports/context.js';
import { fold } from '../../domain/recording.js';
import { trackSchema } from '../../domain/schema.js';
import { withoutBetween } from '../../domain/text.js';
import type { Track } from '../../domain/track.js';
import type { HttpAnswer } from '../../net/client.js';
import { readAnswer } from '../../net/json.js';
import type { ProviderTools } from '../../net/provider.js';
import { trackSchema as answeredTrack, searchSchema, trackOf } from './answer.js';
import type { SpotifyApi } from './api.js';
import { agreementOf, bestByCode, bestByName, likeness } from './matching.js';
import { TITLE } from './verdict.js';

export const NAME = 'spotify';
/** To be raised when answers are read differently. */
const READING = 1;
/** The most that an app in development mode is given. */
const LIMIT = '10';

const keptSchema = z.array(trackSchema);

/** A track as Spotify has it, and how far its name agrees with the one that was looked for, from 0 to 1. */
export interface Found {
  track: Track;
  agreement: number;
}

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

  async lookUp(track: Track, context: Context): Promise<Found | null> {
    const id = track.ids?.[NAME];
    const known =
      (id === undefined ? null : bestByCode(track, await this.#byId(id, context))) ??
      (track.isrc === undefined ? null : bestByCode(track, await this.#search(`isrc:${track.isrc}`, context)));
    if (known) return { track: known, agreement: agreementOf(track, known) };
    for (const query of queriesFor(track)) {
      const named = bestByName(track, await this.#search(query, context));
      // Found by its own name, it can't contradict; it only shows that there is such a track.
      if (named) return { track: named, agreement: Math.max(0.8, likeness(track, named)) };
    }
    return null;
  }

  #search(q: string, context: Context): Promise<Track[]> {
    const query = new URLSearchParams({ q, type: 'track', limit: LIMIT, ...this.#market });
    const read = (answer: HttpAnswer): Track[] =>
      readAnswer(searchSchema, TITLE, answer, this.#tools.redactor).tracks.items.flatMap((item) => trackOf(item) ?? []);
    return this.#candidates(`/search?${query}`, read, context);
  }

  #byId(id: string, context: Context): Promise<Track[]> {
    const query = 'market' in this.#market ? `?${new URLSearchParams(this.#market)}` : '';
    const read = (answer: HttpAnswer): Track[] => {
      const told = trackOf(readAnswer(answeredTrack, TITLE, answer, this.#tools.redactor));
      return told ? [told] : [];
    };
    return this.#candidates(`/tracks/${encodeURIComponent(id)}${query}`, read, context);
  }

  /** Candidates at a path, as they are kept or as they are asked for. */
  async #candidates(path: string, read: (answer: HttpAnswer) => Track[], context: Context): Promise<Track[]> {
    const { keeping } = this.#tools;
    const key = `${NAME}/${READING}${path}`;
    const kept = keeping && !keeping.refresh ? keptSchema.safeParse(await keeping.cache.get(key)) : null;
    if (kept?.success) return kept.data;
    const found = (await this.#api.get(path, read, context)) ?? [];
    await keeping?.cache.set(key, found, found.length > 0 ? keeping.matchSeconds : keeping.noMatchSeconds);
    return found;
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
