import { type Hearing, hearingSchema } from '../../domain/enrichment/answers.js';
import { withHearing } from '../../domain/enrichment/merge.js';
import type { Context } from '../../domain/ports/context.js';
import type { AudioSource } from '../../domain/ports/source.js';
import type { Span } from '../../domain/span.js';
import type { Entry } from '../../domain/tracklist.js';
import type { Told } from '../memory.js';
import { type Clip, clipOf, clipTimes, hear, hearingKey } from '../tasks/listen.js';
import { PROMPTS } from '../tasks/prompts.js';
import { Ending } from './ending.js';
import { inPool } from './pool.js';
import type { Routes, Work } from './routes.js';
import { isIdle, nextAfter, settleAll } from './turns.js';

/** The entries that are listened to, with the times of what is heard of each. */
export function clipsToHear(
  { listen, clipSeconds, sound }: Pick<Routes, 'listen' | 'clipSeconds' | 'sound'>,
  entries: readonly Entry[],
): Array<Span & { index: number }> {
  if (listen === 'none' || sound.length === 0) return [];
  return entries.flatMap((entry, index) => {
    if (listen === 'unknown' && entry.kind !== 'unknown') return [];
    const times = clipTimes(entry, entries[index + 1], clipSeconds);
    return times ? [{ index, ...times }] : [];
  });
}

/** Lets models hear a clip of each entry that is to be listened to. */
export async function listenToAll(
  routes: Routes,
  entries: readonly Entry[],
  source: AudioSource,
  context: Context,
): Promise<Work> {
  const current = [...entries];
  const ending = new Ending(context);
  const clips = clipsToHear(routes, entries);
  const concurrency = routes.budget.limited ? 1 : Math.max(1, ...routes.sound.map((model) => model.concurrency));
  if (clips.length > 0) await settleAll(routes.sound, context);
  let [done, left] = [0, 0];
  await inPool(clips, concurrency, async ({ index, ...times }) => {
    if (ending.over) return void left++;
    try {
      const clip = await clipOf(source, times, context.signal);
      const told = clip && (await hearBy(routes, clip, context, ending));
      if (told) {
        const { provider, model } = told;
        await routes.experiment?.hear(clip, told, { ...routes, context });
        current[index] = withHearing(current[index]!, told.value, { provider, model, prompt: PROMPTS }, times);
      } else if (clip) left++;
    } catch (error) {
      ending.note(error);
      if (!ending.over) ending.unheard(error);
      left++;
    }
    done++;
    context.emit({ type: 'count', stage: 'complete', done, total: clips.length, label: 'listening' });
  });
  return { entries: current, ...ending.result(left, 'entries', 'listened to') };
}

/** By the first model that manages; null when none does. */
async function hearBy(routes: Routes, clip: Clip, context: Context, ending: Ending): Promise<Told<Hearing> | null> {
  for (const model of routes.sound) {
    const key = hearingKey(routes.memory, model, clip);
    const kept = await routes.memory.recall(key, hearingSchema, model.provider);
    if (!kept) continue;
    context.emit({ type: 'call', provider: model.provider, mixTime: clip.start, outcome: 'cached' });
    return kept;
  }
  for (const model of routes.sound) {
    if (ending.over) return null;
    if (isIdle(model)) continue;
    try {
      return await hear(clip, { model, memory: routes.memory, budget: routes.budget, context });
    } catch (why) {
      ending.note(why);
      ending.failed(model, [{ why }], nextAfter(routes.sound, model));
    }
  }
  return null;
}
