import { AuthenticationError } from '../../domain/errors.js';
import type { Context } from '../../domain/ports/context.js';
import type { PlaylistAddress, PlaylistService } from '../../domain/ports/playlist.js';
import { trackLabel } from '../../domain/track.js';
import type { HttpAnswer } from '../../net/client.js';
import { readAnswer } from '../../net/json.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { askAccounts, SpotifyApi } from '../../resolvers/spotify/api.js';
import { Catalogue, NAME } from '../../resolvers/spotify/catalogue.js';
import type { SpotifySettings } from '../../resolvers/spotify/settings.js';
import { TITLE } from '../../resolvers/spotify/verdict.js';
import { itemsSchema, playlistSchema, playlistsSchema, userSchema } from './answer.js';
import { SCOPES } from './pkce.js';
import { TokenFile } from './token-file.js';
import { LOG_IN, UserToken } from './user-token.js';

/** Most items that one call takes. */
const CHUNK = 100;
/** Most items that one answer holds. */
const PAGE = 50;
/** A user may have some 11,000 playlists; of more than that, the rest isn't looked at. */
const MOST_PAGES = 240;
/** Spotify takes 300 characters. */
const LONGEST_DESCRIPTION = 300;
const LONGEST_NAME = 100;

/** The user's own playlists, by the login that `tracklistify auth spotify` keeps. */
export function createSpotifyPlaylists(
  settings: SpotifySettings,
  loginFile: string,
  tools: ProviderTools,
  warn: (message: string) => void,
): Made<PlaylistService> {
  const { redactor } = tools;
  const file = new TokenFile(loginFile, tools.clock);
  const tokens = new UserToken(settings.clientId, file, askAccounts(settings, tools), tools, warn);
  const api = new SpotifyApi(settings, tools, tokens);
  const catalogue = new Catalogue(api, tools, settings.market);
  const addressOf = (told: ReturnType<typeof playlistSchema.parse>): PlaylistAddress => ({
    id: told.id,
    name: told.name ?? '',
    url: told.external_urls?.spotify ?? `https://open.spotify.com/playlist/${told.id}`,
  });
  const readPlaylist = (answer: HttpAnswer) => readAnswer(playlistSchema, TITLE, answer, redactor);

  const append = async ({ id }: PlaylistAddress, uris: readonly string[], context: Context): Promise<void> => {
    for (let from = 0; from < uris.length; from += CHUNK) {
      const body = { uris: uris.slice(from, from + CHUNK) };
      await api.change('POST', `/playlists/${id}/items`, body, () => undefined, context);
    }
  };

  const provider: PlaylistService = {
    name: NAME,
    title: TITLE,

    async find(track, context) {
      const found = await catalogue.lookUp(track, { context, keptOnly: false });
      const id = found?.track.ids?.[NAME];
      if (!found || id === undefined || found.agreement < 0.5) return null;
      return { uri: `spotify:track:${id}`, label: trackLabel(found.track) };
    },

    async marked(mark, context) {
      const me = await api.get('/me', (a) => readAnswer(userSchema, TITLE, a, redactor), context);
      for (let page = 0; page < MOST_PAGES; page++) {
        const path = `/me/playlists?limit=${PAGE}&offset=${page * PAGE}`;
        const told = await api.get(path, (a) => readAnswer(playlistsSchema, TITLE, a, redactor), context);
        // One that somebody else shares can't be written to.
        const mine = told?.items.filter(({ owner }) => !owner?.id || !me?.id || owner.id === me.id) ?? [];
        const found = mine.find(({ description }) => description?.includes(mark));
        if (found) return addressOf(found);
        if (!told?.next) break;
      }
      return null;
    },

    async items({ id }, context) {
      const uris: string[] = [];
      for (let offset = 0; ; offset += PAGE) {
        const path = `/playlists/${id}/items?limit=${PAGE}&offset=${offset}`;
        const told = await api.get(path, (a) => readAnswer(itemsSchema, TITLE, a, redactor), context);
        uris.push(...(told?.items ?? []));
        if (!told?.next) return uris;
      }
    },

    async make(name, description, mark, context) {
      await mayWrite(file);
      const room = LONGEST_DESCRIPTION - mark.length - 1;
      const body = {
        name: cut(name, LONGEST_NAME),
        // Said outright, since a playlist is public by default.
        public: false,
        collaborative: false,
        description: `${cut(description, room)} ${mark}`,
      };
      return addressOf(await api.change('POST', '/me/playlists', body, readPlaylist, context));
    },

    append: (playlist, uris, context) => append(playlist, uris, context),

    async replace(playlist, uris, context) {
      const first = { uris: uris.slice(0, CHUNK) };
      await api.change('PUT', `/playlists/${playlist.id}/items`, first, () => undefined, context);
      await append(playlist, uris.slice(CHUNK), context);
    },
  };
  return { provider, close: () => api.close() };
}

/** A right that the user has taken away on Spotify's page should show before half the work is done. */
async function mayWrite(file: TokenFile): Promise<void> {
  const granted = (await file.read())?.scope.split(' ') ?? SCOPES;
  const missing = SCOPES.filter((scope) => !granted.includes(scope));
  if (missing.length === 0) return;
  throw new AuthenticationError(TITLE, `The Spotify login lacks the right ${missing.join(' and ')}. ${LOG_IN}`);
}

function cut(text: string, longest: number): string {
  const line = [...text.replace(/\s+/g, ' ').trim()];
  return line.length > longest ? `${line.slice(0, longest - 1).join('')}…` : line.join('');
}
