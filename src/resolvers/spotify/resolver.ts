import { z } from 'zod';
import { AuthenticationError } from '../../domain/errors.js';
import type { Context, Resolution, Resolver } from '../../domain/ports.js';
import { fold } from '../../domain/recording.js';
import type { Track } from '../../domain/track.js';
import { baseUrl } from '../../net/base-url.js';
import type { HttpAnswer } from '../../net/client.js';
import { readAnswer } from '../../net/json.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { Service } from '../../net/service.js';
import { searchSchema, trackOf, trackSchema } from './answer.js';
import { agreementOf, bestByCode, bestByName, likeness } from './matching.js';
import { AppToken } from './token.js';
import { failureOf, TITLE } from './verdict.js';

export interface SpotifySettings {
  clientId: string;
  clientSecret: string;
  market?: string;
  accountsUrl: string;
  apiUrl: string;
  callsPerSecond: number;
  timeout: number;
  maxWait: number;
}

const NAME = 'spotify';
/** To be raised when answers are read differently. */
const READING = 1;
/** The most that an app in development mode is given. */
const LIMIT = '10';

/** Written by this very code; checked for its shape only. */
const keptSchema = z.array(z.looseObject({ title: z.string(), artists: z.array(z.string()) }));

export function createSpotify(settings: SpotifySettings, tools: ProviderTools): Made<Resolver> {
  const { http, clock, redactor, keeping } = tools;
  const { clientId, clientSecret } = settings;
  const accounts = baseUrl(settings.accountsUrl, 'TRACKLISTIFY_SPOTIFY_ACCOUNTS_URL');
  const api = baseUrl(settings.apiUrl, 'TRACKLISTIFY_SPOTIFY_API_URL');
  for (const secret of [clientSecret, `${clientId}:${clientSecret}`]) redactor.learn(secret);
  const service = new Service({
    title: TITLE,
    rate: { minGapMs: 1000 / settings.callsPerSecond, maxConcurrent: 2 },
    retry: { repeatCharged: true, longestPauseMs: settings.maxWait * 1000 },
    clock,
  });
  const limits = { headersMs: settings.timeout * 1000 };
  const token = new AppToken(
    (signal) =>
      http.send({
        provider: TITLE,
        url: `${accounts}/api/token`,
        headers: {
          authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: 'grant_type=client_credentials',
        signal,
        limits,
      }),
    clock,
    redactor,
  );

  const get = async (path: string, signal: AbortSignal): Promise<HttpAnswer> => {
    for (let attempt = 1; ; attempt++) {
      const bearer = await token.get(signal);
      const headers = { authorization: `Bearer ${bearer}` };
      const answer = await http.send({ provider: TITLE, url: `${api}${path}`, headers, signal, limits });
      if (answer.status !== 401) return answer;
      token.forget(bearer);
      if (attempt > 1) throw new AuthenticationError(TITLE, 'Spotify refuses even a new token of this app (HTTP 401).');
    }
  };

  /** Candidates at a path, as they are kept or as they are asked for. */
  const candidates = async (
    path: string,
    read: (answer: HttpAnswer) => Track[],
    context: Context,
  ): Promise<Track[]> => {
    const key = `${NAME}/${READING}${path}`;
    const kept = keeping && !keeping.refresh ? keptSchema.safeParse(await keeping.cache.get(key)) : null;
    if (kept?.success) return kept.data as unknown as Track[];
    const found = await service.call(context, async (signal) => {
      const answer = await get(path, signal);
      if (answer.status === 404) return [];
      const failure = failureOf(answer, clock, redactor);
      if (failure) throw failure;
      return read(answer);
    });
    await keeping?.cache.set(key, found, found.length > 0 ? keeping.matchSeconds : keeping.noMatchSeconds);
    return found;
  };
  const market: Record<string, string> = settings.market === undefined ? {} : { market: settings.market };
  const search = (q: string, context: Context): Promise<Track[]> => {
    const query = new URLSearchParams({ q, type: 'track', limit: LIMIT, ...market });
    const read = (answer: HttpAnswer): Track[] =>
      readAnswer(searchSchema, TITLE, answer, redactor).tracks.items.flatMap((item) => trackOf(item) ?? []);
    return candidates(`/search?${query}`, read, context);
  };
  const byId = (id: string, context: Context): Promise<Track[]> => {
    const query = settings.market === undefined ? '' : `?${new URLSearchParams(market)}`;
    const read = (answer: HttpAnswer): Track[] => {
      const told = trackOf(readAnswer(trackSchema, TITLE, answer, redactor));
      return told ? [told] : [];
    };
    return candidates(`/tracks/${encodeURIComponent(id)}${query}`, read, context);
  };

  const provider: Resolver = {
    name: NAME,
    async resolve(track, context) {
      const id = track.ids?.[NAME];
      const known =
        (id === undefined ? null : bestByCode(track, await byId(id, context))) ??
        (track.isrc === undefined ? null : bestByCode(track, await search(`isrc:${track.isrc}`, context)));
      if (known) return resolution(known, agreementOf(track, known));
      for (const query of queriesFor(track)) {
        const named = bestByName(track, await search(query, context));
        // Found by its own name, it can't contradict; it only shows that there is such a track.
        if (named) return resolution(named, Math.max(0.8, likeness(track, named)));
      }
      return null;
    },
  };
  return { provider, close: () => service.close() };
}

/** Facts of a track that is contradicted aren't the facts of what was heard. */
function resolution({ title: _, ...facts }: Track, agreement: number): Resolution {
  return { track: agreement >= 0.5 ? facts : {}, agreement };
}

/** First exactly, by fields, then freely without what's in brackets. */
function queriesFor(track: Track): string[] {
  const artist = track.artists[0];
  if (!track.title || !artist) return [];
  const quoted = (text: string): string => `"${text.replace(/["\\]/g, ' ').trim()}"`;
  const bare = fold(track.title.replace(/[([][^)\]]*[)\]]/g, ' '));
  return [`track:${quoted(track.title)} artist:${quoted(artist)}`, `${fold(artist)} ${bare}`.trim()];
}
