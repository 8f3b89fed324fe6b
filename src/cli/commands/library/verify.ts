import { jsonText } from '../../../domain/text.js';
import type { RepairReport, VerifyReport } from '../../../library/verify.js';
import { defineCommand } from '../../command.js';
import { EXIT } from '../../exit-codes.js';
import { plural } from '../../terminal/figures.js';
import { plain, type Terminal } from '../../terminal/terminal.js';
import { type Opened, withLibrary } from './open.js';

export const verify = defineCommand({
  name: 'verify',
  summary: 'Check every byte of the library, and whether its files are still there.',
  examples: [
    ['tracklistify library verify', 'says what is damaged and which files have gone'],
    ['tracklistify library verify --repair', 'and fingerprints again what is damaged or of an older engine'],
  ],
  define: (command) => {
    command
      .option('--repair', 'fingerprint damaged and outdated tracks again')
      .option('--events', 'report progress as lines of JSON on standard error')
      .option('--json', 'print a JSON object');
  },
  shape: (of) => ({
    args: of.tuple([]),
    options: of.object({ repair: of.flag, events: of.flag, json: of.flag }),
  }),
  run(cli, _args, options) {
    return withLibrary(cli, {}, async (opened) => {
      const found = await opened.library.verify(opened.context);
      const repaired = options.repair && needsRepair(found) ? await repair(opened, found) : null;
      opened.reporter.stop();
      if (options.json) cli.terminal.out.write(jsonText(asJson(found, repaired), 2));
      else say(cli.terminal, found, repaired);
      const left = repaired ? repaired.waiting + repaired.failed.length + repaired.lost > 0 : needsRepair(found);
      return left || found.badFacts.length > 0 ? EXIT.usage : EXIT.done;
    });
  },
});

const needsRepair = ({ unusable, nameless, lists, strays }: VerifyReport): boolean =>
  lists || unusable.length + nameless.length + strays.length > 0;

async function repair({ library, tools, context }: Opened, found: VerifyReport): Promise<RepairReport> {
  return library.repair(found, await tools(), context);
}

function say({ out }: Terminal, found: VerifyReport, repaired: RepairReport | null): void {
  const lines: string[] = [];
  const older = found.unusable.filter(({ ailment }) => ailment.kind === 'engine');
  const earlier = found.unusable.filter(({ ailment }) => ailment.kind === 'older');
  const damaged = found.unusable.filter(({ ailment }) => ailment.kind === 'damaged' || ailment.kind === 'newer');
  const tracksOf = (unusable: typeof older): string =>
    plural(
      unusable.reduce((sum, u) => sum + u.segment.tracks, 0),
      'track',
    );
  if (older.length > 0) lines.push(`${tracksOf(older)} fingerprinted by another version of the engine`);
  if (earlier.length > 0) lines.push(`${tracksOf(earlier)} kept as an earlier version kept them`);
  for (const { segment, ailment } of damaged) {
    const why = ailment.kind === 'damaged' ? ailment.message : 'written by a newer version';
    lines.push(`damaged: part ${segment.name} with ${plural(segment.tracks, 'track')}: ${why}`);
  }
  if (found.nameless.length > 0)
    lines.push(`${plural(found.nameless.length, 'track')} whose entry in the list is damaged`);
  if (found.lists) lines.push('a list of what the library consists of is damaged');
  for (const { found: part, known } of found.strays)
    lines.push(`not listed: part ${part.entry.name} with ${plural(part.entry.tracks - known.size, 'track')}`);
  for (const { file } of found.missing) lines.push(`missing: ${file.path}`);
  if (repaired) {
    if (found.lists) lines.push('its lists are written anew');
    if (repaired.adopted > 0) lines.push(`${plural(repaired.adopted, 'track')} taken in again`);
    if (repaired.added > 0 || found.affected.length > 0)
      lines.push(`${plural(repaired.added, 'track')} fingerprinted again`);
    if (repaired.renewed > 0) lines.push(`${plural(repaired.renewed, 'track')} brought up to date`);
    for (const { path, reason } of repaired.failed) lines.push(`not repaired: ${path}: ${reason}`);
    if (repaired.nameless > 0) {
      lines.push(`${plural(repaired.nameless, 'track')} taken out, since nobody knows which; add your folders again`);
    }
    const others = repaired.lost - repaired.nameless;
    if (others > 0) lines.push(`${plural(others, 'track')} lost; add your folders again`);
    if (repaired.takenOut)
      lines.push(`${plural(repaired.takenOut.parts.length, 'part')} kept in ${repaired.takenOut.folder}`);
  }
  lines.push(...found.badFacts.map(({ message }) => message));
  if (!needsRepair(found) && found.badFacts.length === 0)
    lines.push(`${plural(found.tracks, 'track')} in ${plural(found.segments, 'part')}, all sound`);
  else if (!repaired && needsRepair(found)) lines.push("'tracklistify library verify --repair' mends this.");
  out.write(lines.map((line) => `${plain(line)}\n`).join(''));
}

function asJson(found: VerifyReport, repaired: RepairReport | null): Record<string, unknown> {
  return {
    sound: !needsRepair(found) && found.badFacts.length === 0,
    tracks: found.tracks,
    parts: found.segments,
    unusable: found.unusable.map(({ segment, ailment }) => ({
      part: segment.name,
      tracks: segment.tracks,
      ...ailment,
    })),
    affected: found.affected.map(({ file }) => file.path),
    nameless: found.nameless.length,
    listsDamaged: found.lists,
    notListed: found.strays.map(({ found: part, known }) => ({
      part: part.entry.name,
      tracks: part.entry.tracks - known.size,
    })),
    missing: found.missing.map(({ file }) => file.path),
    badFacts: found.badFacts.map(({ path, about, reason }) => ({ path, of: about?.from ?? null, reason })),
    repaired: repaired && {
      tracks: repaired.added,
      renewed: repaired.renewed,
      failed: repaired.failed.map(({ path, reason }) => ({ path, reason })),
      waiting: repaired.waiting,
      adopted: repaired.adopted,
      nameless: repaired.nameless,
      lost: repaired.lost,
      takenOut: repaired.takenOut,
    },
  };
}
