import { clock } from '../../domain/time.js';
import type { ProviderStats, Tracklist } from '../../domain/tracklist.js';

import { costText, plural, thousands, timesText, transferText } from './figures.js';

import { fitLine, wrapPhrases } from './line.js';
import { type OutputStream, plain } from './terminal.js';

export interface SummaryOptions {
  /** Paths of the files written, as the user would name them. */
  written?: readonly string[];
  /** Warnings that the user has seen already. */
  warned?: ReadonlySet<string>;
}

/** What was found and what it cost, in a few lines for stderr. */
export function renderSummary(tracklist: Tracklist, stream: OutputStream, options: SummaryOptions = {}): string {
  const { style } = stream;
  const lines = [...wrapPhrases(foundPhrases(tracklist, stream), '', stream)];
  if (lines.length > 0) lines[0] = style.bold(lines[0]);
  for (const [name, stats] of Object.entries(tracklist.stats.providers)) {
    const phrases = callPhrases(stats);
    if (phrases.length > 0) lines.push(...wrapPhrases([`${name}: ${phrases[0]}`, ...phrases.slice(1)], '', stream));
  }
  const { transfer } = tracklist.stats;
  if (transfer && transfer.fetched > 0) {
    lines.push(
      ...wrapPhrases([`fetched ${transferText({ bytes: transfer.fetched, total: transfer.total })}`], '', stream),
    );
  }
  const [first, ...more] = options.written ?? [];
  if (first !== undefined) lines.push(...wrapPhrases([`wrote ${first}`, ...more], '', stream));
  for (const warning of tracklist.warnings) {
    if (!options.warned?.has(warning)) lines.push(warningLine(warning, stream));
  }
  if (!tracklist.complete) {
    lines.push(
      fitLine([{ text: 'This is a part: the same command goes on where it stopped.', paint: style.yellow }], stream),
    );
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** A warning is read whole: it wraps where it is too long. */
export function warningLine(message: string, stream: OutputStream): string {
  return `${stream.style.yellow('warning:')} ${plain(message)}`;
}

function foundPhrases({ entries, duration, stats }: Tracklist, { unicode }: OutputStream): string[] {
  const tracks = entries.filter((entry) => entry.kind === 'track').length;
  const unknown = entries.length - tracks;
  const phrases = [tracks === 0 ? 'no track identified' : `${plural(tracks, 'track')} identified`];
  if (unknown > 0) phrases.push(`${unknown} unknown`);
  const { elapsed } = stats;
  phrases.push(
    elapsed > 0
      ? `${clock(duration)} of mix in ${elapsedText(elapsed)} (${timesText(duration / elapsed, unicode)} real time)`
      : `${clock(duration)} of mix`,
  );
  return phrases;
}

function elapsedText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  return seconds < 100 ? `${Math.round(seconds)} s` : clock(seconds);
}

export function callPhrases({ calls, cacheHits, saved, errors, usage }: ProviderStats): string[] {
  const phrases: string[] = [];
  if (calls > 0) phrases.push(plural(calls, 'call'));
  if (cacheHits > 0) phrases.push(`${cacheHits} from the cache`);
  if (saved > 0) phrases.push(`${saved} spared by planning`);
  if (errors > 0) phrases.push(`${errors} failed`);
  if (usage) phrases.push(`${thousands(usage.inputTokens + usage.outputTokens)} tokens`);
  if (usage?.cost !== undefined) phrases.push(costText(usage.cost));
  return phrases;
}
