import { baseUrl } from '../../net/base-url.js';
import type { PlaylistDescriptor } from '../descriptor.js';
import { type ListenbrainzSection, type ListenbrainzSettings, listenbrainzSettings } from './settings.js';

export const listenbrainz: PlaylistDescriptor<typeof listenbrainzSettings> = {
  name: 'listenbrainz',
  title: 'ListenBrainz',
  settings: listenbrainzSettings,
  about: {
    group: 'free',
    cost: 'Costs nothing.',
    rate: 'Two calls a second by default (TRACKLISTIFY_LISTENBRAINZ_CALLS_PER_SECOND), and fewer when it says that few are left.',
    terms: 'Playlists are made private; listens are public, under CC0, and told only if you say so.',
    setUp: [
      'listenbrainz.org/settings: log in with a MusicBrainz account, and copy the user token.',
      'Set LISTENBRAINZ_TOKEN to it.',
      'tracklistify export mix.json --to listenbrainz; TRACKLISTIFY_LISTENBRAINZ_SUBMIT_LISTENS=true tells it of what you hear in "listen", too.',
    ],
  },
  ready({ token }) {
    if (token) return { ready: true };
    return {
      ready: false,
      credentials: true,
      lacks: 'Set LISTENBRAINZ_TOKEN to the user token that listenbrainz.org/settings shows.',
    };
  },
  address: ({ apiUrl }) => addressOf(apiUrl),
  // It names recordings by their ids there.
  asks: ['musicbrainz'],
  listens: {
    wanted: ({ submitListens }) => submitListens,
    async make(own, tools) {
      const { createListenbrainzListens } = await import('./listens.js');
      return createListenbrainzListens(settingsOf(own), tools);
    },
  },
  async make(own, tools, { resolvers }) {
    const { createListenbrainzPlaylists } = await import('./playlists.js');
    return createListenbrainzPlaylists(settingsOf(own), resolvers, tools);
  },
};

const addressOf = (apiUrl: string): string => baseUrl(apiUrl, 'TRACKLISTIFY_LISTENBRAINZ_API_URL');

const settingsOf = ({ token = '', apiUrl, ...rest }: ListenbrainzSection): ListenbrainzSettings => ({
  ...rest,
  token,
  apiUrl: addressOf(apiUrl),
});
