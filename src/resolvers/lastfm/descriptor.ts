import type { Resolver } from '../../domain/ports/resolve.js';
import { baseUrl } from '../../net/base-url.js';
import type { ProviderDescriptor } from '../../net/provider.js';
import { lastfmSettings } from './settings.js';

export const lastfm: ProviderDescriptor<Resolver, typeof lastfmSettings> = {
  name: 'lastfm',
  title: 'Last.fm',
  settings: lastfmSettings,
  about: {
    group: 'free',
    cost: 'Costs nothing; needs an account.',
    rate: 'One call a second, two for a track at most (TRACKLISTIFY_LASTFM_CALLS_PER_SECOND, fewer).',
    terms:
      'For use that earns nothing: at most 100 MB of its data may be kept, and what is shown of it credits Last.fm with a link.',
    setUp: [
      'last.fm/api/account/create: make an API account (any name, no callback).',
      'Set LASTFM_API_KEY to its API key; the shared secret is not needed.',
      'Try: tracklistify enrich mix.json --providers lastfm',
    ],
  },
  ready: ({ apiKey }) =>
    apiKey
      ? { ready: true }
      : {
          ready: false,
          credentials: true,
          lacks: 'Set LASTFM_API_KEY: last.fm/api/account/create gives one to your account.',
        },
  address: ({ apiUrl }) => baseUrl(apiUrl, 'TRACKLISTIFY_LASTFM_API_URL'),
  async make({ apiKey = '', ...rest }, tools) {
    const { createLastfm } = await import('./resolver.js');
    return createLastfm({ ...rest, apiKey }, tools);
  },
};
