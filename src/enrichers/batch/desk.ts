import type { Question } from '../../domain/enrichment/question.js';
import { questionsOf } from '../../domain/enrichment/question.js';
import type { BatchDesk } from '../../domain/ports/enrich.js';
import { recallJudgements } from '../routing/names.js';
import { collectAll } from './collect.js';
import { type DeskTools, type Exchange, leftAt } from './exchange.js';
import { handOver } from './hand-over.js';

export function createDesk(tools: DeskTools): BatchDesk {
  return {
    async exchange(lists, context) {
      for (const { model } of tools.doors) await model.settle(context);
      const exchange: Exchange = { ...tools, context, away: new Map(), said: new Set() };
      await collectAll(exchange);
      const open = await Promise.all(lists.map((list) => unanswered(questionsOf(list), tools)));
      await handOver(open, exchange);
      return open.map((list) => {
        const times = list.flatMap((question) => leftAt(exchange, question) ?? []);
        return { waiting: times.length, since: times.length > 0 ? Math.min(...times) : null };
      });
    },
  };
}

/** By whomever. */
async function unanswered(questions: readonly Question[], tools: DeskTools): Promise<Question[]> {
  const told = await recallJudgements(tools, questions);
  return questions.filter((question) => !told.has(question));
}
