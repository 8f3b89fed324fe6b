import { Random } from '../random.js';
import { archiveScene } from './killed-archive.js';
import { cacheScene, configScene, demoScene } from './killed-commands.js';
import { batchScene, enrichScene } from './killed-enrich.js';
import { exportScene, identifyScene } from './killed-files.js';
import { fromScene } from './killed-from.js';
import { idsScene } from './killed-ids.js';
import { listenScene } from './killed-listen.js';
import { Room, type Scene } from './killing.js';

export interface Kills {
  kills: number;
  byCommand: Record<string, number>;
  /** Runs that had ended by themselves before their moment had come. */
  tooLate: number;
  /** Runs after which something was lost or broken, killed ones and those after them. */
  wrong: number;
  examples: string[];
}

export interface KillsOptions {
  /** Kills of all commands together. */
  count: number;
  seed: number;
  /** The built program's launcher. */
  program: string;
  /** Names of the commands; all if there are none. */
  only: readonly string[];
  report: (line: string) => void;
}

/** By command, and how many of a hundred kills it gets. */
const SCENES: Readonly<Record<string, readonly [share: number, make: (room: Room, random: Random) => Promise<Scene>]>> =
  {
    identify: [25, identifyScene],
    enrich: [25, enrichScene],
    'enrich --batch': [10, batchScene],
    listen: [15, listenScene],
    export: [12, exportScene],
    config: [5, configScene],
    cache: [5, cacheScene],
    archive: [15, archiveScene],
    demo: [3, demoScene],
    ids: [10, idsScene],
    from: [10, fromScene],
  };
/** Kills until the next run that nobody disturbs, and until everything begins anew. */
const UNTIL_SETTLED = 4;
const UNTIL_ANEW = 12;

/** Kills every command that writes, but those of the library that are killed by its own part and remote identifying, at moments of a random choice. */
export async function commandKills({ count, seed, program, only, report }: KillsOptions): Promise<Kills> {
  const found: Kills = { kills: 0, byCommand: {}, tooLate: 0, wrong: 0, examples: [] };
  const chosen = Object.entries(SCENES).filter(([name]) => only.length === 0 || only.includes(name));
  const shares = chosen.reduce((sum, [, [share]]) => sum + share, 0);
  for (const [name, [share, make]] of chosen) {
    const random = new Random(seed);
    const room = new Room(program);
    const scene = await make(room, random);
    try {
      await killAgainAndAgain(scene, room, random, Math.max(1, Math.round((count * share) / shares)), found, name);
    } finally {
      await scene.close();
      room.close();
    }
    report(`kills: ${found.kills} of ${count}, ${JSON.stringify(found.byCommand)}, ${found.wrong} wrong`);
  }
  return found;
}

async function killAgainAndAgain(
  scene: Scene,
  room: Room,
  random: Random,
  count: number,
  found: Kills,
  name: string,
): Promise<void> {
  const note = (when: string, wrong: readonly string[]): void => {
    if (wrong.length === 0) return;
    found.wrong++;
    if (found.examples.length < 20) found.examples.push(`${name}, ${when}: ${wrong.join(' | ')}`);
  };
  let kills = 0;
  // A command that is done too soon, again and again, has no moment to be killed at.
  for (let runs = 0; kills < count && runs < 4 * count; runs++) {
    if (runs % UNTIL_ANEW === 0) await scene.begin();
    const { args, env } = scene.next();
    const ended = await room.run(args, env, random);
    if (ended.killedAt === null) found.tooLate++;
    else kills++;
    const bug = ended.killedAt === null && (ended.code === 1 || ended.code === null) ? [ended.stderr.slice(-400)] : [];
    note(`run ${runs}`, [...bug, ...scene.look(ended)]);
    if (runs % UNTIL_SETTLED === UNTIL_SETTLED - 1)
      note(`after run ${runs}`, [...(await scene.settle()), ...room.leftovers()]);
  }
  note('at the end', [...(await scene.settle()), ...room.leftovers()]);
  found.kills += kills;
  found.byCommand[name] = kills;
}

/** `--count 200 --seed 1 --only identify,enrich` */
export async function main(args: readonly string[], program: string): Promise<void> {
  const option = (name: string, otherwise: string): string => {
    const at = args.indexOf(name);
    return at >= 0 ? args[at + 1]! : otherwise;
  };
  const report = (line: string): void => void process.stdout.write(`${line}\n`);
  const only = option('--only', '').split(',').filter(Boolean);
  const options = { count: Number(option('--count', '200')), seed: Number(option('--seed', '1')), only };
  const found = await commandKills({ ...options, program, report });
  report(JSON.stringify(found, null, 2));
  if (found.wrong > 0) process.exitCode = 1;
}
