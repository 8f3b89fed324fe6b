import type { About } from '../../net/provider.js';

/** Of the catalogue and of the playlists: it is one service, and set up once. */
export const aboutSpotify: About = {
  group: 'free',
  cost: 'Costs nothing, but the owner of the app needs Spotify Premium.',
  rate: 'Three calls a second by default; Spotify publishes no number (TRACKLISTIFY_SPOTIFY_CALLS_PER_SECOND).',
  terms:
    'An app of a private person serves the people on its own list of users; its data is shown with a link to Spotify.',
  setUp: [
    'developer.spotify.com/dashboard: make an app, with http://127.0.0.1/callback among its redirect URIs.',
    'Set SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET to what it shows.',
    'For playlists, "tracklistify auth spotify" logs in once in six months.',
  ],
};
