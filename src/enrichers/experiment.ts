import { createHash } from 'node:crypto';
import { type Hearing, hearingSchema, type Judgement, judgementSchema } from '../domain/enrichment/answers.js';
import type { Question } from '../domain/enrichment/question.js';
import { ProviderError } from '../domain/errors.js';
import { LimitReached } from '../domain/limit-reached.js';
import type { Context } from '../domain/ports/context.js';
import { fold } from '../domain/recording.js';
import type { Budget } from './budget.js';
import type { Memory, Told } from './memory.js';
import type { Model } from './model.js';
import { InvalidAnswer } from './tasks/asking.js';
import { judgeBatch, judgeBatches, judgementKey } from './tasks/judge.js';
import { type Clip, hear, hearingKey } from './tasks/listen.js';

/** One entry as two models see it: a line of the experiment's file. */
export interface Comparison {
  does: 'names' | 'sound';
  /** Of the question, not of the track: the same one in every run. */
  question: string;
  first: Side;
  second: Side | null;
  /** Share of the fields in which both say the same; null when the second said nothing. */
  agreement: number | null;
  /** Names of the fields in which they don't. */
  differ: string[];
}

interface Side extends Omit<Told<unknown>, 'value'> {
  /** The model's own score of the entry; null for sound, which isn't scored. */
  confidence: number | null;
}

export interface ExperimentTools {
  memory: Memory;
  budget: Budget;
  context: Context;
}

/** Sends a share of the entries to a second model too, and writes down how the two compare. Its answers change no entry. */
export interface Experiment {
  judge(
    told: ReadonlyMap<Question, Told<Judgement>>,
    tools: ExperimentTools & { mixTimeOf(question: Question): number },
  ): Promise<void>;
  hear(clip: Clip, told: Told<Hearing>, tools: ExperimentTools): Promise<void>;
}

export function createExperiment(
  { text, sound }: { text: Model | null; sound: Model | null },
  share: number,
  record: (comparison: Comparison) => Promise<void>,
): Experiment {
  const complain = (context: Context, why: unknown): void => {
    if (context.signal.aborted) return;
    if (!(why instanceof ProviderError || why instanceof InvalidAnswer || why instanceof LimitReached)) throw why;
    context.emit({ type: 'warning', message: `The experiment lacks an answer: ${why.message}` });
  };
  return {
    async judge(told, { memory, budget, context, mixTimeOf }) {
      if (!text) return;
      const chosen = [...told.keys()].filter((question) => isChosen(share, idOf(question)));
      await text.settle(context);
      const second = new Map<Question, Told<Judgement>>();
      for (const question of chosen) {
        const kept = await memory.recall(judgementKey(memory, text, question), judgementSchema, text.provider);
        if (kept) second.set(question, kept);
      }
      const open = chosen.filter((question) => !second.has(question));
      for (const batch of judgeBatches(open, text)) {
        const left = await judgeBatch(batch, {
          model: text,
          memory,
          budget,
          context,
          mixTimeOf,
          onTold: (question, answer) => void second.set(question, answer),
        });
        if (left[0]) complain(context, left[0].why);
        if (context.signal.aborted) return;
      }
      for (const question of chosen) {
        const [first, other] = [told.get(question)!, second.get(question) ?? null];
        await record(compare('names', idOf(question), first, other, JUDGED));
      }
    },
    async hear(clip, told, { memory, budget, context }) {
      if (!sound) return;
      await sound.settle(context);
      const key = hearingKey(memory, sound, clip);
      const id = key.slice(-16);
      if (!isChosen(share, id)) return;
      let second = await memory.recall(key, hearingSchema, sound.provider);
      try {
        second ??= await hear(clip, { model: sound, memory, budget, context });
      } catch (why) {
        complain(context, why);
      }
      await record(compare('sound', id, told, second, HEARD));
    },
  };
}

const idOf = ({ about, before, after }: Question): string =>
  createHash('sha256')
    .update(JSON.stringify([about, before, after]))
    .digest('hex')
    .slice(0, 16);

/** By the question itself: the same entries in every run, so that two runs can be compared and nothing is asked twice. */
function isChosen(share: number, id: string): boolean {
  return Number.parseInt(id.slice(0, 8), 16) / 2 ** 32 < share;
}

type Fields<T> = ReadonlyArray<readonly [name: string, of: (value: T) => string]>;

const JUDGED: Fields<Judgement> = [
  ['artists', ({ artists }) => artists.map(fold).sort().join('|')],
  ['title', ({ title }) => fold(title)],
  ['version', ({ version }) => fold(version ?? '')],
  ['remixer', ({ remixer }) => fold(remixer ?? '')],
  ['label', ({ label }) => fold(label ?? '')],
  ['year', ({ year }) => String(year ?? '')],
  ['genre', ({ genre }) => fold(genre ?? '')],
  ['doubt', ({ score }) => String(score < 0.5)],
];

const HEARD: Fields<Hearing> = [
  ['genre', ({ genre }) => fold(genre ?? '')],
  // Nobody tells 127 from 128 by ear.
  ['tempo', ({ bpm }) => String(bpm === null ? '' : Math.round(bpm / 4))],
  ['vocal', ({ vocal }) => vocal],
  ['language', ({ language }) => fold(language ?? '')],
  ['energy', ({ energy }) => String(energy === null ? '' : Math.ceil(energy / 3))],
];

function compare<T extends Judgement | Hearing>(
  does: Comparison['does'],
  question: string,
  first: Told<T>,
  second: Told<T> | null,
  fields: Fields<T>,
): Comparison {
  const differ = second ? fields.filter(([, of]) => of(first.value) !== of(second.value)).map(([name]) => name) : [];
  return {
    does,
    question,
    first: sideOf(first),
    second: second && sideOf(second),
    agreement: second && Number((1 - differ.length / fields.length).toFixed(3)),
    differ,
  };
}

const sideOf = ({ value, ...told }: Told<Judgement | Hearing>): Side => ({
  ...told,
  confidence: 'score' in value ? value.score : null,
});
