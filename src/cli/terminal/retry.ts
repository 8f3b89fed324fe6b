import type { RetryPlan } from '../../app/retry/plan.js';
import type { Retried } from '../../app/retry.js';
import type { MixSummary } from '../../archive/summary.js';
import { labelOf } from '../../domain/corrections.js';
import { lengthOf, overlapOf } from '../../domain/span.js';
import { clock } from '../../domain/time.js';
import { idLabel, UNKNOWN_LABEL } from '../../domain/track.js';
import type { Entry, Tracklist } from '../../domain/tracklist.js';
import { nameOf } from '../commands/archive/mix-table.js';
import { confidenceText, plural } from './figures.js';
import { fitLine, wrapPhrases } from './line.js';
import { type OutputStream, plain } from './terminal.js';

/** What an entry is now that wasn't there, or wasn't as sure. */
interface Change {
  start: number;
  end: number;
  was: string;
  now: string;
  /** Null for what has turned out to be unknown. */
  confidence: number | null;
}

/** What a mix says now that it didn't, each with what stood there. */
function changesOf(before: Tracklist, after: Tracklist): Change[] {
  const isOld = (entry: Entry): boolean =>
    before.entries.some(
      (other) =>
        labelOf(other) === labelOf(entry) && other.start === entry.start && other.confidence === entry.confidence,
    );
  const changes = after.entries
    .filter((entry) => !isOld(entry))
    .map((entry): Change => {
      const there = [...before.entries].sort((a, b) => overlapOf(b, entry) - overlapOf(a, entry))[0];
      const { start, end, confidence } = entry;
      return { start, end, was: there ? calledOf(there) : '', now: labelOf(entry), confidence };
    });
  // What is left of an unknown is no news, nor is its number.
  return changes.filter(({ was, confidence }) => confidence !== null || !isUnknown(was));
}

/** An unknown goes by its number where it has one. */
const calledOf = (entry: Entry): string =>
  entry.kind === 'unknown' && entry.number !== undefined ? idLabel(entry.number) : labelOf(entry);
const isUnknown = (label: string): boolean => label === UNKNOWN_LABEL || /^ID \d{4,}$/.test(label);

const isName = ({ was, now, confidence }: Change): boolean => confidence !== null && was !== now;

/** A mix in which something was found, and what: nothing of one in which nothing was. */
export function renderChanges(mix: MixSummary, { before, after }: Retried, stream: OutputStream): string {
  const changes = changesOf(before, after);
  if (changes.length === 0) return '';
  const arrow = stream.unicode ? '→' : '->';
  const lines = changes.map(({ start, was, now, confidence }) =>
    fitLine(
      [
        { text: `  ${clock(start)}  ${was === now ? '' : `${was} ${arrow} `}${now}` },
        { text: `  ${confidenceText(confidence)}`, whole: true, paint: stream.style.dim },
      ],
      stream,
    ),
  );
  return `${[fitLine([{ text: nameOf(mix), paint: stream.style.bold }], stream), ...lines].join('\n')}\n`;
}

/** What came of all mixes together. */
export class Sums {
  /** Mixes for which nothing was new. */
  readonly passed: number;
  /** Seconds that were compared. */
  seconds = 0;
  named = 0;
  changed = 0;
  unknown = 0;
  unknownSeconds = 0;
  calls = 0;
  cached = 0;
  readonly gone: string[] = [];
  readonly mixes: Array<Record<string, unknown>> = [];

  constructor(passed: number) {
    this.passed = passed;
  }

