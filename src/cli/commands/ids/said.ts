import { dirname } from 'node:path';
import type { MendedMix } from '../../../app/ids.js';
import type { Mended } from '../../../app/mending.js';
import type { MixSummary } from '../../../archive/summary.js';
import { jsonText, plain } from '../../../domain/text.js';
import { clock } from '../../../domain/time.js';
import { idLabel, type Track, trackLabel, UNKNOWN_LABEL } from '../../../domain/track.js';
import type { Entry } from '../../../domain/tracklist.js';
import type { Cli } from '../../command.js';
import { EXIT, isAbort } from '../../exit-codes.js';
import { causeOf, sayStaying, sayWritten } from '../../mended-files.js';
import { shortPath } from '../../short-path.js';
import { shellWord } from '../../terminal/shell-word.js';
import { warnTo } from '../../terminal/warn.js';
import { nameOf } from '../archive/mix-table.js';

/** Digits of a mix's number that tell it from others. */
const SHOWN = 8;

/** As it is typed to name an ID. */
export const nameCommand = (number: number, track: Track): string =>
  `tracklistify ids name ${number} ${shellWord(trackLabel(track))}`;

interface Saying {
  json?: boolean;
  /** Nothing is done, and so it is said as what would be. */
  dryRun?: boolean;
  nothing: string;
  put?: string;
}

/** Mends list after list, and says of each what was done: `put` where only a number changed. Resolves to the exit code. */
export async function sayEach(
  cli: Cli,
  each: AsyncIterable<MendedMix<MixSummary>>,
  { json = false, dryRun = false, nothing, put = 'its number is put right' }: Saying,
): Promise<number> {
  const { out, err, verbosity } = cli.terminal;
  const all: object[] = [];
  let count = 0;
  let isWhole = true;
  try {
    for await (const one of each) {
      count++;
      isWhole &&= one.mended.staying.every(({ why }) => why === 'changed');
      if (json) all.push(asJson(one));
      else for (const line of linesOf(one, put, dryRun)) out.write(`${plain(line)}\n`);
      sayFiles(cli, one);
    }
  } catch (error) {
    if (isAbort(error) && verbosity >= 0) err.write('Interrupted: the same command goes on from here.\n');
    throw error;
  }
  if (json) out.write(jsonText(all, 2));
  else if (count === 0 && verbosity >= 0) err.write(`${plain(nothing)}\n`);
  return isWhole ? EXIT.done : EXIT.output;
}

const calledBy = (mix: MixSummary): string => `${nameOf(mix)} (${mix.id.slice(0, SHOWN)})`;

function linesOf({ mix, mended, numbered }: MendedMix<MixSummary>, put: string, dryRun: boolean): string[] {
  const lines = [
    ...numbered.changed.map((entry) =>
      dryRun ? `${clock(entry.start)} would be ${labelOf(entry)}` : `${clock(entry.start)} is ${labelOf(entry)} now`,
    ),
    ...numbered.kept.map(({ entry, why }) =>
      why === 'named'
        ? `${clock(entry.start)} stays ${labelOf(entry)}, as you called it there`
        : `${clock(entry.start)} stays ${labelOf(entry)}, since you have rejected that name there`,
    ),
  ];
  if (lines.length === 0) lines.push(mended.before === mended.after ? 'says so already' : put);
  return lines.map((line) => `${calledBy(mix)}: ${line}`);
}

const labelOf = ({ track, number }: Entry): string => {
  if (track) return trackLabel(track);
  return number === undefined ? UNKNOWN_LABEL : idLabel(number);
};

function sayFiles(cli: Cli, { mix, mended, numbered }: MendedMix<MixSummary>): void {
  const short = (path: string): string => shellWord(shortPath(cli.cwd, path));
  const named = numbered.changed[0];
  sayWritten(cli, mended.written);
  sayStaying(cli, mended.staying, {
    command: (document, formats) =>
      `tracklistify archive export ${mix.id.slice(0, SHOWN)} -f ${formats.join(',')} -o ${short(dirname(document))}`,
    ...(named && {
      document: (document) =>
        `To say it there: tracklistify edit ${short(document)} set ${clock(named.start)} ${named.track ? shellWord(trackLabel(named.track)) : 'ID'}`,
    }),
  });
  if (mended.gone.length > 0) {
    const places = mended.gone.map((path) => `${shortPath(cli.cwd, path)}.*`).join(', ');
    warnTo(cli.terminal)(
      `The files of ${calledBy(mix)} aren't where they were written (${places}): only the archive is mended. ` +
        `"tracklistify archive export ${mix.id.slice(0, SHOWN)}" writes them again.`,
    );
  }
}

function asJson({ mix, mended, numbered }: MendedMix<MixSummary>): object {
  const about = (entry: Entry): object => ({ start: entry.start, end: entry.end, label: labelOf(entry) });
  return {
    mix: { id: mix.id, name: nameOf(mix) },
    changed: numbered.changed.map(about),
    kept: numbered.kept.map(({ entry, why }) => ({ ...about(entry), why })),
    ...filesOf(mended),
  };
}

const filesOf = ({ written, staying, gone }: Mended): object => ({
  written,
  staying: staying.map(({ file, why }) => ({ file, why: why === 'changed' ? 'changed by hand' : causeOf(why) })),
  gone,
});
