import { join } from 'node:path';
import type { Telling } from '../app/live/telling.js';
import type { Emit } from '../domain/events.js';
import type { ListenKeeper } from '../domain/ports/listens.js';
import { sectionOf } from '../net/provider.js';
import type { Hall } from './hall.js';
import { registryOf } from './registry.js';

export interface WiredListens extends Telling {
  /** How many the service has been told of, and its name. */
  told(): { count: number; title: string };
}

/** Whom the user wants to be told what is heard in a session; null unless the settings say so. */
export async function wireListens(hall: Hall, session: string, emit: Emit): Promise<WiredListens | null> {
  const { world, settings } = hall;
  const { playlists } = await registryOf(world);
  const service = playlists.find((one) => one.listens?.wanted(sectionOf(settings, one)));
  if (!service?.listens) return null;
  const own = sectionOf(settings, service);
  const readiness = service.ready(own);
  if (!readiness.ready) {
    emit({ type: 'warning', message: `What you hear isn't told to ${service.title}. ${readiness.lacks}` });
    return null;
  }
  const [{ placesFor }, { FileListenBook }, tools] = await Promise.all([
    import('../config/places.js'),
    import('../playlists/listen-book.js'),
    hall.providerTools(),
  ]);
  const { provider, close } = await service.listens.make(own, tools);
  hall.closeLater(close);
  let count = 0;
  const keeper: ListenKeeper = {
    title: provider.title,
    async submit(listens, context) {
      const refused = await provider.submit(listens, context);
      count += listens.length - refused.length;
      return refused;
    },
  };
  // A tracklist's id may come from anywhere: nothing of it leads out of the folder.
  const name = session.replace(/[^a-zA-Z0-9-]/g, '').slice(0, 64);
  const path = join(placesFor(world.env).data, 'listens', `${service.name}-${name}.json`);
  return { keeper, book: new FileListenBook(path, world.clock), told: () => ({ count, title: provider.title }) };
}
