import { jsonText, plain } from '../../../domain/text.js';
import { clock } from '../../../domain/time.js';
import { idLabel, type Track, trackLabel } from '../../../domain/track.js';
import type { Entry } from '../../../domain/tracklist.js';
import { defineCommand } from '../../command.js';
import { EXIT } from '../../exit-codes.js';
import { confidenceText, plural, speedText } from '../../terminal/figures.js';
import { renderTable } from '../../terminal/table.js';
import { nameOf } from '../archive/mix-table.js';
import { isBehind } from './list.js';
import { type OpenedIds, openIds, theId } from './open.js';
import { nameCommand } from './said.js';
import { type SeenId, type Sighting, seenIds } from './sightings.js';

export const show = defineCommand({
  name: 'show',
  summary: 'Show where an ID was heard, and what it may be.',
  examples: [
    ['tracklistify ids show 417', 'in which mixes, and when'],
    ["tracklistify ids show 0417 --json | jq -r '.candidates[].label'", 'what it may be, for a script'],
  ],
  define: (command) => {
    command.argument('<id>', 'its number: 417, or "ID 0417"').option('--json', 'print a JSON object');
  },
  shape: (of) => ({ args: of.tuple([of.word]), options: of.object({ json: of.flag }) }),
  async run(cli, [named], { json = false }) {
    const opened = await openIds(cli);
    const id = await theId(cli, opened, named, { forgotten: true });
    const seen = seenIds(opened.ids, opened.mixes.all).find((one) => one.id.number === id.number)!;
    const candidates = await candidatesOf(opened, seen);
    const { playedSpeeds } = await import('../../../wiring/played-speed.js');
    const heardAt = seen.sightings.map(({ mix, played: { start, end } }) => ({ mix: mix.id, span: { start, end } }));
    const speeds = await playedSpeeds(cli, opened.archive, id.number, heardAt);
    const places = seen.sightings.map((sighting, i): Place => ({ ...sighting, speed: speeds[i] ?? null }));
    const { out, err, verbosity } = cli.terminal;
    if (json) {
      out.write(jsonText(asJson(seen, places, candidates), 2));
      return EXIT.done;
    }
    out.write(`${out.style.bold(idLabel(id.number))}  ${plain(headingOf(seen))}\n`);
    if (places.length > 0) out.write(`\n${renderTable<Place>({ columns: PLACES, rows: places }, out)}`);
    if (candidates.length > 0 && !id.name) {
      out.write(`\nIt may be:\n${renderTable<Candidate>({ columns: CANDIDATES, rows: candidates }, out)}`);
    }
    if (verbosity >= 0) err.write(nextOf(seen));
    return EXIT.done;
  },
});

function headingOf({ id, mixes, sightings }: SeenId): string {
  const where =
    sightings.length === 0 ? 'heard in no mix that is kept any more' : `heard in ${plural(mixes, 'mix', 'mixes')}`;
  const name = id.name ? `${trackLabel(id.name)}, ` : '';
  return `${name}${where}${id.forgotten ? '; forgotten' : ''}`;
}

/** What somebody may want to do next, as it is typed. */
function nextOf(seen: SeenId): string {
  const { number, name, forgotten } = seen.id;
  if (forgotten)
    return `\nIt isn't recognised any more: "tracklistify ids forget --undo ${number}" lets it be again.\n`;
  if (isBehind(seen) && name) return `\nNot every list has its name yet. To go on: ${nameCommand(number, name)}\n`;
  if (name || seen.sightings.length === 0) return '';
  return (
    `\nTo ask friends: tracklistify ids clip ${number}\n` +
    `When you know it: tracklistify ids name ${number} "Artist - Title (Version)"\n`
  );
}

interface Place extends Sighting {
  /** Beside the stretch that is kept of it; null where nobody can tell. */
  speed: number | null;
}

const PLACES = [
  { header: 'Mix', cell: ({ mix }: Sighting) => nameOf(mix), min: 12, weight: 4 },
  { header: 'At', cell: ({ played }: Sighting) => clock(played.start), align: 'right' as const },
  { header: 'Until', cell: ({ played }: Sighting) => clock(played.end), align: 'right' as const, drop: 2 },
  { header: 'Speed', cell: ({ speed }: Place) => speedText(speed), align: 'right' as const, drop: 2 },
  { header: 'Day', cell: ({ mix }: Sighting) => mix.createdAt.slice(0, 10), drop: 3 },
  { header: 'Number', cell: ({ mix }: Sighting) => mix.id.slice(0, 8), drop: 4 },
  {
    header: 'There it is',
    cell: ({ played }: Sighting) => (played.title === '' ? '' : trackLabel(played)),
    min: 12,
    weight: 3,
    drop: 1,
  },
];

interface Candidate {
  track: Track;
  confidence: number;
  /** In how many of its stretches it was thought of. */
  times: number;
  by: string[];
}

const CANDIDATES = [
  { header: 'Track', cell: ({ track }: Candidate) => trackLabel(track), min: 16, weight: 4 },
  { header: 'Sure', cell: ({ confidence }: Candidate) => confidenceText(confidence), align: 'right' as const },
  { header: 'Times', cell: ({ times }: Candidate) => String(times), align: 'right' as const },
  { header: 'By', cell: ({ by }: Candidate) => by.join(', '), drop: 1 },
];
/** Of doubtful candidates there may be many. */
const MOST_CANDIDATES = 8;

/** What identifiers thought of where it was heard: the same in several mixes first. */
async function candidatesOf({ archive }: OpenedIds, { id, sightings }: SeenId): Promise<Candidate[]> {
  const found = new Map<string, Candidate>();
  const mixes = new Map(sightings.map(({ mix }) => [mix.id, mix]));
  for (const mix of mixes.values()) {
    const entries = (await archive.get(mix.id))?.tracklist.entries ?? [];
    const numbers = new Set(sightings.flatMap(({ played }) => played.number ?? []));
    for (const { alternatives } of entries.filter(({ number }: Entry) => number !== undefined && numbers.has(number))) {
      for (const { track, confidence, evidence } of alternatives) {
        const label = trackLabel(track);
        const before = found.get(label) ?? { track, confidence: 0, times: 0, by: [] };
        found.set(label, {
          track,
          confidence: Math.max(before.confidence, confidence),
          times: before.times + 1,
          by: [...new Set([...before.by, ...evidence.map(({ identifier }) => identifier)])],
        });
      }
    }
  }
  if (id.name) found.delete(trackLabel(id.name));
  const best = [...found.values()].sort((a, b) => b.times - a.times || b.confidence - a.confidence);
  return best.slice(0, MOST_CANDIDATES);
}

function asJson({ id, mixes }: SeenId, places: readonly Place[], candidates: readonly Candidate[]): object {
  const { number, name = null, forgotten = false, firstSeen } = id;
  return {
    ...{ number, label: idLabel(number), name, forgotten, firstSeen, mixes },
    sightings: places.map(({ mix, played, speed }) => ({
      mix: { id: mix.id, name: nameOf(mix), createdAt: mix.createdAt },
      start: played.start,
      end: played.end,
      speed,
      label: played.title === '' ? null : trackLabel(played),
    })),
    candidates: candidates.map((one) => ({ label: trackLabel(one.track), ...one })),
  };
}
