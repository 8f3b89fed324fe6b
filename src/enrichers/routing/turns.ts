import type { Model } from '../model.js';

/** A stand-in isn't asked while the model before it in its list is there. */
export const isIdle = ({ standsInFor }: Model): boolean => standsInFor !== null && !standsInFor.isGone;

/** Who takes over from a model that couldn't answer. */
export function nextAfter(models: readonly Model[], model: Model): Model | undefined {
  return models.slice(models.indexOf(model) + 1).find((other) => !isIdle(other));
}

/** What each is called and asked for is sure from then on. With no context, as far as that is remembered. */
export async function settleAll(models: readonly Model[], context: Parameters<Model['settle']>[0]): Promise<void> {
  for (const model of models) await model.settle(context);
}
