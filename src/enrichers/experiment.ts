import { createHash } from 'node:crypto';
import { type Judgement, judgementSchema } from '../domain/enrichment/answers.js';
import type { Question } from '../domain/enrichment/question.js';
import type { Context } from '../domain/ports.js';
import { fold } from '../domain/recording.js';
import type { Budget } from './budget.js';
import type { Memory, Told } from './memory.js';
import type { Model } from './model.js';
import { judgeBatch, judgeBatches, judgementKey } from './tasks/judge.js';

/** One entry as both models judged it: a line of the experiment's file. */
export interface Comparison {
  /** Of the question, not of the track: the same one in every run. */
  question: string;
  first: Side;
  second: Side | null;
  /** Share of the fields in which both say the same; null when the second said nothing. */
  agreement: number | null;
  /** Names of the fields in which they don't. */
  differ: string[];
}

interface Side {
  provider: string;
  /** As the server calls what answered. */
  model: string;
  milliseconds: number;
  inputTokens: number;
  outputTokens: number;
  kept: boolean;
  /** The model's own score of the entry. */
  confidence: number;
}

/** Sends a share of the entries to a second model too, and writes down how the two compare. Its answers change no entry. */
export interface Experiment {
  judge(
    told: ReadonlyMap<Question, Told<Judgement>>,
    tools: { memory: Memory; budget: Budget; context: Context; mixTimeOf(question: Question): number },
  ): Promise<void>;
}

export function createExperiment(
  model: Model,
  share: number,
  record: (comparison: Comparison) => Promise<void>,
): Experiment {
  return {
    async judge(told, { memory, budget, context, mixTimeOf }) {
      const chosen = [...told.keys()].filter((question) => chosenFor(share, question));
      const second = new Map<Question, Told<Judgement>>();
      for (const question of chosen) {
        const kept = await memory.recall(judgementKey(memory, model, question), judgementSchema, model.provider);
        if (kept) second.set(question, kept);
      }
      const open = chosen.filter((question) => !second.has(question));
      for (const batch of judgeBatches(open, model)) {
        const left = await judgeBatch(batch, {
          model,
          memory,
          budget,
          context,
          mixTimeOf,
          onTold: (question, answer) => void second.set(question, answer),
        });
        const [first] = left;
        if (!first) continue;
        if (context.signal.aborted) return;
        const message = first.why instanceof Error ? first.why.message : String(first.why);
        context.emit({ type: 'warning', message: `The experiment lacks ${left.length} answers: ${message}` });
      }
      for (const question of chosen) await record(compare(question, told.get(question)!, second.get(question) ?? null));
    },
  };
}

const idOf = ({ about, before, after }: Question): string =>
  createHash('sha256')
    .update(JSON.stringify([about, before, after]))
    .digest('hex')
    .slice(0, 16);

/** By the question itself: the same entries in every run, so that two runs can be compared and nothing is asked twice. */
function chosenFor(share: number, question: Question): boolean {
  return Number.parseInt(idOf(question).slice(0, 8), 16) / 2 ** 32 < share;
}

const FIELDS: ReadonlyArray<readonly [name: string, of: (judgement: Judgement) => string]> = [
  ['artists', ({ artists }) => artists.map(fold).sort().join('|')],
  ['title', ({ title }) => fold(title)],
  ['version', ({ version }) => fold(version ?? '')],
  ['remixer', ({ remixer }) => fold(remixer ?? '')],
  ['label', ({ label }) => fold(label ?? '')],
  ['year', ({ year }) => String(year ?? '')],
  ['genre', ({ genre }) => fold(genre ?? '')],
  ['doubt', ({ score }) => String(score < 0.5)],
];

export function compare(question: Question, first: Told<Judgement>, second: Told<Judgement> | null): Comparison {
  const differ = second ? FIELDS.filter(([, of]) => of(first.value) !== of(second.value)).map(([name]) => name) : [];
  return {
    question: idOf(question),
    first: sideOf(first),
    second: second && sideOf(second),
    agreement: second && Number((1 - differ.length / FIELDS.length).toFixed(3)),
    differ,
  };
}

const sideOf = ({ provider, model, milliseconds, inputTokens, outputTokens, kept, value }: Told<Judgement>): Side => ({
  provider,
  model,
  milliseconds,
  inputTokens,
  outputTokens,
  kept,
  confidence: value.score,
});
