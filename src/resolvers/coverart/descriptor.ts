import type { Resolver } from '../../domain/ports/resolve.js';
import { baseUrl } from '../../net/base-url.js';
import type { ProviderDescriptor } from '../../net/provider.js';
import { coverartSettings } from './settings.js';

export const coverart: ProviderDescriptor<Resolver, typeof coverartSettings> = {
  name: 'coverart',
  title: 'Cover Art Archive',
  settings: coverartSettings,
  about: {
    group: 'free',
    cost: 'Costs nothing.',
    rate: 'Two calls a second by default, and at most two for a track; the archive publishes no limit.',
    terms: 'Covers belong to whoever made them: only the address of one is kept.',
    setUp: [
      'No account is needed; it goes by the release that MusicBrainz has found.',
      'tracklistify mix.mp3 --providers auto,musicbrainz,coverart',
    ],
  },
  open: true,
  ready: () => ({ ready: true }),
  address: ({ apiUrl }) => addressOf(apiUrl),
  async make(settings, tools) {
    const { createCoverart } = await import('./resolver.js');
    return createCoverart({ ...settings, apiUrl: addressOf(settings.apiUrl) }, tools);
  },
};

const addressOf = (apiUrl: string): string => baseUrl(apiUrl, 'TRACKLISTIFY_COVERART_API_URL');
