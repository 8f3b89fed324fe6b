import type { LookUps } from '../../app/enrich.js';
import { enrichmentOf } from '../../domain/enrichment/saved.js';
import type { EnrichStep, HandedOver } from '../../domain/ports/enrich.js';
import type { SetStory, Stats, Tracklist } from '../../domain/tracklist.js';
import { costText, plural, thousands } from './figures.js';
import { wrapPhrases } from './line.js';
import { callPhrases, type SummaryOptions } from './summary.js';
import { type OutputStream, plain } from './terminal.js';

/** The answer to `--dry-run`: what would be sent where, and about what it costs. */
export function renderEnrichPlan(
  name: string,
  plan: { steps: readonly EnrichStep[]; lookUps: readonly LookUps[] },
  stream: OutputStream,
): string {
  const lines = [stream.style.bold(`${plain(name)}:`), ...planLines(plan.steps, plan.lookUps, stream)];
  return lines.map((line) => `${line}\n`).join('');
}

const DOES = { names: 'the names of', sound: 'the sound of', set: 'the set of' };

export function planLines(steps: readonly EnrichStep[], lookUps: readonly LookUps[], stream: OutputStream): string[] {
  const asked = lookUps.filter(({ tracks }) => tracks > 0);
  if (steps.length + asked.length === 0) return ['  nothing would be sent'];
  return [...asked.map(lookUpLine), ...steps.flatMap((step) => stepLines(step, stream))];
}

const lookUpLine = ({ name, tracks }: LookUps): string =>
  `  ${name}: the names and codes of ${plural(tracks, 'track')}`;

function stepLines(step: EnrichStep, stream: OutputStream): string[] {
  const { provider, model, place, does, entries, kept, requests, inputTokens, outputTokens } = step;
  const phrases = [`${provider}: ${DOES[does]} ${plural(entries, 'entry', 'entries')} to ${model} at ${place}`];
  if (kept > 0) phrases.push(`${kept} answered earlier`);
  phrases.push(requests === 0 ? 'no request' : plural(requests, 'request'));
  if (requests > 0) {
    phrases.push(`about ${thousands(rough(inputTokens))} tokens in and ${thousands(rough(outputTokens))} out`);
    phrases.push(costPhrase(step));
  }
  return wrapPhrases(phrases, '  ', stream);
}

function costPhrase({ cost, pricesOf }: EnrichStep): string {
  if (cost === null) return 'at a price that no setting tells';
  if (cost === 0) return costText(0);
  return `about ${costText(cost)}${pricesOf === undefined ? '' : ` by the prices of ${pricesOf}`}`;
}

/** An estimate has two figures that count. */
const rough = (tokens: number): number => Number(tokens.toPrecision(2));

/** What services and models did and what it cost, in a few lines for stderr. */
export function renderEnrichSummary(
  { entries }: Tracklist,
  stats: Stats,
  stream: OutputStream,
  { written = [] }: SummaryOptions,
): string {
  const all = entries.map(enrichmentOf);
  const judged = all.filter(({ validation }) => validation).length;
  const doubted = all.filter(({ validation }) => validation?.doubtful).length;
  const heard = all.filter((enrichment) => enrichment.heard).length;
  const tracks = entries.filter(({ kind }) => kind === 'track').length;
  const told = entries.filter((entry) => entry.kind === 'track' && Object.keys(entry.toldBy ?? {}).length > 0).length;
  // Models check, services complete; a run may be with either.
  const phrases = told > 0 ? [`${told} of ${plural(tracks, 'track')} completed`] : [];
  if (judged > 0 || told === 0) phrases.push(`${judged} of ${plural(tracks, 'track')} checked`);
  if (doubted > 0) phrases.push(`${doubted} doubtful`);
  if (heard > 0) phrases.push(`${heard} listened to`);
  const lines = wrapPhrases(phrases, '', stream);
  lines[0] = stream.style.bold(lines[0]);
  lines.push(...providerLines(stats, stream));
  const [first, ...more] = written;
  if (first !== undefined) lines.push(...wrapPhrases([`wrote ${first}`, ...more], '', stream));
  return lines.map((line) => `${line}\n`).join('');
}

/** What `--batch` has collected, and what is still to come. */
export function renderWaiting(
  waiting: ReadonlyArray<HandedOver & { name: string }>,
  stats: Stats,
  stream: OutputStream,
): string {
  const lines = providerLines(stats, stream);
  for (const { name, waiting: count, since } of waiting) {
    const at = since === null ? '' : ` since ${new Date(since).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    lines.push(`${plain(name)}: ${plural(count, 'entry', 'entries')} handed over${at}, not back yet`);
  }
  if (waiting.length > 0) lines.push('It takes up to a day. Run the same command again to collect.');
  return lines.map((line) => `${line}\n`).join('');
}

function providerLines(stats: Stats, stream: OutputStream): string[] {
  return Object.entries(stats.providers).flatMap(([name, provider]) => {
    const calls = callPhrases(provider);
    return calls.length > 0 ? wrapPhrases([`${name}: ${calls[0]}`, ...calls.slice(1)], '', stream) : [];
  });
}

/** What a model says of the set as a whole, ready to copy. */
export function renderStory({ title, genres, arc }: SetStory, { style }: OutputStream): string {
  const lines = [style.bold(plain(title)), ...(genres.length > 0 ? [plain(genres.join(', '))] : []), plain(arc)];
  return lines.map((line) => `${line}\n`).join('');
}
