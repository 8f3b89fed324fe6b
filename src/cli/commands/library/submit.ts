import { Argument } from 'commander';
import { UsageError } from '../../../domain/errors.js';
import { jsonText } from '../../../domain/text.js';
import { trackLabel } from '../../../domain/track.js';
import type { TrackRecord } from '../../../library/store/records.js';
import { type Cli, defineCommand } from '../../command.js';
import { EXIT, exitCodeOf } from '../../exit-codes.js';
import { type Opened, withLibrary } from './open.js';

export const submit = defineCommand({
  name: 'submit',
  summary: 'Hand fingerprints and names of your own tracks on to a service, for everybody.',
  examples: [
    ['tracklistify library submit acoustid ~/Music/mine --dry-run', 'shows what would be sent; asks nobody'],
    ['tracklistify library submit acoustid ~/Music/mine', 'sends fingerprint, length, artist and title of each'],
  ],
  define: (command, registry) => {
    const services = registry?.namers.filter(({ submits }) => submits).map(({ name }) => name) ?? [];
    const service = new Argument('<service>', 'who is told');
    if (registry) service.choices(services);
    command
      .addArgument(service)
      .argument('<what...>', 'folders, files, or ids in the library')
      .option('--dry-run', 'only show what would be sent')
      .option('--again', 'also what was handed on before')
      .option('--json', 'print a JSON object');
  },
  shape: (of) => ({
    args: of.tuple([of.word, of.words]),
    options: of.object({ dryRun: of.flag, again: of.flag, json: of.flag }),
  }),
  run(cli, [service, named], { dryRun = false, again = false, json = false }) {
    return withLibrary(cli, {}, async (opened) => {
      const { library, context, reporter, submitting } = opened;
      const tools = dryRun ? null : await submitting.tools(service);
      const title = tools?.namer.title ?? (await submitting.title(service));
      const { fit, unfit } = library.fitToHandOn(await chosen(cli, opened, named), service, again);
      if (!tools) {
        reporter.stop();
        await show(cli, fit, unfit, title, json);
        return fit.length > 0 ? EXIT.done : EXIT.nothing;
      }
      const report = await library.handOn(fit, tools, context);
      reporter.stop();
      const { out, err, verbosity } = cli.terminal;
      const { submitted, passedOver, left, failure } = report;
      const { plain } = await import('../../terminal/terminal.js');
      const { plural } = await import('../../terminal/figures.js');
      const others = [...unfit.map(({ record, reason }) => ({ path: record.file.path, reason })), ...passedOver];
      if (json) out.write(jsonText({ submitted, passedOver: others, left, failure: failure?.message ?? null }, 2));
      else for (const { path, reason } of others) err.write(`not handed on: ${plain(`${path}: ${reason}`)}\n`);
      const imported = submitted.filter((one) => one.imported).length;
      const waiting = submitted.length - imported;
      const state = waiting > 0 ? ` (${waiting} waiting to be taken in, which takes minutes)` : '';
      if (verbosity >= 0) err.write(`${plural(submitted.length, 'track')} handed on to ${title}${state}\n`);
      if (failure) {
        err.write(
          `${plain(failure.message)} ${left > 0 ? `${plural(left, 'track')} left: the same command goes on.` : ''}\n`,
        );
        return exitCodeOf(failure);
      }
      return submitted.length > 0 ? EXIT.done : EXIT.nothing;
    });
  },
});

/** Nothing is sent that wasn't named outright: search words may find more than somebody means. */
async function chosen(cli: Cli, { library }: Opened, named: readonly string[]): Promise<TrackRecord[]> {
  const records = new Map<string, TrackRecord>();
  for (const what of named) {
    const found = await library.select(cli.cwd, what);
    if (found.by === 'words' || found.tracks.length === 0) {
      throw new UsageError(`The library has nothing that "${what}" names, as a path or an id.`);
    }
    for (const track of found.tracks) records.set(track.id, track);
  }
  return [...records.values()];
}

async function show(
  { terminal: { out, err, verbosity } }: Cli,
  fit: readonly TrackRecord[],
  unfit: readonly { record: TrackRecord; reason: string }[],
  title: string,
  json: boolean,
): Promise<void> {
  const [{ plain }, { plural }] = await Promise.all([
    import('../../terminal/terminal.js'),
    import('../../terminal/figures.js'),
  ]);
  const others = unfit.map(({ record, reason }) => ({ path: record.file.path, reason }));
  if (json) {
    const wouldSend = fit.map(({ file, artists, title: name, version, album, duration }) => ({
      ...{ path: file.path, artists, title: name, version, album, duration: Math.round(duration) },
    }));
    out.write(jsonText({ wouldSend, passedOver: others }, 2));
    return;
  }
  for (const record of fit) out.write(`${plain(`${trackLabel(record)}  (${record.file.path})`)}\n`);
  for (const { path, reason } of others) err.write(`not handed on: ${plain(`${path}: ${reason}`)}\n`);
  if (verbosity >= 0) {
    err.write(
      `${plural(fit.length, 'track')} would be handed on to ${title}: fingerprint, length, artist, title, album, year and MusicBrainz id\n`,
    );
  }
}
