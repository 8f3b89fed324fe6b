import type { Resolver } from '../../domain/ports/resolve.js';
import { baseUrl } from '../../net/base-url.js';
import type { ProviderDescriptor } from '../../net/provider.js';
import { deezerSettings } from './settings.js';

export const deezer: ProviderDescriptor<Resolver, typeof deezerSettings> = {
  name: 'deezer',
  title: 'Deezer',
  settings: deezerSettings,
  about: {
    group: 'free',
    cost: 'Costs nothing.',
    rate: 'Eight calls a second, two for a track (TRACKLISTIFY_DEEZER_CALLS_PER_SECOND, fewer).',
    terms: 'For use that earns nothing, with a link to Deezer; its previews are neither fetched nor kept.',
    setUp: ['No account and no key.', 'Try: tracklistify enrich mix.json --providers deezer'],
  },
  open: true,
  ready: () => ({ ready: true }),
  address: ({ apiUrl }) => baseUrl(apiUrl, 'TRACKLISTIFY_DEEZER_API_URL'),
  async make(own, tools) {
    const { createDeezer } = await import('./resolver.js');
    return createDeezer(own, tools);
  },
};
