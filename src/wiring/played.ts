import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { GenreOf, Session } from '../archive/played/session.js';
import type { Settings } from '../config/schema.js';
import { TracklistifyError, WriteError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import type { Played } from '../domain/ports/played.js';
import { reasonIn } from '../domain/system-words.js';
import { jsonOrUndefined } from '../domain/text.js';
import type { Library } from '../library/library.js';
import type { World } from './world.js';

export type OpenedPlayed = Played & { close(): void };

/** DJ programs' histories are looked through again after so long: that takes longer than the answer is to take. */
const HISTORIES_MS = 24 * 3_600_000;

/**
 * What was played with what, as the archive and DJ programs' histories have it. It is kept in a file that is read in a moment, and made
 * anew when the archive has changed.
 */
export async function openPlayed(
  world: World,
  settings: Settings,
  library: Library,
  emit: Emit,
): Promise<OpenedPlayed> {
  const [{ PlayedFile }, folder] = await Promise.all([import('../archive/played/played-file.js'), folderOf(world)]);
  const path = join(folder, 'played');
  const since = await sinceIn(folder);
  const state = await stateOf(world, settings, since);
  const kept = PlayedFile.open(path);
  const isFresh = (at: number): boolean => {
    const age = world.clock.now() - at;
    return !settings.claims.histories || (age >= 0 && age < HISTORIES_MS);
  };
  if (kept && kept.about.state === state && isFresh(kept.about.at)) return kept;
  // Windows replaces nothing that is open.
  kept?.close();
  try {
    await renew(path, { world, settings, library, since, state });
  } catch (error) {
    if (!(error instanceof TracklistifyError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    world.signal.throwIfAborted();
    emit({ type: 'warning', message: `What you played before isn't counted: ${reasonIn(error)}` });
  }
  return PlayedFile.open(path) ?? NOTHING_PLAYED;
}

/** From now on only what is kept after this counts for what the user likes. */
export async function forgetTaste(world: World): Promise<string> {
  const [{ replaceFile }, { makeFolder }, folder] = await Promise.all([
    import('../files/place.js'),
    import('../files/make-folder.js'),
    folderOf(world),
  ]);
  const since = new Date(world.clock.now()).toISOString();
  try {
    await makeFolder(folder);
    await replaceFile(join(folder, 'since.json'), `${JSON.stringify({ since })}\n`, { mode: 0o600 });
  } catch (error) {
    throw new WriteError(`Can't write in ${folder}: ${reasonIn(error)}.`, { cause: error });
  }
  return since;
}

async function folderOf(world: World): Promise<string> {
  const { dataFolder } = await import('./library.js');
  return join(await dataFolder(world), 'suggest');
}

/** Null where the user never said so. */
async function sinceIn(folder: string): Promise<string | null> {
  const text = await readFile(join(folder, 'since.json'), 'utf8').catch(() => '');
  const { since } = (jsonOrUndefined(text) ?? {}) as { since?: unknown };
  return typeof since === 'string' && !Number.isNaN(Date.parse(since)) ? since : null;
}

/** What tells the archive from what it was before: whatever is kept there or removed is a file that comes or goes. */
async function stateOf(world: World, settings: Settings, since: string | null): Promise<string> {
  const { archiveFolder } = await import('./archive.js');
  const folder = await archiveFolder(world, settings);
  const about = settings.archive.enabled ? await stat(join(folder, 'mixes')).catch(() => null) : null;
  return JSON.stringify([folder, about?.mtimeMs ?? 0, settings.claims.histories, since]);
}

interface Renewing {
  world: World;
  settings: Settings;
  library: Library;
  since: string | null;
  state: string;
}

async function renew(path: string, { world, settings, library, since, state }: Renewing): Promise<void> {
  const [{ writePlayed }, { neighboursIn, tasteIn }, { makeFolder }] = await Promise.all([
    import('../archive/played/played-file.js'),
    import('../archive/played/count.js'),
    import('../files/make-folder.js'),
  ]);
  const genreOf = await genresIn(library);
  const sessions = [...(await archived(world, settings, genreOf)), ...(await played(world, settings, genreOf))];
  await makeFolder(dirname(path));
  await writePlayed(path, {
    ...{ state, at: world.clock.now(), mixes: sessions.length },
    taste: tasteIn(sessions, since),
    neighbours: neighboursIn(sessions),
  });
}

/** What kind of music the library says a recording is, by the hash of its name. */
async function genresIn(library: Library): Promise<GenreOf> {
  const [{ trackHashes }, { toTrack }] = await Promise.all([
    import('../files/name-hash.js'),
    import('../library/catalogue/to-track.js'),
  ]);
  const genres = new Map<number, string>();
  for (const record of library.known(await library.list())) {
    const [genre] = record.genres ?? [];
    if (genre !== undefined) genres.set(trackHashes(toTrack(record)).name, genre);
  }
  return (name) => genres.get(name);
}

async function archived(world: World, settings: Settings, genreOf: GenreOf): Promise<Session[]> {
  if (!settings.archive.enabled) return [];
  const [{ openArchive }, { sessionOfMix }] = await Promise.all([
    import('./archive.js'),
    import('../archive/played/session.js'),
  ]);
  const { all } = await (await openArchive(world, settings)).read();
  return all.map((mix) => sessionOfMix(mix, genreOf));
}

/** What DJ programs on this machine say was played. What nobody named is no error, whatever is wrong with it. */
async function played(world: World, settings: Settings, genreOf: GenreOf): Promise<Session[]> {
  if (!settings.claims.histories) return [];
  const [{ deckFiles }, { sessionOfClaims }] = await Promise.all([
    import('./find-decks.js'),
    import('../archive/played/session.js'),
  ]);
  const sessions: Session[] = [];
  for (const file of (await deckFiles(world)).filter(({ holds }) => holds.history)) {
    world.signal.throwIfAborted();
    try {
      const { history } = await file.load();
      const lists = (await history?.(file.path, { signal: world.signal, emit: () => {} })) ?? [];
      sessions.push(...lists.map((list) => sessionOfClaims(list, genreOf)));
    } catch (error) {
      world.signal.throwIfAborted();
      if (!(error instanceof TracklistifyError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    }
  }
  return sessions;
}

const NOTHING_PLAYED: OpenedPlayed = {
  mixes: 0,
  taste: { since: null, mixes: 0, plays: 0, tempos: [], keys: [], labels: [], genres: [], seconds: null },
  neighbours: () => [],
  close() {},
};
