import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Facts } from '../../../src/library/facts/facts.js';
import { Library } from '../../../src/library/library.js';
import { ownEngine } from '../../../src/library/workshop/own-engine.js';
import { synth, toInt16, writeWav } from '../../support/audio.js';
import type { Random } from '../random.js';
import { badEnd, type Room, type Scene } from './killing.js';

const RATE = 11_025;
const TRACKS = 8;
/** So that what is kept of them takes a while to be written. */
const BEATS = 4000;

/**
 * A collection that says one tempo of all its tracks, and another after each change: what is kept must be all of one state of it, the
 * last that a run came to its end with or the one that the killed run read.
 */
export async function fromScene(room: Room, random: Random): Promise<Scene> {
  const music = join(room.root, 'music');
  mkdirSync(music);
  const paths = Array.from({ length: TRACKS }, (_, i) => join(music, `${i}.wav`));
  for (const [i, path] of paths.entries()) await writeWav(path, toInt16(synth(3, { seed: i + 1, rate: RATE })), RATE);
  const collection = join(room.root, 'collection.xml');
  const args = ['library', 'add', '--from', collection];
  const folder = join(room.home, 'tracklistify/library');
  let [tempo, kept] = [100, 0];
  const change = (): void => writeFileSync(collection, collectionOf(paths, ++tempo));
  const tempos = (wrong: string[]): number[] => {
    const facts = new Facts(folder, (message) => wrong.push(`said: ${message}`));
    return [...new Set(paths.map((path) => facts.of([path])['rekordbox']?.bpm ?? 0))];
  };
  const look = (): string[] => {
    const wrong: string[] = [];
    const [one = 0, ...more] = tempos(wrong);
    if (more.length > 0 || (one !== kept && one !== tempo)) {
      wrong.push(`tempos ${[one, ...more]}, after ${kept} was kept and ${tempo} was read`);
    }
    kept = one;
    return wrong;
  };
  return {
    name: 'library add --from',
    async begin() {
      room.empty();
      change();
      kept = 0;
    },
    next() {
      if (random.next() < 0.7) change();
      return { args };
    },
    look: (ended) => (ended.killedAt === null && ended.code !== 0 ? [...badEnd(ended), ...look()] : look()),
    async settle() {
      change();
      const wrong = badEnd(await room.run(args));
      wrong.push(...look());
      if (kept !== tempo) wrong.push(`${kept} is kept, and ${tempo} was read to the end`);
      const onWarning = (message: string): void => void wrong.push(`said: ${message}`);
      const library = await Library.open({ folder, engine: ownEngine(), onWarning, now: Date.now });
      if (library.trackCount !== TRACKS) wrong.push(`${library.trackCount} of ${TRACKS} tracks are there`);
      const { badFacts } = await library.verify({ signal: new AbortController().signal, emit: () => {} });
      return [...wrong, ...badFacts.map(({ message }) => message)];
    },
    async close() {},
  };
}

function collectionOf(paths: readonly string[], tempo: number): string {
  const tracks = paths.map((path, i) => {
    const beats = Array.from(
      { length: BEATS },
      (_, at) => `<TEMPO Inizio="${at}.5" Bpm="${tempo}.00" Metro="4/4" Battito="1"/>`,
    );
    return `<TRACK TrackID="${i}" Name="Tune ${i}" Artist="A" AverageBpm="${tempo}.00" Location="file://localhost${path}">${beats.join('')}</TRACK>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<DJ_PLAYLISTS Version="1.0.0"><PRODUCT Name="rekordbox" Version="6" Company=""/>
<COLLECTION Entries="${paths.length}">${tracks.join('\n')}</COLLECTION><PLAYLISTS/></DJ_PLAYLISTS>`;
}
