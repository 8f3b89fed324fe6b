import type { Resolver } from '../../domain/ports/resolve.js';
import { baseUrl } from '../../net/base-url.js';
import type { ProviderDescriptor } from '../../net/provider.js';
import { aboutSpotify } from './about.js';
import { spotifySettings } from './settings.js';

export const spotify: ProviderDescriptor<Resolver, typeof spotifySettings> = {
  name: 'spotify',
  title: 'Spotify',
  settings: spotifySettings,
  about: aboutSpotify,
  notice:
    'Keeps playlists too, once "tracklistify auth spotify" has logged in: "tracklistify export mix.json --to spotify".',
  ready({ clientId, clientSecret }) {
    const names = [...(clientId ? [] : ['SPOTIFY_CLIENT_ID']), ...(clientSecret ? [] : ['SPOTIFY_CLIENT_SECRET'])];
    if (names.length === 0) return { ready: true };
    return {
      ready: false,
      credentials: true,
      lacks: `Set ${names.join(' and ')}: developer.spotify.com/dashboard shows them for an app of yours (its owner needs Premium).`,
    };
  },
  address: ({ apiUrl }) => baseUrl(apiUrl, 'TRACKLISTIFY_SPOTIFY_API_URL'),
  async make({ clientId = '', clientSecret = '', ...rest }, tools) {
    const { createSpotify } = await import('./resolver.js');
    return createSpotify({ ...rest, clientId, clientSecret }, tools);
  },
};
