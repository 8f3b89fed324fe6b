import { NetworkError } from '../../domain/errors.js';
import { recordingIdOf, recordingIn, recordingUri } from '../../domain/mbid.js';
import type { Context } from '../../domain/ports/context.js';
import type { PlaylistAddress, PlaylistService } from '../../domain/ports/playlist.js';
import type { Resolver } from '../../domain/ports/resolve.js';
import { trackLabel } from '../../domain/track.js';
import type { HttpAnswer } from '../../net/client.js';
import { readAnswer } from '../../net/json.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { doneSchema, itemsSchema, madeSchema, playlistsSchema, tokenSchema } from './answer.js';
import { ListenbrainzApi } from './api.js';
import type { ListenbrainzSettings } from './settings.js';
import { TITLE, unknownToken } from './verdict.js';

/** What its form of JSPF says besides. */
const EXTENSION = 'https://musicbrainz.org/doc/jspf#playlist';
/** Most tracks that one call takes. */
const CHUNK = 100;
const PAGE = 100;
/** Nobody has more playlists; of more than that, the rest isn't looked at. */
const MOST_PAGES = 200;

/** The user's own playlists, by the user token. */
export function createListenbrainzPlaylists(
  settings: ListenbrainzSettings,
  resolvers: readonly Resolver[],
  tools: ProviderTools,
): Made<PlaylistService> {
  const { redactor } = tools;
  const api = new ListenbrainzApi(settings, tools);
  const done = (answer: HttpAnswer) => readAnswer(doneSchema, TITLE, answer, redactor);
  const addressOf = (id: string, name: string): PlaylistAddress => ({
    id,
    name,
    url: `https://listenbrainz.org/playlist/${id}`,
  });

  let known: string | undefined;
  const userName = async (context: Context): Promise<string> => {
    if (known !== undefined) return known;
    const told = await api.get('/validate-token', (a) => readAnswer(tokenSchema, TITLE, a, redactor), context);
    if (!told?.valid || told.user_name === undefined) throw unknownToken();
    known = told.user_name;
    return known;
  };

  const items = async ({ id }: PlaylistAddress, context: Context): Promise<string[]> => {
    const path = `/playlist/${id}?fetch_metadata=false`;
    const told = await api.get(path, (a) => readAnswer(itemsSchema, TITLE, a, redactor), context);
    if (!told) throw new NetworkError(TITLE, 'ListenBrainz has no such playlist any more. Run the command again.');
    return told.playlist.track.map(({ identifier = '' }) => uriOf(recordingIn(identifier) ?? identifier));
  };

  const append = async ({ id }: PlaylistAddress, uris: readonly string[], context: Context): Promise<void> => {
    for (let from = 0; from < uris.length; from += CHUNK) {
      // One whose name it can't read costs all of them.
      const track = uris.slice(from, from + CHUNK).map((uri) => ({ identifier: [uri] }));
      await api.change(`/playlist/${id}/item/add`, { playlist: { track } }, done, context);
    }
  };

  const provider: PlaylistService = {
    name: 'listenbrainz',
    title: TITLE,

    async find(track, context) {
      // Looking up a whole mix takes minutes: a wrong token is found before.
      await userName(context);
      const own = recordingIdOf(track);
      if (own) return { uri: recordingUri(own), label: trackLabel(track) };
      for (const resolver of resolvers) {
        const found = await resolver.resolve(track, context);
        const id = found && recordingIdOf(found.track);
        if (!id || (found.agreement ?? 0) < 0.5) continue;
        const { title = track.title, artists = track.artists, version } = found.track;
        return { uri: recordingUri(id), label: trackLabel({ title, artists, version }) };
      }
      return null;
    },

    async marked(mark, context) {
      const me = await userName(context);
      for (let page = 0; page < MOST_PAGES; page++) {
        const path = `/user/${encodeURIComponent(me)}/playlists?count=${PAGE}&offset=${page * PAGE}`;
        const told = await api.get(path, (a) => readAnswer(playlistsSchema, TITLE, a, redactor), context);
        const found = told?.playlists.find(({ playlist }) => playlist.annotation?.includes(mark));
        if (found) return addressOf(found.playlist.identifier, found.playlist.title ?? '');
        if (!told || (page + 1) * PAGE >= (told.playlist_count ?? 0)) break;
      }
      return null;
    },

    items,

    async make(name, description, mark, context) {
      const title = name.replace(/\s+/g, ' ').trim() || 'Mix';
      // Said outright, for it must be.
      const extension = { [EXTENSION]: { public: false } };
      const body = { playlist: { title, annotation: `${description} ${mark}`, extension } };
      const made = await api.change(
        '/playlist/create',
        body,
        (a) => readAnswer(madeSchema, TITLE, a, redactor),
        context,
      );
      return addressOf(made.playlist_mbid, title);
    },

    append,

    async replace(playlist, uris, context) {
      const { length } = await items(playlist, context);
      if (length > 0) {
        await api.change(`/playlist/${playlist.id}/item/delete`, { index: 0, count: length }, done, context);
      }
      await append(playlist, uris, context);
    },
  };
  return { provider, close: () => api.close() };
}

const uriOf = (id: string): string => (/^[0-9a-f-]{36}$/.test(id) ? recordingUri(id) : id);
