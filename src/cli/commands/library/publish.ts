import type { Published, PublishRun } from '../../../app/publish.js';
import { CallBudget } from '../../../domain/call-budget.js';
import { Closing } from '../../../domain/closing.js';
import { CallsUsedUp } from '../../../domain/limit-reached.js';
import type { Context } from '../../../domain/ports/context.js';
import { jsonText } from '../../../domain/text.js';
import { type Cli, defineCommand } from '../../command.js';
import { EXIT, exitCodeOf } from '../../exit-codes.js';
import { maxCallsOption } from '../../options.js';
import { withLibrary } from './open.js';

/** What a second of sound takes as it is sent. */
const BYTES_A_SECOND = 6000;

export const publish = defineCommand({
  name: 'publish',
  summary: 'Put your own tracks into a bucket of a service, which then recognises them too.',
  examples: [
    ['tracklistify library publish "acrcloud:My music" --dry-run', 'says how many tracks and megabytes would be sent'],
    [
      'tracklistify library publish acrcloud:8881 ~/Music/unreleased',
      'sends what lies there and is not in the bucket yet',
    ],
  ],
  define: (command) => {
    command
      .argument('<bucket>', 'acrcloud: and the number or name of a bucket')
      .argument('[what...]', 'folders, files, or ids in the library; all of it when left out')
      .option('--create', 'make the bucket where there is none of that name')
      .option('--dry-run', 'only say what would be sent')
      .option('--json', 'print a JSON object')
      .addOption(maxCallsOption());
  },
  shape: (of) => ({
    args: of.tuple([of.word, of.words]),
    options: of.object({ create: of.flag, dryRun: of.flag, json: of.flag, maxCalls: of.number }),
  }),
  run(cli, [to, what], { create = false, dryRun = false, json = false, maxCalls }) {
    return withLibrary(cli, {}, async ({ library, context, reporter }) => {
      const [{ wirePublish }, { publish: run, toPublish }] = await Promise.all([
        import('../../../wiring/publish.js'),
        import('../../../app/publish.js'),
      ]);
      const closing = new Closing();
      try {
        const hall = await cli.hall();
        closing.add(hall.close);
        closing.add(hall.tell(context.emit));
        const request = { to, what, create };
        const wired = await wirePublish(hall, library, request, closing, context);
        if (dryRun) {
          const wanted = await toPublish(wired, context);
          reporter.stop();
          return await sayPlan(cli, wired, wanted, json);
        }
        const calls = new CallBudget(maxCalls);
        const spending: Context = { ...context, spend: (count) => calls.spend(count), left: () => calls.left };
        const report = await run(wired, spending);
        reporter.stop();
        return await sayPublished(cli, wired, report, json);
      } finally {
        await closing.close();
      }
    });
  },
});

async function sayPlan(
  { terminal: { out, err, verbosity } }: Cli,
  { shelf, tracks, mixes }: PublishRun & { mixes: number },
  wanted: ReadonlyArray<{ duration: number; path: string }>,
  json: boolean,
): Promise<number> {
  const { plain } = await import('../../terminal/terminal.js');
  const { plural } = await import('../../terminal/figures.js');
  const megabytes = Math.ceil((wanted.reduce((sum, { duration }) => sum + duration, 0) * BYTES_A_SECOND) / 1e6);
  const there = tracks.length - wanted.length;
  if (json) out.write(jsonText({ wouldSend: wanted.map(({ path }) => path), there, mixes, megabytes }, 2));
  else if (verbosity >= 0) {
    const already = there > 0 ? `; ${there} ${there === 1 ? 'is' : 'are'} there already` : '';
    const others = mixes > 0 ? `; ${plural(mixes, 'mix', 'mixes')} left out` : '';
    err.write(
      `${plural(wanted.length, 'track')}, about ${megabytes} MB, would be sent to ${plain(shelf.title)}${already}${others}\n`,
    );
  }
  return wanted.length > 0 ? EXIT.done : EXIT.nothing;
}

async function sayPublished(
  { terminal: { out, err, verbosity } }: Cli,
  { shelf, mixes }: PublishRun & { mixes: number },
  { published, there, failed, left, failure }: Published,
  json: boolean,
): Promise<number> {
  const { plain } = await import('../../terminal/terminal.js');
  const { plural } = await import('../../terminal/figures.js');
  if (json) out.write(jsonText({ published, there, mixes, failed, left, failure: failure?.message ?? null }, 2));
  else
    for (const { path, reason } of failed)
      err.write(`left out: ${plain(reason.includes(path) ? reason : `${path}: ${reason}`)}\n`);
  if (verbosity >= 0) {
    const already = there > 0 ? `, ${there} there already` : '';
    const others = mixes > 0 ? `, ${plural(mixes, 'mix', 'mixes')} left out` : '';
    err.write(`${plural(published.length, 'track')} sent to ${plain(shelf.title)}${already}${others}\n`);
    if (published.length > 0)
      err.write('They are recognised once the service has taken them in, which takes minutes.\n');
  }
  if (!failure) return published.length + there > 0 ? EXIT.done : EXIT.nothing;
  const rest = left > 0 ? ` ${plural(left, 'track')} left: the same command goes on.` : '';
  if (failure instanceof CallsUsedUp) {
    err.write(`${failure.message}.${rest}\n`);
    return EXIT.done;
  }
  err.write(`${plain(failure.message)}${rest}\n`);
  return exitCodeOf(failure);
}
