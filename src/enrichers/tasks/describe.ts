import { type Story, storySchema, wireSchema } from '../../domain/enrichment/answers.js';
import { measuredTrack } from '../../domain/enrichment/merge.js';
import { enrichmentOf } from '../../domain/enrichment/saved.js';
import type { Context } from '../../domain/ports/context.js';
import { oneLine } from '../../domain/text.js';
import { trackLabel } from '../../domain/track.js';
import type { Entry, SetStory } from '../../domain/tracklist.js';
import type { Budget } from '../budget.js';
import type { ChatRequest } from '../chat/request.js';
import { inertData } from '../chat/words.js';
import type { Memory } from '../memory.js';
import type { Model } from '../model.js';
import { ask, readingBy, whyNot } from './asking.js';
import { DESCRIBE } from './prompts.js';

/** A part of the entries is enough to see the arc of a ten-hour set. */
const MOST_ENTRIES = 120;
const OUTPUT = 400;

export function describeRequest(entries: readonly Entry[]): ChatRequest {
  const step = Math.max(1, entries.length / MOST_ENTRIES);
  const some = Array.from({ length: Math.min(entries.length, MOST_ENTRIES) }, (_, i) => entries[Math.floor(i * step)]!);
  return {
    system: DESCRIBE,
    data: inertData({ entries: some.map(pointOf) }),
    schema: { name: 'dj_set', json: wireSchema(storySchema) },
    maxOutputTokens: OUTPUT,
  };
}

function pointOf(entry: Entry): object {
  const { validation, heard } = enrichmentOf(entry);
  const genres = entry.track?.genres ?? [validation?.genre ?? heard?.genre].filter((name) => name !== undefined);
  return {
    at: Math.round(entry.start / 60),
    ...(entry.kind === 'track' ? { track: oneLine(trackLabel(measuredTrack(entry))).slice(0, 160) } : {}),
    ...(genres.length > 0 ? { genres: genres.slice(0, 3).map((name) => oneLine(name).slice(0, 60)) } : {}),
    ...(heard ? { sounds: heard.description } : {}),
    ...(validation?.energy !== undefined ? { energy: validation.energy } : {}),
  };
}

const storyKey = (memory: Memory, model: Model, request: ChatRequest): string =>
  memory.key(model, 'describe', request.data);

interface Describing {
  model: Model;
  memory: Memory;
  budget: Budget;
  context: Context;
}

/** What the model has said of the very same list before. */
export async function recallStory(
  request: ChatRequest,
  { model, memory, context }: Omit<Describing, 'budget'>,
): Promise<SetStory | null> {
  const kept = await memory.recall(storyKey(memory, model, request), storySchema, model.provider);
  if (!kept) return null;
  context.emit({ type: 'call', provider: model.provider, mixTime: 0, outcome: 'cached' });
  return { ...kept.value, provider: kept.provider, model: kept.model };
}

export function describe(request: ChatRequest, describing: Describing): Promise<SetStory> {
  const { model, memory } = describing;
  const key = storyKey(memory, model, request);
  return memory.alone([key], describing.context, async (context) => {
    const own = { ...describing, context };
    return (await recallStory(request, own)) ?? describeAnew(request, key, own);
  });
}

async function describeAnew(
  request: ChatRequest,
  key: string,
  { model, memory, budget, context }: Describing,
): Promise<SetStory> {
  const asked = await ask<Story | null>({
    model,
    budget,
    context,
    mixTime: 0,
    request,
    read: readingBy(storySchema),
    async keep(value, { model: by, milliseconds, usage: { inputTokens, outputTokens } }) {
      if (!value) return;
      const told = { value, provider: model.provider, model: by, milliseconds, inputTokens, outputTokens, kept: false };
      await memory.keep(key, told);
    },
    again: (_, repair) => ({ ...request, repair }),
    join: (first, second) => second ?? first,
  });
  if (!asked.held) throw whyNot(asked, model);
  return { ...asked.held, provider: model.provider, model: asked.model };
}
