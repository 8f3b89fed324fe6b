import type { Settings } from '../config/schema.js';
import { NetworkError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import type { Context } from '../domain/ports/context.js';
import type { Identifier } from '../domain/ports/identify.js';
import type { Resolver } from '../domain/ports/resolve.js';
import { findingOwn } from '../identifiers/own-files.js';
import { type Provider, sectionOf } from '../net/provider.js';
import type { CacheFlags, Hall } from './hall.js';
import { ownFilesOf } from './own-files.js';
import { outOfReach } from './reach.js';
import { registryOf } from './registry.js';

/** The remote identifiers that were asked for and are ready, and the resolvers that are ready. */
export async function wireRemote(
  hall: Hall,
  flags: CacheFlags & { dryRun?: boolean; live?: boolean },
  { signal, emit }: Context,
  { alone }: { alone: boolean },
): Promise<{ identifiers: Identifier[]; resolvers: Resolver[] }> {
  const { world, settings } = hall;
  const [registry, { chooseAsked, chooseResolvers, refuseUnknown }, { recalling, remembering }, { sayingCuts }] =
    await Promise.all([
      registryOf(world),
      import('./choose.js'),
      import('../identifiers/remembering.js'),
      import('../identifiers/saying-cuts.js'),
    ]);
  const find = ownFilesOf(hall);
  const { providers: names } = settings;
  refuseUnknown(names, registry);
  const chosen = chooseAsked(names, registry.identifiers, settings);
  if (names.includes('auto')) sayBegun(registry.identifiers, settings, emit);
  const helping = chooseResolvers(names, registry.resolvers, settings);
  if (chosen.length + helping.length === 0) return { identifiers: [], resolvers: [] };

  const tools = await hall.providerTools(flags);
  const identifiers: Identifier[] = [];
  for (const descriptor of chosen) {
    const unasked = descriptor.unasked && !names.includes(descriptor.name);
    const lone = alone && chosen.length === 1;
    const { title } = descriptor;
    let reason: NetworkError | null = null;
    // What it has answered about a mix before, only itself finds again.
    const tells = descriptor.wholeMix && (await hall.hasKept(descriptor.name, flags));
    if ((unasked || lone) && !flags.dryRun && !tells) {
      const address = descriptor.address(sectionOf(settings, descriptor));
      reason = await outOfReach(title, address, tools, signal);
    }
    if (!reason && descriptor.notice) emit({ type: 'warning', message: descriptor.notice });
    const { keeping } = tools;
    // What is on the air now was never asked about before.
    const isKept = keeping && !flags.live && reason && (await hall.hasKept(descriptor.name, flags));
    if (!reason || isKept) {
      const provider = await hall.make(descriptor, flags);
      if (provider.kind === 'file') identifiers.push(findingOwn(provider, find));
      else if (!reason) {
        const asking = sayingCuts(keeping ? remembering(provider, keeping) : provider);
        identifiers.push(findingOwn(asking, find));
      } else {
        emit({ type: 'warning', message: `${title} can't be reached, so only what it has answered before is used.` });
        const kept = findingOwn(recalling(remembering(provider, keeping!), reason), find);
        identifiers.push({ ...kept, dispensable: !lone });
      }
      continue;
    }
    if (lone) throw nothingReady(title, reason);
    emit({ type: 'warning', message: `${title} can't be reached, so it isn't asked this time.` });
  }
  const resolvers: Resolver[] = [];
  for (const descriptor of helping) resolvers.push(await hall.make(descriptor, flags));
  return { identifiers, resolvers };
}

/** Who has set a part of what a service needs takes it for ready: it isn't left out without a word. */
function sayBegun(descriptors: readonly Provider[], settings: Settings, emit: Emit): void {
  for (const descriptor of descriptors) {
    const readiness = descriptor.ready(sectionOf(settings, descriptor));
    if (readiness.ready || !readiness.begun) continue;
    emit({
      type: 'warning',
      message: `${descriptor.title} isn't asked, since it is set up by half. ${readiness.lacks}`,
    });
  }
}

/** A user who has nothing but this service should hear it before the mix is decoded. */
function nothingReady(title: string, cause: NetworkError): NetworkError {
  return new NetworkError(
    title,
    `Nothing is ready to identify with: there is no music to compare with, and ${title} can't be reached. ` +
      'Shortest way on: name a folder of your music with --library ~/Music, which needs no network. ' +
      `(${cause.message})`,
    { cause },
  );
}
