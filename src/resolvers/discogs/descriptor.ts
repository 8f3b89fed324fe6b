import type { Resolver } from '../../domain/ports/resolve.js';
import { baseUrl } from '../../net/base-url.js';
import type { ProviderDescriptor } from '../../net/provider.js';
import { discogsSettings } from './settings.js';

export const discogs: ProviderDescriptor<Resolver, typeof discogsSettings> = {
  name: 'discogs',
  title: 'Discogs',
  settings: discogsSettings,
  about: {
    group: 'free',
    cost: 'Costs nothing; needs an account.',
    rate: '60 calls a minute, two for a track (TRACKLISTIFY_DISCOGS_CALLS_PER_MINUTE, fewer).',
    terms:
      'Its facts are shown with a link to Discogs; its images belong to others, and are neither fetched nor linked.',
    setUp: [
      'discogs.com/settings/developers: generate a personal token.',
      'Set DISCOGS_TOKEN to it.',
      'Try: tracklistify enrich mix.json --providers discogs',
    ],
  },
  ready: ({ token }) =>
    token
      ? { ready: true }
      : {
          ready: false,
          credentials: true,
          lacks: 'Set DISCOGS_TOKEN: discogs.com/settings/developers generates one for your account.',
        },
  address: ({ apiUrl }) => baseUrl(apiUrl, 'TRACKLISTIFY_DISCOGS_API_URL'),
  async make({ token = '', ...rest }, tools) {
    const { createDiscogs } = await import('./resolver.js');
    return createDiscogs({ ...rest, token }, tools);
  },
};
