import { EXIT } from '../exit-codes.js';
import { wrapPhrases } from './line.js';
import type { OutputStream } from './terminal.js';

export interface Outcome {
  /** As the user named it. */
  name: string;
  code: number;
  skipped?: boolean;
}

/** Named at most: more are a list for another day. */
const NAMED = 20;

/** How a batch went: `20 mixes: 14 done, 2 without tracks, 4 failed`, and which. */
export function renderBatch(outcomes: readonly Outcome[], notBegun: number, stream: OutputStream): string {
  const skipped = outcomes.filter((outcome) => outcome.skipped).length;
  const empty = outcomes.filter(({ code }) => code === EXIT.nothing);
  const done = outcomes.filter((outcome) => outcome.code === EXIT.done && !outcome.skipped).length;
  const failed = outcomes.filter(({ code }) => code !== EXIT.done && code !== EXIT.nothing);
  const phrases = [
    `${outcomes.length + notBegun} sources: ${done} done`,
    ...(skipped > 0 ? [`${skipped} done before`] : []),
    ...(empty.length > 0 ? [`${empty.length} without tracks`] : []),
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
    ...(notBegun > 0 ? [`${notBegun} not begun`] : []),
  ];
  const lines = wrapPhrases(phrases, '', stream);
  if (lines[0] !== undefined) lines[0] = stream.style.bold(lines[0]);
  lines.push(...which('without tracks', empty, stream), ...which('failed', failed, stream));
  return lines.map((line) => `${line}\n`).join('');
}

function which(word: string, outcomes: readonly Outcome[], stream: OutputStream): string[] {
  if (outcomes.length === 0) return [];
  const [first, ...more] = outcomes.slice(0, NAMED).map(({ name }) => name);
  const rest = outcomes.length > NAMED ? [`and ${outcomes.length - NAMED} more`] : [];
  return wrapPhrases([`${word}: ${first}`, ...more, ...rest], '', stream);
}
