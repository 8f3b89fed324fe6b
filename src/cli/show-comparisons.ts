import type { Comparison } from '../enrichers/experiment.js';
import type { Cli } from './command.js';

/** An experiment's outcome, for people: the file has it entry by entry. */
export async function showComparisons(cli: Cli, comparisons: readonly Comparison[]): Promise<void> {
  const { err, verbosity, events } = cli.terminal;
  if (comparisons.length === 0 || verbosity < 0 || events) return;
  const { renderComparisons } = await import('./terminal/comparison-table.js');
  err.write(renderComparisons(comparisons, err));
}
