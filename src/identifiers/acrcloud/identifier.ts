import type { SampleIdentifier } from '../../domain/ports/identify.js';
import { wavOf } from '../../domain/wav.js';
import { multipart } from '../../net/multipart.js';
import { perSecond } from '../../net/pace.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { Service } from '../../net/service.js';
import { asked } from '../asked.js';
import { addressOf, IDENTIFY_PATH } from './address.js';
import type { Music } from './answer.js';
import { matchesOf, NAME } from './matches.js';
import type { AcrcloudSettings } from './settings.js';
import { sign } from './sign.js';
import { TITLE, verdict } from './verdict.js';

/** ACRCloud's own SDK sends 8 kHz: a higher rate only takes longer to upload. Its advice is less than 15 s. */
const RATE = 8000;
const SECONDS = 12;
/** Less is refused by the SDK as too short for a fingerprint. */
const SHORTEST = 1;

export function createAcrcloud(settings: AcrcloudSettings, tools: ProviderTools): Made<SampleIdentifier> {
  const { http, clock, redactor } = tools;
  const { accessKey, accessSecret } = settings;
  for (const secret of [accessKey, accessSecret]) redactor.learn(secret);
  const url = `${addressOf(settings.host)}${IDENTIFY_PATH}`;
  const service = new Service({
    title: TITLE,
    rate: perSecond(settings.callsPerSecond, settings.concurrency),
    pace: tools.paceOf?.({ provider: NAME, address: url, identity: accessKey }),
    retry: {
      repeatCharged: settings.retryCharged,
      longestPauseMs: settings.maxWait * 1000,
      pausesMs: [1500, 4000, 10_000],
    },
    clock,
    random: tools.random,
  });
  const askOnce = async (wav: Uint8Array, signal: AbortSignal): Promise<Music[]> => {
    // Signed anew at each attempt: the time is part of it.
    const timestamp = String(Math.floor(clock.now() / 1000));
    const { body, contentType } = multipart(
      {
        access_key: accessKey,
        data_type: 'audio',
        signature_version: '1',
        signature: sign({ accessKey, accessSecret }, 'audio', timestamp),
        timestamp,
        sample_bytes: String(wav.length),
      },
      { name: 'sample', fileName: 'sample.wav', content: wav },
    );
    const answer = await http.send({
      provider: TITLE,
      url,
      headers: { 'content-type': contentType },
      body,
      signal,
      limits: { headersMs: settings.timeout * 1000 },
    });
    return verdict(answer, clock, redactor);
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
        const music = await service.call(context, (signal) => {
          calling();
          return askOnce(wav, signal);
        });
        return matchesOf(music, sample);
      });
    },
  };
  return { provider, close: () => service.close() };
}
