import type { Resolver } from '../../domain/ports/resolve.js';
import { baseUrl } from '../../net/base-url.js';
import type { ProviderDescriptor } from '../../net/provider.js';
import type { SpotifySettings } from './api.js';

type Credential = 'clientId' | 'clientSecret';
type Sections = { spotify: Omit<SpotifySettings, Credential> & { [K in Credential]?: string | undefined } };

export const spotify: ProviderDescriptor<Sections, Resolver> = {
  name: 'spotify',
  title: 'Spotify',
  notice:
    'Keeps playlists too, once "tracklistify auth spotify" has logged in: "tracklistify export mix.json --to spotify".',
  ready({ spotify: { clientId, clientSecret } }) {
    const names = [...(clientId ? [] : ['SPOTIFY_CLIENT_ID']), ...(clientSecret ? [] : ['SPOTIFY_CLIENT_SECRET'])];
    if (names.length === 0) return { ready: true };
    return {
      ready: false,
      credentials: true,
      lacks: `Set ${names.join(' and ')}: developer.spotify.com/dashboard shows them for an app of yours (its owner needs Premium).`,
    };
  },
  address: ({ spotify: { apiUrl } }) => baseUrl(apiUrl, 'TRACKLISTIFY_SPOTIFY_API_URL'),
  async load() {
    const { createSpotify } = await import('./resolver.js');
    return ({ spotify: section }, tools) => {
      const { clientId = '', clientSecret = '' } = section;
      return createSpotify({ ...section, clientId, clientSecret }, tools);
    };
  },
};
