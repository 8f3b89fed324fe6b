import type { Resolver } from '../../domain/ports/resolve.js';
import { baseUrl } from '../../net/base-url.js';
import type { ProviderDescriptor } from '../../net/provider.js';
import { itunesSettings } from './settings.js';

export const itunes: ProviderDescriptor<Resolver, typeof itunesSettings> = {
  name: 'itunes',
  title: 'iTunes',
  settings: itunesSettings,
  about: {
    group: 'free',
    cost: 'Costs nothing.',
    rate: '20 calls a minute, two for a track at most (TRACKLISTIFY_ITUNES_CALLS_PER_MINUTE, fewer).',
    terms: "Apple allows covers and previews only beside a link to its store; previews aren't fetched.",
    setUp: [
      'No account and no key.',
      'TRACKLISTIFY_ITUNES_COUNTRY is the store that is searched; US unless you say another.',
      'Try: tracklistify enrich mix.json --providers itunes',
    ],
  },
  open: true,
  ready: () => ({ ready: true }),
  address: ({ apiUrl }) => baseUrl(apiUrl, 'TRACKLISTIFY_ITUNES_API_URL'),
  async make(own, tools) {
    const { createItunes } = await import('./resolver.js');
    return createItunes(own, tools);
  },
};
