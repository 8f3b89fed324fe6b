import type { Comparison } from '../../enrichers/experiment.js';
import { plural, thousands } from './figures.js';
import { type Column, renderTable } from './table.js';
import type { OutputStream } from './terminal.js';

interface Row {
  model: string;
  entries: number;
  milliseconds: number;
  tokens: number;
  confidence: number | null;
}

/** How two models compare: an experiment's outcome, for stderr. */
export function renderComparisons(comparisons: readonly Comparison[], stream: OutputStream): string {
  const sides = comparisons.flatMap(({ first, second }) => [first, ...(second ? [second] : [])]);
  const models = [...new Set(sides.map(({ model }) => model))];
  const rows = models.map((model): Row => {
    const own = sides.filter((side) => side.model === model);
    const mean = (of: (side: (typeof own)[number]) => number): number =>
      own.reduce((sum, side) => sum + of(side), 0) / own.length;
    const scores = own.flatMap(({ confidence }) => confidence ?? []);
    return {
      model,
      entries: own.length,
      milliseconds: mean((side) => side.milliseconds),
      tokens: mean((side) => side.inputTokens + side.outputTokens),
      confidence: scores.length > 0 ? scores.reduce((sum, score) => sum + score, 0) / scores.length : null,
    };
  });
  const agreed = comparisons.flatMap(({ agreement }) => agreement ?? []);
  const share = agreed.length > 0 ? agreed.reduce((sum, one) => sum + one, 0) / agreed.length : null;
  const differ = new Map<string, number>();
  for (const field of comparisons.flatMap((comparison) => comparison.differ)) {
    differ.set(field, (differ.get(field) ?? 0) + 1);
  }
  const worst = [...differ].sort((a, b) => b[1] - a[1]).map(([field, count]) => `${field} ${count}`);
  const verdict =
    share === null
      ? 'The second model answered nothing.'
      : `They agree in ${Math.round(share * 100)} % of the fields of ${plural(agreed.length, 'entry', 'entries')}` +
        `${worst.length > 0 ? `; they differ in ${worst.join(', ')}` : ''}.`;
  return `\n${renderTable({ columns, rows }, stream)}\n${verdict}\n`;
}

const columns: Column<Row>[] = [
  { header: 'Model', min: 12, weight: 1, cell: ({ model }) => model },
  { header: 'Entries', align: 'right', cell: ({ entries }) => String(entries) },
  { header: 'ms/request', align: 'right', cell: ({ milliseconds }) => thousands(Math.round(milliseconds)) },
  { header: 'Tokens/entry', align: 'right', cell: ({ tokens }) => thousands(Math.round(tokens)) },
  { header: 'Confidence', align: 'right', cell: ({ confidence }) => confidence?.toFixed(2) ?? '' },
];
