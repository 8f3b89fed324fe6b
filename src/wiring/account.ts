import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Settings } from '../config/schema.js';
import { AuthenticationError, UsageError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import type { PlaylistService } from '../domain/ports/playlist.js';
import type { Tracklist } from '../domain/tracklist.js';
import { sectionOf } from '../net/provider.js';
import type { LoggedIn, LoginDescriptor, LoginRequest, PlaylistDescriptor } from '../playlists/descriptor.js';
import type { Hall } from './hall.js';
import { readyOf, registryOf } from './registry.js';
import type { World } from './world.js';

/** A service that a user logs in to. */
export type LoginService = PlaylistDescriptor & { login: LoginDescriptor };

/** Where the user's tokens are kept: they would be missed, and are nobody else's business. */
async function loginFile(world: World, { name }: PlaylistDescriptor): Promise<string> {
  const { placesFor } = await import('../config/places.js');
  return join(placesFor(world.env).data, 'accounts', `${name}.json`);
}

/** What the service is set to. Throws AuthenticationError where it lacks something. */
function readySection(settings: Settings, service: PlaylistDescriptor): Record<string, unknown> {
  const own = sectionOf(settings, service);
  const readiness = service.ready(own);
  if (readiness.ready) return own;
  throw new AuthenticationError(service.title, readiness.lacks);
}

export async function logIn(
  hall: Hall,
  service: LoginService,
  request: LoginRequest,
): Promise<LoggedIn & { path: string }> {
  const { world, settings } = hall;
  const own = readySection(settings, service);
  const [tools, path] = await Promise.all([hall.providerTools({ cache: false }), loginFile(world, service)]);
  return { ...(await service.login.logIn(own, tools, path, request, world.signal)), path };
}

/** Removes the tokens; false when there were none. */
export async function forgetLogin(world: World, service: LoginService): Promise<boolean> {
  return service.login.forget(await loginFile(world, service), world.clock);
}

export async function openPlaylists(hall: Hall, to: string, emit: Emit): Promise<PlaylistService> {
  const { world, settings } = hall;
  const { playlists, resolvers: known } = await registryOf(world);
  const service = playlists.find(({ name }) => name === to);
  if (!service) {
    const names = playlists.map(({ name }) => name);
    throw new UsageError(
      `No playlist can be sent to "${to}", only to ${names.join(' and ')}; "--format links" leads to other services.`,
    );
  }
  const own = readySection(settings, service);
  const [tools, file] = await Promise.all([hall.providerTools(), loginFile(world, service)]);
  const warn = (message: string): void => emit({ type: 'warning', message });
  const asked = readyOf(
    known.filter((resolver) => service.asks?.includes(resolver.name)),
    settings,
  );
  const resolvers = await Promise.all(asked.map((descriptor) => hall.make(descriptor)));
  const { provider, close } = await service.make(own, tools, { file, resolvers, warn });
  hall.closeLater(close);
  return provider;
}

/**
 * By what the playlist of a mix is found again: nothing but letters, digits and a hyphen, since services escape the rest. A
 * file keeps its name wherever it is read from; standard input has none, so its length stands for it.
 */
export function markOf({ source, duration }: Tracklist): string {
  const what = source.location === '' ? `${source.name}\n${Math.round(duration)}` : source.name;
  return `tracklistify-${createHash('sha256').update(what).digest('hex').slice(0, 12)}`;
}
