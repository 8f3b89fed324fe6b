import type { SampleIdentifier } from '../../domain/ports/identify.js';
import { wavOf } from '../../domain/wav.js';
import { baseUrl } from '../../net/base-url.js';
import { multipart } from '../../net/multipart.js';
import { perSecond } from '../../net/pace.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { Service } from '../../net/service.js';
import { asked } from '../asked.js';
import { matchesOf, NAME } from './matches.js';
import { noticing } from './notice.js';
import type { AuddSettings } from './settings.js';
import { BLOCKS } from './track.js';
import { TITLE, type Verdict, verdict } from './verdict.js';

const RATE = 16_000;
/** It takes 25 s, and looks at the first 12 of them. */
const SECONDS = 12;
/** Its guide recommends 5 s and more; of less than this it makes no fingerprint. */
const SHORTEST = 3;

export function createAudd(settings: AuddSettings, tools: ProviderTools): Made<SampleIdentifier> {
  const { http, clock, redactor } = tools;
  const { apiToken, market } = settings;
  redactor.learn(apiToken);
  const url = `${baseUrl(settings.host, 'TRACKLISTIFY_AUDD_HOST')}/`;
  const service = new Service({
    title: TITLE,
    rate: perSecond(settings.callsPerSecond, settings.concurrency),
    pace: tools.paceOf?.({ provider: NAME, address: url, identity: apiToken }),
    retry: { repeatCharged: settings.retryCharged, longestPauseMs: settings.maxWait * 1000 },
    clock,
    random: tools.random,
  });
  const notices = noticing();
  const askOnce = async (wav: Uint8Array, signal: AbortSignal): Promise<Verdict> => {
    const { body, contentType } = multipart(
      { api_token: apiToken, return: BLOCKS, market: market.toLowerCase() },
      { name: 'file', fileName: 'sample.wav', content: wav },
    );
    const ms = settings.timeout * 1000;
    const answer = await http.send({
      provider: TITLE,
      url,
      headers: { 'content-type': contentType },
      body,
      signal,
      limits: { headersMs: ms, totalMs: ms + 20_000 },
    });
    return verdict(answer, clock, redactor, ' TRACKLISTIFY_AUDD_CALLS_PER_SECOND lowers that.');
  };
  const provider: SampleIdentifier = {
    kind: 'sample',
    name: NAME,
    rate: RATE,
    seconds: SECONDS,
    gap: 1 / settings.callsPerSecond,
    async identify(sample, context) {
      if (sample.duration < SHORTEST) return [];
      const wav = wavOf(sample.pcm, sample.rate);
      return asked(NAME, sample, context, async (calling) => {
        const { result, notice } = await service.call(context, (signal) => {
          calling();
          return askOnce(wav, signal);
        });
        notices(notice, context);
        return matchesOf(result, sample);
      });
    },
  };
  return { provider, close: () => service.close() };
}
