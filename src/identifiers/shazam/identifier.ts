import { randomUUID } from 'node:crypto';
import { ProtocolError } from '../../domain/errors.js';
import type { Match } from '../../domain/match.js';
import type { Context } from '../../domain/ports/context.js';
import type { Sample, SampleIdentifier } from '../../domain/ports/identify.js';
import { baseUrl, isOwnServer } from '../../net/base-url.js';
import type { HttpAnswer } from '../../net/client.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { Service } from '../../net/service.js';
import { asked } from '../asked.js';
import { matchSchema, tagSchema } from './answer.js';
import { matchesOfMatch, matchesOfTag, NAME } from './matches.js';
import { LEAST_GAP, SHORT, type ShazamSettings } from './settings.js';
import { RATE, type Signature, signatureOf } from './signature.js';
import { TITLE, verdict } from './verdict.js';

/** Signatures of 15 s and more are answered by no match, always. */
const LONGEST = 14;
/** A few seconds of music have hundreds of peaks; silence and hiss have next to none, and aren't worth a call. */
const FEWEST_PEAKS = 20;
/** What a no-match may ask for before the next sample. */
const LONGEST_HINT_MS = 15_000;

const QUERY = 'sync=true&webv3=true&sampling=true&connected=&shazamapiversion=v3&sharehub=true&video=v3';
/** The app's endpoints are asked as the app asks. English, since album and label are told by their displayed names. */
const HEADERS = {
  'content-type': 'application/json',
  'content-language': 'en_US',
  'accept-language': 'en-US',
  'user-agent': 'Dalvik/2.1.0 (Linux; U; Android 13; Pixel 6)',
};
const TIME_ZONE = 'Europe/London';

type Endpoint = (signature: Signature, sample: Sample, context: Context, calling: () => void) => Promise<Match[]>;

export function createShazam(settings: Omit<ShazamSettings, 'enabled'>, tools: ProviderTools): Made<SampleIdentifier> {
  const { http, clock, redactor } = tools;
  const base = baseUrl(settings.host, 'TRACKLISTIFY_SHAZAM_HOST');
  const installation = randomUUID();
  const { sampleSeconds, shortRetry } = settings;
  const gap = isOwnServer(base) ? settings.secondsBetweenCalls : Math.max(LEAST_GAP, settings.secondsBetweenCalls);
  const service = new Service({
    title: TITLE,
    rate: { minGapMs: gap * 1000, maxConcurrent: 1 },
    pace: tools.paceOf?.({ provider: NAME, address: base }),
    retry: {
      // Nothing is counted or paid for, so a lost answer may be asked for again.
      repeatCharged: true,
      longestPauseMs: settings.maxWait * 1000,
      pausesMs: [60_000, 120_000, 240_000, 480_000, 900_000],
    },
    clock,
    random: tools.random,
  });
  const post = (url: string, body: unknown, signal: AbortSignal): Promise<HttpAnswer> =>
    http.send({
      provider: TITLE,
      url,
      headers: HEADERS,
      body: JSON.stringify(body),
      signal,
      limits: { headersMs: settings.timeout * 1000 },
    });
  // Not waited for: the answer goes to the disk first. What the gap keeps anyway isn't worth a word.
  const wait = (milliseconds: number | undefined): void => {
    if (milliseconds === undefined || milliseconds <= gap * 1000) return;
    void service.pauseUntil(
      clock.now() + Math.min(milliseconds, LONGEST_HINT_MS),
      'it asked for a moment between samples',
    );
  };

  const byTag: Endpoint = (signature, sample, context, calling) =>
    service.call(context, async (signal) => {
      calling();
      const ids = `${randomUUID().toUpperCase()}/${randomUUID()}`;
      const body = {
        timezone: TIME_ZONE,
        signature: { uri: signature.uri, samplems: signature.milliseconds },
        timestamp: Math.round(clock.now()),
        context: {},
        geolocation: {},
      };
      const answer = await post(`${base}/discovery/v5/en/US/android/-/tag/${ids}?${QUERY}`, body, signal);
      const tag = verdict(tagSchema, answer, clock, redactor);
      wait(tag.retryms);
      return matchesOfTag(tag, sample);
    });

  const byMatch: Endpoint = (signature, sample, context, calling) =>
    service.call(context, async (signal) => {
      calling();
      const body = {
        signatures: [{ uri: signature.uri, samplems: signature.milliseconds }],
        timezone: TIME_ZONE,
      };
      const answer = await post(`${base}/match/v1/en/US/android/${installation}/${randomUUID()}`, body, signal);
      const match = verdict(matchSchema, answer, clock, redactor);
      wait(match.results.retry?.retryInMilliseconds);
      return matchesOfMatch(match, sample);
    });

  // The first endpoint tells more; when it's gone, the other one serves for the rest of the run.
  let ask = byTag;
  const askEither: Endpoint = async (...question) => {
    try {
      return await ask(...question);
    } catch (error) {
      if (!(error instanceof ProtocolError) || ask === byMatch) throw error;
      const [, , { signal }] = question;
      const matches = await byMatch(...question).catch((second) => Promise.reject(signal.aborted ? second : error));
      ask = byMatch;
      return matches;
    }
  };
  const askAbout = async (sample: Sample, context: Context): Promise<Match[]> => {
    const signature = signatureOf(sample.pcm);
    if (signature.peaks < FEWEST_PEAKS) return [];
    return asked(NAME, sample, context, (calling) => askEither(signature, sample, context, calling));
  };
  const provider: SampleIdentifier = {
    kind: 'sample',
    name: NAME,
    rate: RATE,
    seconds: sampleSeconds,
    gap,
    async identify(whole, context) {
      const sample = whole.pcm.length > LONGEST * RATE ? partOf(whole, 0, sampleSeconds) : whole;
      const answer = await askAbout(sample, context);
      const tooShort = sample.duration <= SHORT;
      if (answer.length > 0 || !shortRetry || tooShort) return answer;
      return askAbout(partOf(sample, (sample.duration - SHORT) / 2, SHORT), context);
    },
  };
  return { provider, close: () => service.close() };
}

function partOf({ mixTime, pcm, rate }: Sample, from: number, seconds: number): Sample {
  const part = pcm.subarray(Math.round(from * rate), Math.round((from + seconds) * rate));
  return { mixTime: mixTime + from, duration: part.length / rate, rate, pcm: part };
}
