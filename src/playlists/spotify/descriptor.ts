import { baseUrl } from '../../net/base-url.js';
import { aboutSpotify } from '../../resolvers/spotify/about.js';
import { type SpotifySection, type SpotifySettings, spotifySettings } from '../../resolvers/spotify/settings.js';
import type { PlaylistDescriptor } from '../descriptor.js';

/** A login needs no secret of the app, only its name. */
const appOf = ({ clientId = '', clientSecret = '', ...rest }: SpotifySection): SpotifySettings => ({
  ...rest,
  clientId,
  clientSecret,
});

export const spotify: PlaylistDescriptor<typeof spotifySettings> = {
  name: 'spotify',
  title: 'Spotify',
  // Of the catalogue too: it is one service, and set once.
  settings: spotifySettings,
  about: aboutSpotify,
  ready({ clientId }) {
    if (clientId) return { ready: true };
    return {
      ready: false,
      credentials: true,
      lacks:
        'Set SPOTIFY_CLIENT_ID: make an app at developer.spotify.com/dashboard (its owner needs Premium), and add ' +
        'http://127.0.0.1/callback to its redirect URIs.',
    };
  },
  address: ({ apiUrl }) => baseUrl(apiUrl, 'TRACKLISTIFY_SPOTIFY_API_URL'),
  login: {
    summary: 'Log in to Spotify, so that playlists can be made; lasts six months.',
    returnsTo: 'http://127.0.0.1/callback?code=…',
    given: (end) =>
      `Spotify ends every login six months after it was given, this one on ${end}; then run this command again.`,
    removed: 'spotify.com/account/apps withdraws it at Spotify too.',
    async logIn(own, tools, file, request, signal) {
      const [{ logIn }, { TokenFile }] = await Promise.all([import('./login.js'), import('./token-file.js')]);
      return logIn(appOf(own), new TokenFile(file, tools.clock), request, tools, signal);
    },
    async forget(file, clock) {
      const { TokenFile } = await import('./token-file.js');
      return new TokenFile(file, clock).remove();
    },
  },
  async make(own, tools, { file, warn }) {
    const { createSpotifyPlaylists } = await import('./playlists.js');
    return createSpotifyPlaylists(appOf(own), file, tools, warn);
  },
};
