import { claimSummary } from '../../domain/claim-words.js';
import type { CheckedHint } from '../../domain/hint.js';
import type { KnownMix, SeenId } from '../../domain/ports/archive.js';
import { clock, windowText } from '../../domain/time.js';
import { idLabel } from '../../domain/track.js';
import type { ProviderStats, Tracklist } from '../../domain/tracklist.js';

import { costText, plural, thousands, timesText, transferText } from './figures.js';

import { wrapPhrases } from './line.js';
import { type OutputStream, plain } from './terminal.js';

export interface SummaryOptions {
  /** Paths of the files written, as the user would name them. */
  written?: readonly string[];
  /** Warnings that the user has seen already. */
  warned?: ReadonlySet<string>;
  /** The mix that it was recognised as. */
  known?: KnownMix | null;
  /** In how many mixes its numbered unknowns were heard so far. */
  seen?: readonly SeenId[];
  /** How to go on with a part, where the same command doesn't do it; empty where nothing does. */
  goOn?: string;
}

/** What was found and what it cost, in a few lines for stderr. */
export function renderSummary(tracklist: Tracklist, stream: OutputStream, options: SummaryOptions = {}): string {
  const { style } = stream;
  const lines = [...wrapPhrases(foundPhrases(tracklist, stream), '', stream)];
  if (lines.length > 0) lines[0] = style.bold(lines[0]);
  if (options.known) lines.push(...wrapPhrases(knownPhrases(options.known), '', stream));
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
  for (const phrases of claimSummary(tracklist)) lines.push(...wrapPhrases(phrases, '', stream));
  for (const phrases of hintPhrases(tracklist.hints ?? [])) lines.push(...wrapPhrases(phrases, '', stream));
  const known = (options.seen ?? []).filter(({ number, mixes }) => mixes > 1 && isIn(tracklist, number));
  const sightings = known.map(({ number, mixes }) => `${idLabel(number)} seen in ${mixes} mixes`);
  if (sightings.length > 0) lines.push(...wrapPhrases(sightings, '', stream));
  const [first, ...more] = options.written ?? [];
  if (first !== undefined) lines.push(...wrapPhrases([`wrote ${first}`, ...more], '', stream));
  for (const warning of tracklist.warnings) {
    if (!options.warned?.has(warning)) lines.push(warningLine(warning, stream));
  }
  const { goOn = goOnAfter(tracklist) } = options;
  // Never cut short: it may hold a command to be pasted.
  if (!tracklist.complete && goOn) lines.push(style.yellow(plain(goOn)));
  return lines.map((line) => `${line}\n`).join('');
}

/** `this is the mix kept as "Set" (12 May 2026)`: said of another recording of it, and where its answers spared calls. */
function knownPhrases({ name, isItself, lies, tracklist }: KnownMix): string[] {
  if (isItself) return [];
  const day = new Date(tracklist.createdAt).toLocaleDateString('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
  return [
    `this is the mix kept as "${plain(name)}" (${day})`,
    ...(lies.start > 1 ? [`from ${clock(lies.start)} on`] : []),
    'with what was said and answered then',
  ];
}

/** Not where a person has said meanwhile what it is. */
const isIn = ({ entries }: Tracklist, number: number): boolean =>
  entries.some((entry) => entry.kind === 'unknown' && entry.number === number);

/** What a second run of the same command costs: services' answers are kept, the library listens anew. */
function goOnAfter({ stats }: Tracklist): string {
  const asked = Object.values(stats.providers).some(({ calls, cacheHits }) => calls + cacheHits > 0);
  return asked
    ? "This is a part. Run the same command again for the whole: the services' answers are kept, and nothing is asked twice."
    : 'This is a part. Run the same command again for the whole.';
}

const SAID: ReadonlyArray<readonly [CheckedHint['from'], string]> = [
  ['station', 'the station says'],
  ['chapter', 'chapters say'],
  ['description', 'the description says'],
  ['comment', 'comments say'],
];

/** `the station says 12 titles: 9 agree with what was heard, 1 doesn't, 2 can't be told` */
function hintPhrases(hints: readonly CheckedHint[]): string[][] {
  return SAID.flatMap(([from, says]) => {
    const said = hints.filter((hint) => hint.from === from);
    if (said.length === 0) return [];
    const [yes, no, open] = [true, false, null].map((agrees) => said.filter((hint) => hint.agrees === agrees).length);
    const phrases: string[] = [];
    if (yes) phrases.push(`${yes} ${yes === 1 ? 'agrees' : 'agree'} with what was heard`);
    if (no) phrases.push(`${no} ${no === 1 ? "doesn't" : "don't"}${yes ? '' : ' agree with what was heard'}`);
    if (open) phrases.push(`${open} can't be told`);
    const [first, ...more] = phrases;
    return [[`${says} ${plural(said.length, 'title')}: ${first}`, ...more]];
  });
}

/** What an event says by a sentence of its own. */
export const saidLine = (
  { type, message }: { type: 'warning' | 'news'; message: string },
  stream: OutputStream,
): string => (type === 'news' ? plain(message) : warningLine(message, stream));

/** A warning is read whole: it wraps where it is too long. */
export function warningLine(message: string, stream: OutputStream): string {
  return `${stream.style.yellow('warning:')} ${plain(message)}`;
}

function foundPhrases(
  { entries, window, stats, unheard = [], corrections = [], ...whole }: Tracklist,
  { unicode }: OutputStream,
): string[] {
  const duration = window ? window.end - window.start : whole.duration;
  const tracks = entries.filter((entry) => entry.kind === 'track').length;
  const unknown = entries.length - tracks;
  const phrases = [tracks === 0 ? 'no track identified' : `${plural(tracks, 'track')} identified`];
  if (unknown > 0) phrases.push(`${unknown} unknown`);
  const missed = unheard.reduce((sum, { start, end }) => sum + end - start, 0);
  if (missed > 0) phrases.push(`${clock(missed)} not heard in ${plural(unheard.length, 'stretch', 'stretches')}`);
  // What was changed is marked in the table; what was deleted can't be.
  const removed = corrections.filter(({ kind }) => kind === 'removed').length;
  if (removed > 0) phrases.push(`${removed} left out, as you deleted ${removed === 1 ? 'it' : 'them'}`);
  const { elapsed } = stats;
  phrases.push(
    elapsed > 0
      ? `${clock(duration)} of mix in ${elapsedText(elapsed)} (${timesText(duration / elapsed, unicode)} real time)`
      : `${clock(duration)} of mix`,
  );
  if (window) phrases.push(`the part from ${windowText(window)}`);
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
  if (usage) {
    const thoughts = usage.thoughtTokens ? ` (${thousands(usage.thoughtTokens)} of them thoughts)` : '';
    phrases.push(`${thousands(usage.inputTokens + usage.outputTokens)} tokens${thoughts}`);
  }
  if (usage) phrases.push(usage.cost === undefined ? 'price unknown' : costText(usage.cost));
  return phrases;
}
