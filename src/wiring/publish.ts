import { resolve } from 'node:path';
import type { Publishable, PublishRun } from '../app/publish.js';
import type { Closing } from '../domain/closing.js';
import { AuthenticationError, UsageError } from '../domain/errors.js';
import type { Context } from '../domain/ports/context.js';
import type { Library } from '../library/library.js';
import type { TrackRecord } from '../library/store/records.js';
import { type ProviderDescriptor, sectionOf } from '../net/provider.js';
import { makeOpenSource } from './audio.js';
import type { Hall } from './hall.js';
import { registryOf } from './registry.js';

export interface PublishRequest {
  /** `acrcloud:My music` */
  to: string;
  /** Files, folders and ids; everything when empty. */
  what: readonly string[];
  /** Makes the place where there is none of that name. */
  create: boolean;
}

/** What publishing takes. What is wrong with the request is told before anybody is asked. */
export async function wirePublish(
  hall: Hall,
  library: Library,
  request: PublishRequest,
  closing: Closing,
  context: Context,
): Promise<PublishRun & { mixes: number }> {
  const { descriptor, place } = await placeOf(hall, request.to);
  const { shelves } = descriptor;
  const own = sectionOf(hall.settings, descriptor);
  const readiness = shelves.ready(own);
  if (!readiness.ready)
    throw new AuthenticationError(shelves.title, `${shelves.title} isn't ready. ${readiness.lacks}`);
  const { records, mixes } = await chosen(hall, library, request.what);
  const [{ toTrack }, tools] = await Promise.all([
    import('../library/catalogue/to-track.js'),
    hall.providerTools({ cache: false }),
  ]);
  const { provider: shelf, close } = await shelves.open(own, tools, { place, create: request.create }, context);
  closing.add(close);
  const tracks = records.map(
    (record): Publishable => ({
      id: record.id,
      path: record.file.path,
      duration: record.duration,
      track: toTrack(record),
    }),
  );
  let opening: ReturnType<typeof makeOpenSource> | undefined;
  return {
    shelf,
    tracks,
    mixes,
    pack: tools.pack,
    async open(path, signal) {
      opening ??= makeOpenSource(hall.world, hall.settings);
      return (await opening)(path, signal);
    },
  };
}

type Keeper = ProviderDescriptor<unknown> & { shelves: NonNullable<ProviderDescriptor<unknown>['shelves']> };

async function placeOf({ world }: Hall, to: string): Promise<{ descriptor: Keeper; place: string }> {
  const { identifiers } = await registryOf(world);
  const keepers = identifiers.filter((one): one is typeof one & Keeper => one.shelves !== undefined);
  const forms = keepers.map(({ shelves }) => `${shelves.name}:BUCKET`).join(', ');
  const [, name = to, place = ''] = /^([^:]*):(.*)$/s.exec(to) ?? [];
  const descriptor = keepers.find(({ shelves }) => shelves.name === name);
  if (!descriptor) throw new UsageError(`Music can't be published to "${to}". There is: ${forms}.`);
  if (place.trim() === '') {
    throw new UsageError(`Name the bucket too, by its number or its name, as in "${name}:My music".`);
  }
  return { descriptor, place: place.trim() };
}

/** Single tracks alone: the recording of a mix would answer with itself. */
async function chosen(
  { world }: Hall,
  library: Library,
  what: readonly string[],
): Promise<{ records: TrackRecord[]; mixes: number }> {
  const records = new Map<string, TrackRecord>();
  if (what.length === 0) for (const record of await library.list()) records.set(record.id, record);
  for (const one of what) {
    const { by, tracks } = await library.select(resolve(world.cwd), one);
    if (by === 'words' || tracks.length === 0) {
      throw new UsageError(`The library has nothing that "${one}" names, as a path or an id.`);
    }
    for (const record of tracks) records.set(record.id, record);
  }
  if (records.size === 0) throw new UsageError('There is no music in the library: "tracklistify library add ~/Music".');
  const mixes = (await library.mixes()).filter(({ id }) => records.delete(id)).length;
  return { records: [...records.values()], mixes };
}
