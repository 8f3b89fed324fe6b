import type { Settings } from '../../config/schema.js';
import { NetworkError, TracklistifyError } from '../../domain/errors.js';
import { sectionOf } from '../../net/provider.js';
import { outOfReach } from '../reach.js';
import { registryOf } from '../registry.js';
import type { World } from '../world.js';
import type { Check } from './check.js';

/** Whether those who would identify or name can be reached, by addresses whose answers nobody counts. */
export async function checkReach(world: World, settings: Settings): Promise<Check[]> {
  const [{ Hall }, { knowingSecretsOf }, { identifiers, namers }] = await Promise.all([
    import('../hall.js'),
    import('../redactor.js'),
    registryOf(world),
  ]);
  const hall = new Hall(world, settings, knowingSecretsOf(world.env));
  try {
    const tools = await hall.providerTools({ cache: false });
    const checks = [...identifiers, ...namers].map(async (descriptor): Promise<Check[]> => {
      const own = sectionOf(settings, descriptor);
      if (!descriptor.ready(own).ready) return [];
      const name = `${descriptor.title} network`;
      try {
        const { tryOut } = descriptor;
        if (tryOut) {
          const context = { signal: world.signal, emit: () => {} };
          return [{ name, state: 'ok', found: await tryOut(own, tools, context) }];
        }
        const address = descriptor.address(own);
        const reason = await outOfReach(descriptor.title, address, tools, world.signal);
        if (!reason) return [{ name, state: 'ok', found: `${new URL(address).host} answers` }];
        return [{ name, state: 'warning', found: reason.message }];
      } catch (error) {
        if (!(error instanceof TracklistifyError)) throw error;
        const state = error instanceof NetworkError ? 'warning' : 'problem';
        return [{ name, state, found: error.message }];
      }
    });
    return (await Promise.all(checks)).flat();
  } finally {
    await hall.close();
  }
}
