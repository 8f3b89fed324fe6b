import { jsonText } from '../../../domain/text.js';
import { defineCommand } from '../../command.js';
import { EXIT } from '../../exit-codes.js';
import { type Opened, withLibrary } from './open.js';

export const stats = defineCommand({
  name: 'stats',
  summary: 'Say how large the library is and where it lies.',
  examples: [
    ['tracklistify library stats', 'tracks, hours of music, size on disk'],
    ['tracklistify library stats --json | jq .megabytesPerHour', 'one figure, for a script'],
  ],
  define: (command) => {
    command.option('--json', 'print a JSON object');
  },
  shape: (of) => ({ args: of.tuple([]), options: of.object({ json: of.flag }) }),
  run(cli, _args, { json }) {
    return withLibrary(cli, {}, async ({ library, limited, reporter }) => {
      const found = { ...(await library.stats()), limited: await aboutLimited(await limited.all()) };
      reporter.stop();
      const { out } = cli.terminal;
      if (json) {
        out.write(jsonText(found, 2));
        return EXIT.done;
      }
      const [{ plain }, { localDay, plural }] = await Promise.all([
        import('../../terminal/terminal.js'),
        import('../../terminal/figures.js'),
      ]);
      const lines: Array<[string, string]> = [
        ['tracks', String(found.tracks)],
        ['hours of music', found.hours.toFixed(found.hours < 10 ? 2 : 1)],
        ['size on disk', megabytes(found.bytes)],
        ['for each hour', `${found.megabytesPerHour.toFixed(1)} MB`],
        ['engine version', found.engine],
        ['folder', plain(found.folder)],
      ];
      if (found.mixes > 0)
        lines.splice(1, 0, ['of them mixes', `${found.mixes}, by 'tracklistify library list --mixes'`]);
      const unheard = found.tracks - found.heard;
      const left = unheard > 0 ? `, the others by 'tracklistify analyse --library'` : '';
      if (found.tracks > 0) lines.push(['listened to', `${plural(found.heard, 'track')}${left}`]);
      for (const [program, tracks] of Object.entries(found.decks))
        lines.push([`known by ${plain(program)}`, plural(tracks, 'track')]);
      for (const { title, from, at, tracks } of found.collections) {
        const about = `${from} (${title}): ${plural(tracks, 'track')}, on ${localDay(at)}`;
        lines.push(['read from', plain(about)]);
      }
      for (const { of, index, present, tracks, bytes } of found.limited) {
        const gone = present ? '' : ', which has gone';
        const text = `${of ?? `an earlier version in ${index}`}${gone}: ${tracks} tracks, ${megabytes(bytes)}`;
        lines.push(['index beside it', plain(text)]);
      }
      for (const { folder, patterns } of found.excluded) {
        lines.push(['left out', plain(`${patterns.join(', ')} of ${folder}`)]);
      }
      if (found.outdated > 0) {
        lines.push(['to be made anew', `${found.outdated}, by 'tracklistify library verify --repair'`]);
      }
      for (const [name, value] of lines)
        out.write(`${name.padEnd(Math.max(16, ...lines.map(([one]) => one.length + 2)))}${value}\n`);
      return EXIT.done;
    });
  },
});

/** What `--library` indexed, beside the library. */
async function aboutLimited(all: Awaited<ReturnType<Opened['limited']['all']>>) {
  return Promise.all(
    all.map(async ({ about: { of, index, present }, library }) => {
      const { tracks, bytes } = await library.stats();
      return { of, index, present, tracks, bytes };
    }),
  );
}

function megabytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
