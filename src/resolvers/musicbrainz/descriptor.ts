import type { Resolver } from '../../domain/ports/resolve.js';
import { baseUrl } from '../../net/base-url.js';
import type { ProviderDescriptor } from '../../net/provider.js';
import { musicbrainzSettings } from './settings.js';

export const musicbrainz: ProviderDescriptor<Resolver, typeof musicbrainzSettings> = {
  name: 'musicbrainz',
  title: 'MusicBrainz',
  settings: musicbrainzSettings,
  about: {
    group: 'free',
    cost: 'Costs nothing.',
    rate: 'One call a second, all your runs together, and at most two for a track.',
    terms:
      'Its facts are free for every use (CC0); genres are CC BY-NC-SA. It asks programs to name somebody to write to.',
    setUp: [
      'No account is needed.',
      'Set TRACKLISTIFY_MUSICBRAINZ_CONTACT to your mail or web address, which is sent along with every call.',
      'tracklistify mix.mp3 --providers auto,musicbrainz',
    ],
  },
  open: true,
  ready: () => ({ ready: true }),
  address: ({ apiUrl }) => addressOf(apiUrl),
  async make(settings, tools) {
    const { createMusicbrainz } = await import('./resolver.js');
    return createMusicbrainz({ ...settings, apiUrl: addressOf(settings.apiUrl) }, tools);
  },
};

const addressOf = (apiUrl: string): string => baseUrl(apiUrl, 'TRACKLISTIFY_MUSICBRAINZ_API_URL');
