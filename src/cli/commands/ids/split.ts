import type { KeptMix } from '../../../archive/kept.js';
import { UsageError } from '../../../domain/errors.js';
import { clock, parseTime, TIME_FORMS } from '../../../domain/time.js';
import { idLabel } from '../../../domain/track.js';
import type { Entry } from '../../../domain/tracklist.js';
import { defineCommand } from '../../command.js';
import { nameOf } from '../archive/mix-table.js';
import { theOne } from '../archive/open.js';
import { changing, type OpenedIds, openIds, theId } from './open.js';

export const split = defineCommand({
  name: 'split',
  summary: "Say that what is heard in a mix isn't this ID: it gets a number of its own.",
  examples: [
    ['tracklistify ids split 417 mix.mp3', 'by the mix, its number in the archive, or words of its name'],
    ['tracklistify ids split 417 3fa1 31:40', 'where it is heard several times in the mix, and only this one is meant'],
  ],
  define: (command) => {
    command
      .argument('<id>', 'its number: 417, or "ID 0417"')
      .argument('<mix>', 'the number of the mix, its file, a tracklist of it, or words of its name')
      .argument('[time]', 'when it is heard there')
      .option('--json', 'print a JSON array of what was done');
  },
  shape: (of) => ({
    args: of.tuple([of.word, of.word, of.word.optional()]),
    options: of.object({ json: of.flag }),
  }),
  async run(cli, [named, mixNamed, time], { json = false }) {
    const opened = await openIds(cli);
    const { number } = await theId(cli, opened, named);
    const mix = await theOne(cli, opened, mixNamed);
    const { numbersOf, mixesWith, splitId } = await import('../../../app/ids.js');
    const numbers = numbersOf(opened.ids, number);
    const all = mixesWith(opened.mixes.all, numbers);
    const sightings = (await Promise.all(all.map(({ id }) => sightingsIn(opened, id, numbers)))).flat();
    const here = sightings.filter((one) => one.mix.id === mix.id);
    const meant = chosen(here, time, number, nameOf(mix));
    const elsewhere = sightings.find((one) => one.entry !== meant.entry && !isAlso(one, meant));
    if (!elsewhere) {
      throw new UsageError(`${idLabel(number)} is heard nowhere else, so there is nothing to part it from.`);
    }
    const { partOff } = await import('../../../wiring/part-off.js');
    const other = await partOff(cli, opened.archive, number, meant, elsewhere);
    if (cli.terminal.verbosity >= 0) cli.terminal.err.write(`It is ${idLabel(other)} there from now on.\n`);
    const { sayEach } = await import('./said.js');
    const run = { ...(await changing(cli, opened)), mixes: opened.mixes.all.filter(({ id }) => id === mix.id) };
    const of = (entry: Entry): boolean => entry.start < meant.entry.end && meant.entry.start < entry.end;
    return sayEach(cli, splitId(run, number, other, of), { json, nothing: 'Nothing was changed.' });
  },
});

interface At {
  mix: KeptMix;
  entry: Entry;
}

async function sightingsIn({ archive }: OpenedIds, id: string, numbers: readonly number[]): Promise<At[]> {
  const mix = await archive.get(id);
  const entries = mix?.tracklist.entries ?? [];
  return entries.flatMap((entry) => (mix && numbers.includes(entry.number ?? 0) ? [{ mix, entry }] : []));
}

/** The same stretch in the same mix. */
const isAlso = (one: At, other: At): boolean => one.mix.id === other.mix.id && one.entry.start === other.entry.start;

function chosen(here: readonly At[], time: string | undefined, number: number, mix: string): At {
  const [first, ...more] = here;
  if (!first)
    throw new UsageError(
      `${idLabel(number)} isn't heard in "${mix}". "tracklistify ids show ${number}" says where it is.`,
    );
  const times = here.map(({ entry }) => clock(entry.start)).join(', ');
  if (time === undefined) {
    if (more.length === 0) return first;
    throw new UsageError(
      `${idLabel(number)} is heard several times in "${mix}": at ${times}. Say at which: tracklistify ids split ${number} ${first.mix.id.slice(0, 8)} ${clock(first.entry.start)}`,
    );
  }
  const at = parseTime(time);
  if (at === null) throw new UsageError(`"${time}" is no time (${TIME_FORMS}).`);
  const found = here.find(({ entry }) => Math.floor(entry.start) <= at && at < entry.end);
  if (found) return found;
  throw new UsageError(`${idLabel(number)} isn't heard at ${clock(at)} in "${mix}", but at ${times}.`);
}
