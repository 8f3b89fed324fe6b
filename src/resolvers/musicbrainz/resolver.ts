import * as z from 'zod';
import { RateLimitError } from '../../domain/errors.js';
import { isrcOf } from '../../domain/isrc.js';
import type { Resolution, Resolver } from '../../domain/ports/resolve.js';
import type { Track } from '../../domain/track.js';
import { trackSchema } from '../../domain/track-schema.js';
import type { HttpAnswer } from '../../net/client.js';
import { readAnswer } from '../../net/json.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { Catalogue, type Look, resolverOf } from '../catalogue.js';
import { agreementOf, bestByCode, bestByName, likeness, sameLength } from '../matching.js';
import { isrcsOf, oneRecordingSchema, oneReleaseSchema, searchSchema, trackOf, tracksOf } from './answer.js';
import { queryFor } from './query.js';
import { compareDates } from './releases.js';
import type { MusicbrainzSettings } from './settings.js';
import { failureOf, TITLE } from './verdict.js';

const NAME = 'musicbrainz';
/** To be raised when answers are read differently. */
const READING = 1;
/** Of hits; each brings all its releases along. */
const LIMIT = 25;

/** In busy hours it sheds one call in four: five in a row fail in one long run of five, eight in hardly any. */
const RETRY = { attempts: 5, firstMs: 2000, longestMs: 8000 };
const BREAKER = { failures: 8 };
/** Being told to ask less often, we do so from then on: others may ask from the same address. */
const SLOWER = 1.5;
const LONGEST_GAP_MS = 5000;

const ABOUT_RECORDING =
  'artist-credits+isrcs+releases+release-groups+genres+url-rels+work-rels+work-level-rels+artist-rels';
/** A release with all its recordings and their works in one answer: nothing else tells the label as well. */
const ABOUT_RELEASE =
  'artist-credits+labels+media+recordings+isrcs+release-groups+genres+recording-level-rels+work-rels+work-level-rels+artist-rels+url-rels';

const knownSchema = z.object({ track: trackSchema, isrcs: z.array(z.string()) });
type Known = z.infer<typeof knownSchema>;
const hitSchema = z.object({ track: trackSchema, score: z.number() });
type Hit = z.infer<typeof hitSchema>;

export function createMusicbrainz(settings: MusicbrainzSettings, tools: ProviderTools): Made<Resolver> {
  const musicbrainz = new MusicBrainz(settings, tools);
  return {
    provider: resolverOf(NAME, (track, look) => musicbrainz.lookUp(track, look)),
    close: () => musicbrainz.close(),
  };
}

/** Looks tracks up with two calls each: which recording it is, then all about it. */
class MusicBrainz {
  readonly #catalogue: Catalogue;
  readonly #tools: ProviderTools;

