import type { Plan } from '../../app/plan.js';
import { clock } from '../../domain/time.js';
import { planLines } from './enrichment.js';
import { plural } from './figures.js';
import { type OutputStream, plain } from './terminal.js';

/** The answer to `--dry-run`. */
export function renderPlan(plan: Plan, stream: OutputStream): string {
  const lines = [`${stream.style.bold(plain(plan.source))}: ${clock(plan.duration)} to identify`];
  for (const { name, calls, expected, seconds, bills } of plan.providers) {
    const cost =
      calls === 0
        ? `no calls${bills ? '' : ', offline'}`
        : `${expected < calls ? `about ${expected}, ` : ''}at most ${plural(calls, 'call')}`;
    const wait = seconds > 0 ? `, about ${clock(seconds)}${bills ? '' : ' under its rate limit'}` : '';
    const bill = bills && bills.amount > 0 ? `, for ${bills.amount} ${bills.unit}` : '';
    lines.push(`  ${name}: ${cost}${bill}${wait}`);
  }
  const { models = [], lookUps = [] } = plan;
  if (models.length + lookUps.length > 0) {
    lines.push('  then, by a guess at the number of tracks:', ...planLines(models, lookUps, stream));
  }
  return lines.map((line) => `${line}\n`).join('');
}
