import type { Settings } from '../../config/schema.js';
import { TracklistifyError } from '../../domain/errors.js';
import { sectionOf } from '../../net/provider.js';
import { registryOf } from '../registry.js';
import type { World } from '../world.js';
import type { Check } from './check.js';

/**
 * Whether the models that would be asked are soon to be no more: by what this version knows, and where services may be asked, by
 * what they say themselves, which costs nothing.
 */
export async function checkModels(world: World, settings: Settings, online: boolean): Promise<Check[]> {
  const [{ Hall }, { knowingSecretsOf }, { models }] = await Promise.all([
    import('../hall.js'),
    import('../redactor.js'),
    registryOf(world),
  ]);
  const hall = new Hall(world, settings, knowingSecretsOf(world.env));
  try {
    const checks: Check[] = [];
    for (const descriptor of models) {
      if (!descriptor.ready(sectionOf(settings, descriptor)).ready) continue;
      const name = `${descriptor.title} model`;
      const made = await hall.make(descriptor, { cache: false }).catch((error: unknown) => {
        if (!(error instanceof TracklistifyError)) throw error;
        checks.push({ name, state: 'problem', found: error.message });
        return null;
      });
      const { text = [], sound = [] } = made ?? {};
      for (const [i, model] of [...text, ...sound].entries()) {
        // One for both kinds of work is looked at once, and one that stands in for another only when it is asked.
        if (model.standsInFor !== null || [...text, ...sound].indexOf(model) !== i) continue;
        const notice = await model.ending(online ? world.signal : null);
        const hasStandIn = [...text, ...sound].some(({ standsInFor }) => standsInFor === model);
        const state = notice?.isGone && !hasStandIn ? 'problem' : 'warning';
        if (notice) checks.push({ name, state, found: notice.says, mend: notice.mend });
        else checks.push({ name, state: 'ok', found: `${model.id}, with no end ${online ? 'told' : 'known'}` });
      }
    }
    return checks;
  } finally {
    await hall.close();
  }
}
