import type { Question } from '../../domain/enrichment/question.js';
import { questionsOf } from '../../domain/enrichment/question.js';
import type { BatchDesk, HandedOver } from '../../domain/ports/enrich.js';
import { recallJudgements } from '../routing/names.js';
import { judgementKey } from '../tasks/judge.js';
import { collectAll } from './collect.js';
import { type DeskTools, type Exchange, leftAt } from './exchange.js';
import { handOver } from './hand-over.js';

export function createDesk(tools: DeskTools): BatchDesk {
  return {
    async exchange(lists, context) {
      for (const { model } of tools.doors) await model.settle(context);
      const exchange: Exchange = {
        ...tools,
        context,
        away: new Map(),
        said: new Set(),
        mended: new Set(),
        failure: null,
      };
      await collectAll(exchange);
      const open = await Promise.all(lists.map((list) => unanswered(questionsOf(list), tools)));
      // What was turned down isn't handed over again before that was told.
      if (!exchange.failure) await handOver(open, exchange);
      return { states: await Promise.all(open.map((list) => stateOf(list, exchange))), failure: exchange.failure };
    },
  };
}

async function stateOf(open: readonly Question[], exchange: Exchange): Promise<HandedOver> {
  const times: number[] = [];
  let left = 0;
  for (const question of open) {
    const at = leftAt(exchange, question);
    if (at !== undefined) times.push(at);
    else if (exchange.failure && !(await isGivenUp(question, exchange))) left++;
  }
  return { waiting: times.length, since: times.length > 0 ? Math.min(...times) : null, left };
}

/** Nothing usable came of it, whoever was asked. */
async function isGivenUp(question: Question, { doors, memory }: DeskTools): Promise<boolean> {
  for (const { model } of doors) if (await memory.gaveUp(judgementKey(memory, model, question))) return true;
  return false;
}

/** By whomever. */
async function unanswered(questions: readonly Question[], tools: DeskTools): Promise<Question[]> {
  const told = await recallJudgements(tools, questions);
  return questions.filter((question) => !told.has(question));
}
