import { type Hearing, hearingSchema, wireSchema } from '../../domain/enrichment/answers.js';
import type { Context } from '../../domain/ports/context.js';
import type { AudioSource } from '../../domain/ports/source.js';
import type { Span } from '../../domain/span.js';
import type { Entry } from '../../domain/tracklist.js';
import { wavOf } from '../../domain/wav.js';
import type { Budget } from '../budget.js';
import type { ChatRequest } from '../chat/request.js';
import { inertData } from '../chat/words.js';
import type { Memory, Told } from '../memory.js';
import type { Model } from '../model.js';
import { ask, readingBy, whyNot } from './asking.js';
import { LISTEN } from './prompts.js';

/** What Qwen2-Audio's feature extractor takes, and cuts off; every other server resamples by itself. */
const RATE = 16_000;
const LONGEST = 30;
/** Shorter tells no more than that there is music. */
const SHORTEST = 10;
/** -60 dBFS: there is nothing to hear. */
const SILENCE = 32768 * 10 ** (-60 / 20);
const OUTPUT = 500;

export interface Clip extends Span {
  wav: Uint8Array;
}

/** The middle of what an entry has to itself, where neither neighbour sounds; null when it is too short. */
export function clipTimes(entry: Entry, next: Entry | undefined, seconds: number): Span | null {
  const from = entry.transition ? Math.max(entry.start, entry.transition.end) : entry.start;
  const to = Math.min(entry.end, next?.transition?.start ?? next?.start ?? entry.end);
  const alone = to - from >= SHORTEST ? { from, to } : { from: entry.start, to: entry.end };
  const length = Math.min(seconds, LONGEST, alone.to - alone.from);
  if (length < SHORTEST) return null;
  const start = Number(((alone.from + alone.to - length) / 2).toFixed(2));
  return { start, end: Number((start + length).toFixed(2)) };
}

/** Null for silence. */
export async function clipOf(source: AudioSource, times: Span, signal: AbortSignal): Promise<Clip | null> {
  const pcm = new Int16Array(Math.round((times.end - times.start) * RATE));
  let length = 0;
  for await (const chunk of source.pcm({ rate: RATE, ...times, signal })) {
    const piece = chunk.subarray(0, pcm.length - length);
    pcm.set(piece, length);
    length += piece.length;
    if (length === pcm.length) break;
  }
  const sound = pcm.subarray(0, length);
  const power = sound.reduce((sum, value) => sum + value * value, 0) / Math.max(1, length);
  if (length < SHORTEST * RATE * 0.9 || Math.sqrt(power) < SILENCE) return null;
  return { ...times, wav: wavOf(sound, RATE) };
}

export const hearingKey = (memory: Memory, model: Model, clip: Clip): string => memory.key(model, 'hear', clip.wav);

export function hearRequest({ wav, start, end }: Pick<Clip, 'wav' | 'start' | 'end'>): ChatRequest {
  return {
    system: LISTEN,
    data: inertData({ task: 'describe the recording', seconds: Math.round(end - start) }),
    sound: { wav, seconds: end - start },
    schema: { name: 'recording', json: wireSchema(hearingSchema) },
    maxOutputTokens: OUTPUT,
  };
}

export interface Hearings {
  model: Model;
  memory: Memory;
  budget: Budget;
  context: Context;
}

/** What the model hears in a clip. Throws InvalidAnswer when even the repair doesn't hold. */
export function hear(clip: Clip, hearings: Hearings): Promise<Told<Hearing>> {
  const { model, memory } = hearings;
  const key = hearingKey(memory, model, clip);
  return memory.alone([key], hearings.context, async (context) => {
    const kept = await memory.recall(key, hearingSchema, model.provider);
    if (!kept) return hearAnew(clip, { ...hearings, context });
    context.emit({ type: 'call', provider: model.provider, mixTime: clip.start, outcome: 'cached' });
    return kept;
  });
}

async function hearAnew(clip: Clip, { model, memory, budget, context }: Hearings): Promise<Told<Hearing>> {
  const request = hearRequest(clip);
  const asked = await ask<Hearing | null>({
    model,
    budget,
    context,
    mixTime: clip.start,
    request,
    read: readingBy(hearingSchema),
    async keep(value, { model: by, milliseconds, usage: { inputTokens, outputTokens } }) {
      if (!value) return;
      const told = { value, provider: model.provider, model: by, milliseconds, inputTokens, outputTokens, kept: false };
      await memory.keep(hearingKey(memory, model, clip), told);
    },
    again: (_, repair) => ({ ...request, repair }),
    join: (first, second) => second ?? first,
  });
  if (!asked.held) throw whyNot(asked, model);
  const { inputTokens, outputTokens } = asked.usage;
  const told = { value: asked.held, provider: model.provider, kept: false, inputTokens, outputTokens };
  return { ...told, model: asked.model, milliseconds: asked.milliseconds };
}
