import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Archive } from '../../../src/archive/archive.js';
import type { Correction } from '../../../src/domain/correction.js';
import { withCorrections } from '../../../src/domain/corrections.js';
import type { Tracklist } from '../../../src/domain/tracklist.js';
import { wavOf } from '../../../src/domain/wav.js';
import { mixOf, tracks } from '../../support/providers/music.js';
import { trackEntry, tracklistOf, unknownEntry } from '../../support/tracklists.js';
import type { Random } from '../random.js';
import { badEnd, type Ended, type Room, type Scene } from './killing.js';

const RATE = 16_000;
/** Mixes whose tracklists are taken in, and of how many at a time. */
const MIXES = 6;
const AT_ONCE = 3;
const IDENTIFIED = 'set';

/** What runs have said that they have done: a run that was killed may have done more. */
interface Told {
  /** What was said of each mix, by its name. */
  said: Map<string, string>;
  isHeard: boolean;
}

/**
 * `archive import`, `identify`, `edit`, `archive remove` and `archive verify` over one archive: what one of them has said that it has
 * done is done, whatever kills the next one, and no mix and no sound is ever half there.
 */
export async function archiveScene(room: Room, random: Random): Promise<Scene> {
  const songs = tracks(2, 40);
  mkdirSync(join(room.root, 'music'));
  for (const { title, artist, pcm } of songs) {
    writeFileSync(join(room.root, 'music', `${artist} - ${title}.wav`), wavOf(pcm, RATE));
  }
  const parts = [
    { track: songs[0]!, from: 2, seconds: 25 },
    { track: null, from: 0, seconds: 25 },
    { track: songs[1]!, from: 2, seconds: 25 },
  ];
  writeFileSync(join(room.root, 'set.wav'), wavOf(mixOf(parts), RATE));
  const identify = [
    '../set.wav',
    '--library',
    '../music',
    '--providers',
    'library',
    '-f',
    'json',
    '--on-exist',
    'overwrite',
  ];
  const archive = (): Archive => new Archive(join(room.home, 'tracklistify/archive'), Date.now);
  const told: Told = { said: new Map(), isHeard: false };
  let edits = 0;
  /** What is told if the run that was begun ends well. */
  let done = (): void => {};

  const importing = (): string[] => {
    const names = Array.from({ length: AT_ONCE }, () => `mix${Math.floor(random.next() * MIXES)}`);
    const said = new Map(names.map((name) => [name, `Said ${++edits}`]));
    for (const [name, title] of said)
      writeFileSync(join(room.cwd, `${name}.json`), JSON.stringify(documentOf(name, title)));
    done = () => {
      for (const [name, title] of said) told.said.set(name, title);
    };
    return ['archive', 'import', ...[...said.keys()].map((name) => `${name}.json`)];
  };
  const editing = (name: string): string[] => {
    const title = `Said ${++edits}`;
    done = () => void told.said.set(name, title);
    return ['edit', `${name}.json`, 'set', '2', title];
  };

  const lost = async (): Promise<string[]> => {
    const { all, damaged } = await archive().read();
    const wrong = damaged.map((id) => `${id} is damaged`);
    for (const [name, title] of told.said) {
      const summary = all.find((mix) => mix.name === name);
      const kept = summary && (await archive().get(summary.id));
      const names = kept?.tracklist.corrections?.flatMap((one) =>
        one.kind === 'name' ? (one.track?.title ?? '') : [],
      );
      if (!names?.includes(title)) wrong.push(`"${title}" of ${name} is gone from ${names?.join(', ') ?? 'nothing'}`);
    }
    if (told.isHeard) {
      const summary = all.find((mix) => mix.name.startsWith(IDENTIFIED));
      if (!summary || !(await archive().sound(summary))) wrong.push('the sound of what was identified is gone');
    }
    return wrong;
  };
  return {
    name: 'archive',
    async begin() {
      room.empty();
      told.said.clear();
      told.isHeard = false;
    },
    next() {
      done = () => {};
      const kind = random.next();
      const known = [...told.said.keys()];
      if (kind < 0.25) {
        done = () => {
          told.isHeard = true;
        };
        return { args: identify };
      }
      const name = known[Math.floor(random.next() * known.length)];
      if (kind < 0.4 && name) return { args: editing(name) };
      if (kind < 0.5 && name) {
        // Whether it is gone after a kill, nobody knows.
        told.said.delete(name);
        return { args: ['archive', 'remove', numberOf(name)] };
      }
      return kind < 0.6 ? { args: ['archive', 'verify'] } : { args: importing() };
    },
    look({ code }: Ended) {
      if (code === 0) done();
      return [];
    },
    async settle() {
      const wrong = await lost();
      const ended = await room.run(['archive', 'verify']);
      const again = await room.run(identify);
      told.isHeard = true;
      const imported = await room.run(importing());
      done();
      return [...wrong, ...badEnd(ended), ...badEnd(again), ...badEnd(imported), ...(await lost())];
    },
    async close() {},
  };
}

function documentOf(name: string, title: string): Tracklist {
  const said: Correction = { kind: 'name', start: 100, end: 200, was: 'ID - ID', track: { title, artists: [] } };
  const plain = tracklistOf([trackEntry(0, 100, 'one'), unknownEntry(100, 200), trackEntry(200, 300, 'two')], {
    source: { name, kind: 'file', location: `/${name}.mp3`, id: `sound of ${name}` },
    duration: 300,
  });
  return withCorrections(plain, [said]);
}

/** By its number: words may name several. */
function numberOf(name: string): string {
  return createHash('sha256')
    .update(createHash('sha256').update(`sound of ${name}`).digest('hex').slice(0, 32))
    .digest('hex')
    .slice(0, 12);
}
