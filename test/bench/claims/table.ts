import { HARD, KINDS } from './hard.js';
import { HISTORIES, type Outcome } from './outcome.js';

/** What was found of each kind of mix, without a history and with each. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const ways = ['open', ...HISTORIES] as const;
  const rows = [...KINDS, null].map((kind) => {
    const some = outcomes.filter((one) => kind === null || one.kind === kind);
    const sum = (pick: (one: Outcome) => number): number => some.reduce((total, one) => total + pick(one), 0);
    const cells = ways.map((way) => {
      const wrong = sum((one) => one.wrong[way]);
      return `${sum((one) => one.found[way])}${wrong > 0 ? `, ${wrong} wrong` : ''}`;
    });
    const name = kind === null ? `all, ${some.length} mixes` : HARD[kind].name;
    return `| ${name} | ${sum((one) => one.plays)} | ${cells.join(' | ')} |`;
  });
  const claims = outcomes.reduce((total, one) => total + one.wrongClaims, 0);
  const entries = outcomes.flatMap((one) => one.falseEntries);
  return [
    '| mix | plays | without a history | its times are wrong | only its order | only names |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    `${entries.length} entries from ${claims} wrong claims`,
    ...entries.map((entry) => `  ${entry}`),
  ].join('\n');
}
