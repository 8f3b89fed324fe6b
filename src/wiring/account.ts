import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Settings } from '../config/schema.js';
import { AuthenticationError, UsageError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import type { PlaylistService } from '../domain/ports/playlist.js';
import type { Tracklist } from '../domain/tracklist.js';
import { sectionOf } from '../net/provider.js';
import { spotify } from '../resolvers/spotify/descriptor.js';
import type { LoggedIn, LoginRequest } from '../resolvers/spotify/login.js';
import type { SpotifySettings } from '../resolvers/spotify/settings.js';
import { makeProviderTools } from './remote.js';
import type { World } from './world.js';

/** Services that a playlist can be sent to. */
export const PLAYLIST_SERVICES = ['spotify'] as const;

/** Where the user's tokens are kept: they would be missed, and are nobody else's business. */
async function loginFile(world: World): Promise<string> {
  const { placesFor } = await import('../config/places.js');
  return join(placesFor(world.env).data, 'accounts', 'spotify.json');
}

/** A login needs no secret of the app, only its name. */
function appOf(settings: Settings): SpotifySettings {
  const own = sectionOf(settings, spotify);
  const { clientId, clientSecret = '' } = own;
  if (clientId) return { ...own, clientId, clientSecret };
  throw new AuthenticationError(
    'Spotify',
    'Set SPOTIFY_CLIENT_ID: make an app at developer.spotify.com/dashboard (its owner needs Premium), and add ' +
      'http://127.0.0.1/callback to its redirect URIs.',
  );
}

export async function logInToSpotify(
  world: World,
  settings: Settings,
  request: LoginRequest,
): Promise<LoggedIn & { path: string }> {
  const app = appOf(settings);
  const tools = await makeProviderTools(world, settings, { cache: false }, () => {});
  try {
    const [{ logIn }, { TokenFile }] = await Promise.all([
      import('../resolvers/spotify/login.js'),
      import('../resolvers/spotify/token-file.js'),
    ]);
    const path = await loginFile(world);
    const loggedIn = await logIn(app, new TokenFile(path, tools.clock), request, tools, world.signal);
    return { ...loggedIn, path };
  } finally {
    tools.http.close();
  }
}

/** Removes the tokens; false when there were none. */
export async function forgetSpotify(world: World): Promise<boolean> {
  const [{ TokenFile }, { systemClock }] = await Promise.all([
    import('../resolvers/spotify/token-file.js'),
    import('../net/clock.js'),
  ]);
  return new TokenFile(await loginFile(world), systemClock).remove();
}

export interface Playlists {
  service: PlaylistService;
  close(): Promise<void>;
}

export async function openPlaylists(world: World, settings: Settings, to: string, emit: Emit): Promise<Playlists> {
  if (!PLAYLIST_SERVICES.some((name) => name === to)) {
    throw new UsageError(`No playlist can be sent to "${to}". There is: ${PLAYLIST_SERVICES.join(', ')}.`);
  }
  const app = appOf(settings);
  const tools = await makeProviderTools(world, settings, {}, emit);
  const { createSpotifyPlaylists } = await import('../resolvers/spotify/playlists.js');
  const warn = (message: string): void => emit({ type: 'warning', message });
  const { provider, close } = createSpotifyPlaylists(app, await loginFile(world), tools, warn);
  return {
    service: provider,
    close: async () => {
      await close();
      tools.http.close();
    },
  };
}

/**
 * By what the playlist of a mix is found again: nothing but letters, digits and a hyphen, since services escape the rest. A
 * file keeps its name wherever it is read from; standard input has none, so its length stands for it.
 */
export function markOf({ source, duration }: Tracklist): string {
  const what = source.location === '' ? `${source.name}\n${Math.round(duration)}` : source.name;
  return `tracklistify-${createHash('sha256').update(what).digest('hex').slice(0, 12)}`;
}