  add(mix: MixSummary, { before, after, seconds, gone, stats, mended }: Retried): void {
    const changes = changesOf(before, after);
    const unknown = after.entries.filter(({ kind }) => kind === 'unknown');
    this.seconds += seconds;
    this.named += changes.filter(isName).length;
    if (changes.length > 0) this.changed++;
    this.unknown += unknown.length;
    this.unknownSeconds += unknown.reduce((sum, entry) => sum + lengthOf(entry), 0);
    for (const { calls, cacheHits } of Object.values(stats.providers)) {
      this.calls += calls;
      this.cached += cacheHits;
    }
    if (gone !== null) this.gone.push(`${nameOf(mix)}: ${gone}`);
    const written = mended?.written ?? [];
    const staying = mended?.staying.map(({ file }) => file) ?? [];
    const { id, name } = mix;
    const about = { id, name, seconds: Math.round(seconds), changes, unknown: unknown.length, written, staying };
    this.mixes.push({ ...about, ...(gone !== null && { gone }) });
  }
}

export function resultJson({ mixes, passed, seconds, named, unknown, calls, cached }: Sums): Record<string, unknown> {
  return { mixes, passed, seconds: Math.round(seconds), named, unknown, calls, cached };
}

/** Named at most: more are a list for another day. */
const NAMED = 10;

export function renderSums(
  sums: Sums,
  { notBegun, services }: { notBegun: number; services: boolean },
  stream: OutputStream,
): string {
  const { mixes, passed, seconds, named, changed, unknown, unknownSeconds, calls, cached, gone } = sums;
  const looked = mixes.length;
  const phrases =
    looked === 0
      ? [passed === 0 ? 'The archive holds no mix yet' : `nothing new for ${plural(passed, 'mix', 'mixes')}`]
      : [
          `${plural(looked, 'mix', 'mixes')} looked at again (${clock(seconds)} of sound)`,
          changed === 0 ? 'nothing new in them' : `${plural(named, 'new name')} in ${plural(changed, 'mix', 'mixes')}`,
          unknown === 0 ? 'nothing unknown is left' : `${unknown} still unknown (${clock(unknownSeconds)})`,
          ...(calls + cached > 0 ? [`${plural(calls, 'call')}${cached > 0 ? ` and ${cached} kept answers` : ''}`] : []),
          ...(passed > 0 ? [`nothing new for ${passed} others`] : []),
        ];
  if (notBegun > 0) phrases.push(`${notBegun} not begun: the same command goes on there`);
  const lines = wrapPhrases(phrases, '', stream);
  if (unknown > 0 && !services && calls + cached === 0) {
    lines.push(fitLine([{ text: 'No service was asked: --max-calls says how often they may be.' }], stream));
  }
  if (gone.length > 0) {
    lines.push(...gone.slice(0, NAMED).map((one) => fitLine([{ text: `can't be heard: ${plain(one)}` }], stream)));
    if (gone.length > NAMED) lines.push(`and ${gone.length - NAMED} more that can't be heard`);
  }
  return `${lines.join('\n')}\n`;
}

/** What would be looked at, a line for each mix, and the sum. */
export function renderPlans(plans: ReadonlyArray<RetryPlan & { mix: MixSummary }>, stream: OutputStream): string {
  if (plans.length === 0) return 'Nothing is new: no mix would be looked at.\n';
  const callsIn = (calls: RetryPlan['calls']): string[] =>
    Object.entries(calls).map(([name, count]) => `about ${plural(count, 'call')} to ${name}`);
  const lines = plans.map(({ mix, stretches, seconds, from, calls }) =>
    fitLine(
      [
        { text: nameOf(mix) },
        {
          text: `: ${[...(stretches > 0 ? [`${plural(stretches, 'stretch', 'stretches')} (${clock(seconds)}) by ${from}`] : []), ...callsIn(calls)].join(', ')}`,
          whole: true,
        },
      ],
      stream,
    ),
  );
  const sum: RetryPlan['calls'] = {};
  for (const { calls } of plans)
    for (const [name, count] of Object.entries(calls)) sum[name] = (sum[name] ?? 0) + count;
  const total = clock(plans.reduce((all, { seconds }) => all + seconds, 0));
  lines.push(
    ...wrapPhrases([`${plural(plans.length, 'mix', 'mixes')}, ${total} of sound`, ...callsIn(sum)], '', stream),
  );
  return `${lines.join('\n')}\n`;
}
