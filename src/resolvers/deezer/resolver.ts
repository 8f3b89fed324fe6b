import * as z from 'zod';
import { isrcOf } from '../../domain/isrc.js';
import type { Resolver } from '../../domain/ports/resolve.js';
import type { Track } from '../../domain/track.js';
import { trackSchema } from '../../domain/track-schema.js';
import { baseUrl } from '../../net/base-url.js';
import type { HttpAnswer } from '../../net/client.js';
import { notTheAnswer, readAnswer } from '../../net/json.js';
import { NotKept } from '../../net/kept.js';
import { perSecond } from '../../net/pace.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { Catalogue, type Look, resolverOf } from '../catalogue.js';
import { type Found, foundByCode, foundByName } from '../matching.js';
import { queriesFor } from '../words.js';
import { trackSchema as answeredTrack, searchSchema, trackOf } from './answer.js';
import type { DeezerSettings } from './settings.js';
import { failureOf, isNone, TITLE } from './verdict.js';

const NAME = 'deezer';
/** To be raised when answers are read differently. */
const READING = 1;
/** For one track. */
const MOST_CALLS = 2;
/** More are answered, and none of those is it. */
const LIMIT = '25';

const OWN_ID = /^\d{1,20}$/;

const keptTracks = z.array(trackSchema);

export function createDeezer(settings: DeezerSettings, tools: ProviderTools): Made<Resolver> {
  const catalogue = new Catalogue(
    {
      name: NAME,
      title: TITLE,
      reading: READING,
      base: baseUrl(settings.apiUrl, 'TRACKLISTIFY_DEEZER_API_URL'),
      rate: perSecond(settings.callsPerSecond, 2),
      timeout: settings.timeout,
      maxWait: settings.maxWait,
      failureOf: (answer) => failureOf(answer, tools),
    },
    tools,
  );
  const deezer = new Deezer(catalogue, tools);
  return {
    provider: resolverOf(NAME, (track, look) => deezer.lookUp(track, look)),
    close: () => catalogue.close(),
  };
}

/** Looks a track up by Deezer's own id, by ISRC, then by plain words, which find more there than its fields do. */
class Deezer {
  readonly #catalogue: Catalogue;
  readonly #tools: ProviderTools;

  constructor(catalogue: Catalogue, tools: ProviderTools) {
    this.#catalogue = catalogue;
    this.#tools = tools;
  }

  async lookUp(track: Track, look: Look): Promise<Found | null> {
    const isrc = isrcOf(track.isrc);
    const id = track.ids?.[NAME];
    let left = MOST_CALLS;
    for (const code of [...(id && OWN_ID.test(id) ? [id] : []), ...(isrc ? [`isrc:${isrc}`] : [])]) {
      left--;
      const found = foundByCode(track, await this.#track(code, look));
      if (found) return found;
    }
    for (const query of queriesFor(track).slice(0, left)) {
      left--;
      const found = foundByName(track, await this.#search(query, look));
      if (found) return left > 0 ? { ...found, track: await this.#whole(found.track, look) } : found;
    }
    return null;
  }

  /** What a search leaves out: the release date, the tempo, everybody who took part. */
  async #whole(found: Track, look: Look): Promise<Track> {
    const id = found.ids?.[NAME];
    if (id === undefined) return found;
    try {
      return (await this.#track(id, look))[0] ?? found;
    } catch (error) {
      if (error instanceof NotKept) return found;
      throw error;
    }
  }

  async #track(code: string, look: Look): Promise<Track[]> {
    const read = (answer: HttpAnswer): Track[] => {
      if (isNone(answer)) return [];
      const told = trackOf(readAnswer(answeredTrack, TITLE, answer, this.#tools.redactor));
      if (!told) throw notTheAnswer(TITLE, answer, this.#tools.redactor);
      return [told];
    };
    return (await this.#catalogue.get(`/track/${code}`, keptTracks, read, look)) ?? [];
  }

  /** Its first page: the address of the next one, which the answer tells, may lead anywhere. */
  async #search(q: string, look: Look): Promise<Track[]> {
    const read = (answer: HttpAnswer): Track[] =>
      isNone(answer)
        ? []
        : readAnswer(searchSchema, TITLE, answer, this.#tools.redactor).data.flatMap((item) => trackOf(item) ?? []);
    return (
      (await this.#catalogue.get(`/search?${new URLSearchParams({ q, limit: LIMIT })}`, keptTracks, read, look)) ?? []
    );
  }
}