  constructor({ apiUrl, callsPerSecond, contact, timeout, maxWait }: MusicbrainzSettings, tools: ProviderTools) {
    const official = /(?:^|\.)musicbrainz\.org$/.test(new URL(apiUrl).hostname);
    const rate = { minGapMs: 1000 / (official ? Math.min(1, callsPerSecond) : callsPerSecond), maxConcurrent: 1 };
    const { clock, redactor, http } = tools;
    this.#tools = tools;
    this.#catalogue = new Catalogue(
      {
        name: NAME,
        title: TITLE,
        reading: READING,
        base: apiUrl,
        rate,
        timeout,
        maxWait,
        headers: {
          accept: 'application/json',
          'user-agent': `${http.userAgent} ( ${contact ?? 'npm: tracklistify'} )`,
        },
        retry: RETRY,
        breaker: BREAKER,
        failureOf(answer) {
          const failure = failureOf(answer, clock, redactor);
          if (failure instanceof RateLimitError) rate.minGapMs = Math.min(rate.minGapMs * SLOWER, LONGEST_GAP_MS);
          return failure;
        },
      },
      tools,
    );
  }

  async lookUp(track: Track, look: Look): Promise<Resolution | null> {
    const id = track.ids?.[NAME];
    const asked = id !== undefined && UUID.test(id);
    const known = asked ? await this.#recording(id, look) : null;
    if (known) return byCode(track, await this.#onRelease(known, look));
    const hits = await this.#search(track, look);
    const code = isrcOf(track.isrc);
    const named = bestNamed(track, hits);
    const coded = code && bestByCode(track, inOrder(track, leading(hits)));
    // Names are told with the version left out; a code stands for one version.
    const found = coded && (!named || likeness(track, coded) >= ANOTHER_VERSION) ? coded : named;
    if (!found) return null;
    // An id that leads nowhere has cost the second call.
    const whole = asked ? { track: found, isrcs: [] } : await this.#about(found, look);
    if (code && whole.isrcs.includes(code)) return byCode(track, whole);
    return named && byName(track, found === named ? whole.track : named);
  }

  close(): Promise<void> {
    return this.#catalogue.close();
  }

  async #search(track: Track, look: Look): Promise<Hit[]> {
    const query = queryFor(track);
    if (query === null) return [];
    const parameters = new URLSearchParams({ query, limit: String(LIMIT), fmt: 'json' });
    const read = (answer: HttpAnswer): Hit[] =>
      this.#read(searchSchema, answer).recordings.flatMap(({ score = 0, ...recording }) => {
        const hit = trackOf(recording);
        return hit ? [{ track: hit, score }] : [];
      });
    return (await this.#catalogue.get(`/recording?${parameters}`, z.array(hitSchema), read, look)) ?? [];
  }

  #recording(id: string, look: Look): Promise<Known | null> {
    const read = (answer: HttpAnswer): Known | null => {
      const recording = this.#read(oneRecordingSchema, answer);
      const track = trackOf(recording);
      return track && { track, isrcs: isrcsOf(recording) };
    };
    return this.#catalogue.get(`/recording/${id}?inc=${ABOUT_RECORDING}&fmt=json`, knownSchema, read, look);
  }

  /** All that is known of a recording that was found. */
  async #about(found: Track, look: Look): Promise<Known> {
    const known = { track: found, isrcs: [] };
    if (found.ids?.['musicbrainzRelease']) return this.#onRelease(known, look);
    const told = await this.#recording(found.ids![NAME]!, look);
    return told ? { ...told, track: both(found, told.track) } : known;
  }

  /** With what the release tells that it came out on. */
  async #onRelease(known: Known, look: Look): Promise<Known> {
    const { musicbrainz, musicbrainzRelease: release } = known.track.ids ?? {};
    if (!release) return known;
    const read = (answer: HttpAnswer): Known[] => tracksOf(this.#read(oneReleaseSchema, answer));
    const path = `/release/${release}?inc=${ABOUT_RELEASE}&fmt=json`;
    const all = (await this.#catalogue.get(path, z.array(knownSchema), read, look)) ?? [];
    const same = all.find(({ track }) => track.ids?.[NAME] === musicbrainz);
    // Two recordings that turned out to be one go by the other's id from then on, and the search learns it late.
    const name = same
      ? null
      : bestByName(
          known.track,
          all.map(({ track }) => track),
        );
    const told = same ?? all.find(({ track }) => track === name);
    return told ? { track: both(known.track, told.track), isrcs: [...known.isrcs, ...told.isrcs] } : known;
  }

  #read<T extends z.ZodType>(schema: T, answer: HttpAnswer): z.infer<T> {
    return readAnswer(schema, TITLE, answer, this.#tools.redactor);
  }
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Likeness of two versions of one piece. */
const ANOTHER_VERSION = 0.5;

function byCode(track: Track, { track: found, isrcs }: Known): Resolution {
  const own = isrcs.find((code) => code === isrcOf(track.isrc));
  return { track: { ...found, ...(own && { isrc: own }) }, agreement: agreementOf(track, found) };
}

/** Found by its own name, it can't contradict; it only shows that there is such a track. */
const byName = (track: Track, found: Track): Resolution => ({
  track: found,
  agreement: Math.max(0.8, likeness(track, found)),
});

/** The hits that fit about as well as the best: those by the code alone, where there are any. */
const leading = (hits: readonly Hit[]): Hit[] => {
  const best = Math.max(0, ...hits.map(({ score }) => score));
  return hits.filter(({ score }) => score >= best / 2);
};

const bestNamed = (track: Track, hits: readonly Hit[]): Track | null =>
  track.artists.length === 0
    ? null
    : (bestByName(track, inOrder(track, leading(hits))) ?? bestByName(track, inOrder(track, hits)));

/** The one of the right length first, of those the earliest. */
function inOrder(track: Track, hits: readonly Hit[]): Track[] {
  const length = (other: Track): number => {
    const same = sameLength(track, other);
    return same === null ? 1 : same ? 0 : 2;
  };
  const found = hits.map((hit) => hit.track);
  return found.sort((a, b) => length(a) - length(b) || compareDates(a.releaseDate, b.releaseDate));
}

/** What one call told, and what the next one told better. */
const both = (one: Track, better: Track): Track => ({
  ...one,
  ...better,
  ids: { ...one.ids, ...better.ids },
  urls: { ...one.urls, ...better.urls },
});
