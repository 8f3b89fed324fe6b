import type { Settings, SettingsSchema } from '../config/schema.js';
import type { SampleIdentifier } from '../domain/ports/identify.js';
import type { Resolver } from '../domain/ports/resolve.js';
import type { ModelDescriptor } from '../enrichers/descriptor.js';
import { type Provider, type ProviderDescriptor, sectionOf } from '../net/provider.js';

/** Whoever can name, complete or keep tracks, in the order in which they are asked. */
export interface Registry {
  identifiers: ReadonlyArray<ProviderDescriptor<SampleIdentifier>>;
  resolvers: ReadonlyArray<ProviderDescriptor<Resolver>>;
  models: readonly ModelDescriptor[];
}

/** A world, which may bring providers along. */
interface MayBring {
  registry?: Registry;
}

/** Those that the world brings along, else those of the rooms. Their descriptors say all that there is to know without loading more. */
export async function registryOf({ registry }: MayBring): Promise<Registry> {
  if (registry) return registry;
  const [{ remoteIdentifiers }, { remoteResolvers }, { modelProviders }] = await Promise.all([
    import('../identifiers/registry.js'),
    import('../resolvers/registry.js'),
    import('../enrichers/registry.js'),
  ]);
  return { identifiers: remoteIdentifiers, resolvers: remoteResolvers, models: modelProviders };
}

/** Each once, though it may do several kinds of work. */
export function everyProvider({ identifiers, resolvers, models }: Registry): Provider[] {
  const all = [...identifiers, ...resolvers, ...models];
  return all.filter(({ name }, at) => all.findIndex((one) => one.name === name) === at);
}

/** Every setting there is, theirs among them. */
export async function schemaOf(world: MayBring): Promise<SettingsSchema> {
  const [{ settingsSchema }, registry] = await Promise.all([import('../config/schema.js'), registryOf(world)]);
  return settingsSchema(registry);
}

/** Those that have what they need. */
export const readyOf = <Descriptor extends Provider>(all: readonly Descriptor[], settings: Settings): Descriptor[] =>
  all.filter((descriptor) => descriptor.ready(sectionOf(settings, descriptor)).ready);
