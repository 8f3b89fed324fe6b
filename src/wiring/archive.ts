import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import type { Archive } from '../archive/archive.js';
import type { Figures } from '../archive/figures.js';
import type { Settings } from '../config/schema.js';
import type { Correction } from '../domain/correction.js';
import { SourceError, TracklistifyError, WriteError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import { textOfList } from '../domain/list-text.js';
import type { MixSound } from '../domain/mix-sound.js';
import { withOwnNumbers } from '../domain/own-numbers.js';
import type { Recurrence } from '../domain/phantoms.js';
import type { KeptAbout, KnownMix, MixArchive, MixOf } from '../domain/ports/archive.js';
import { reasonIn } from '../domain/system-words.js';
import type { Tracklist } from '../domain/tracklist.js';
import { bytesOf, openStream, textOf } from '../files/open-stream.js';
import { version } from '../version.js';
import { dataFolder } from './library.js';
import type { World } from './world.js';

/** Where the archive lies. */
export const archiveFolder = async (world: World, { archive: { path } }: Settings): Promise<string> =>
  path ? resolve(world.cwd, path) : join(await dataFolder(world), 'archive');

export async function openArchive(world: World, settings: Settings): Promise<Archive> {
  const { Archive } = await import('../archive/archive.js');
  return new Archive(await archiveFolder(world, settings), world.clock.now);
}

/** What a mix sounds like, as the archive has it: to draw it, which is worth no failure. */
export const soundIn =
  (world: World, settings: Settings) =>
  async (mix: MixOf): Promise<MixSound | null> => {
    if (!settings.archive.enabled) return null;
    try {
      return await (await openArchive(world, settings)).soundOf(mix);
    } catch (error) {
      if (error instanceof TracklistifyError) return null;
      throw error;
    }
  };

/** The archive as a run uses it, which goes on without it where it can't be used. */
export interface Keeping {
  corrections(mix: MixOf, emit: Emit): Promise<Correction[]>;
  /** How names came up in other mixes; undefined where nothing is known of any. */
  recurrence(mix: MixOf, known?: readonly string[]): Promise<Recurrence | undefined>;
  /** What it is a recording of, which from then on is known to all the others here. */
  recognise(mix: MixOf, sound: MixSound | null, emit: Emit): Promise<KnownMix | null>;
  keep(tracklist: Tracklist, emit: Emit, about?: KeptAbout): Promise<void>;
  lastChange: MixArchive['lastChange'];
  /** Of the numbers that unknowns have here; undefined where none has one. */
  numbering(): Promise<string | undefined>;
  /** A list that was read from a file, with the numbers that unknowns have here. */
  withOwnNumbers(tracklist: Tracklist): Promise<Tracklist>;
}

export async function makeKeeping(world: World, settings: Settings): Promise<Keeping> {
  if (!settings.archive.enabled)
    return {
      corrections: async () => [],
      recurrence: async () => undefined,
      recognise: async () => null,
      keep: async () => {},
      lastChange: async () => null,
      numbering: async () => undefined,
      withOwnNumbers: async (tracklist) => tracklist,
    };
  const archive = await openArchive(world, settings);
  const known = new Map<string, Promise<Correction[]>>();
  const recognised = new Map<string, KnownMix>();
  return {
    async recognise(mix, sound, emit) {
      const found = await archive.recognise(mix, sound).catch(sayTo(emit, null));
      if (!found) return null;
      const key = keyOf(mix);
      recognised.set(key, found);
      // What was known by the place or the content was read before, and may have changed since.
      const before = await known.get(key);
      if (!before?.length) known.set(key, Promise.resolve(found.corrections));
      return found;
    },
    corrections(mix, emit) {
      const key = keyOf(mix);
      const asked = known.get(key) ?? archive.corrections(mix).catch(sayTo(emit, []));
      known.set(key, asked);
      return asked;
    },
    async keep(tracklist, emit, about) {
      // What was read at the beginning of the run: whatever was said since stays.
      const key = keyOf(tracklist.source);
      const read = await known.get(key);
      const as = recognised.get(key) ?? null;
      await archive.keep(tracklist, { ...(read && { known: read }), as, ...about }).catch(sayTo(emit, undefined));
    },
    // That the archive can't be read is said where the mix is kept.
    recurrence: (mix, known) => archive.recurrence(mix, known).catch(orNothing),
    lastChange: (mix) => archive.lastChange(mix),
    numbering: () => archive.ids.numbering(),
    // That the archive can't be read is said where the change is kept.
    withOwnNumbers: (tracklist) =>
      archive.withOwnNumbers(tracklist).catch((error: unknown) => orNothing(error) ?? withOwnNumbers(tracklist, {})),
  };
}

const keyOf = ({ id = '', location }: MixOf): string => `${id}\n${location}`;

function orNothing(error: unknown): undefined {
  if (!(error instanceof TracklistifyError)) throw error;
}

/** A result is worth more than its place in the archive. */
const sayTo =
  <T>(emit: Emit, instead: T) =>
  (error: unknown): T => {
    if (!(error instanceof TracklistifyError)) throw error;
    emit({ type: 'warning', message: `${error.message} So this mix isn't kept there.` });
    return instead;
  };

/** Tells a mix of the archive from all others, where its tracklist is written as a file again. */
export const archiveKey = (id: string): string =>
  createHash('sha256').update(`archive ${id}`).digest('hex').slice(0, 32);

/** A page of them; one that stands there already is only replaced where it is such a page. Resolves to its absolute path. */
export async function writeFigures(world: World, named: string, figures: Figures, within: number): Promise<string> {
  const [{ figuresPage, FIGURES }, { replaceFile, addFile }] = await Promise.all([
    import('../archive/figures-page.js'),
    import('../files/place.js'),
  ]);
  const path = resolve(world.cwd, named);
  try {
    const standing = await textOf(() => openStream(path), LARGEST, world.signal).catch(() => undefined);
    const page = figuresPage(figures, within);
    if (standing?.includes(FIGURES)) await replaceFile(path, page);
    else if (!(await addFile(path, page))) {
      throw new WriteError(`${named} is there already, and no page of figures. Choose another name.`);
    }
  } catch (error) {
    if (error instanceof WriteError) throw error;
    throw new WriteError(`Can't write ${named}: ${reasonIn(error)}.`, { cause: error });
  }
  return path;
}

/** Far more than any CUE sheet, and than a page of figures. */
const LARGEST = 4 << 20;

/** What a CUE sheet says was played; `file` as the user names it. */
export async function readCue(file: string, world: World): Promise<Tracklist> {
  const { tracklistOfCue } = await import('../archive/read-cue.js');
  const path = resolve(world.cwd, file);
  const bytes = await bytesOf(() => openStream(path), LARGEST, world.signal).catch((cause: unknown) => {
    world.signal.throwIfAborted();
    throw new SourceError(`${file} can't be read: ${reasonIn(cause)}.`, { cause });
  });
  if (bytes === null) throw new SourceError(`${file} is too large to be a CUE sheet.`);
  const about = { tool: { name: 'tracklistify', version }, createdAt: new Date(world.clock.now()).toISOString() };
  return tracklistOfCue(textOfList(bytes), basename(file).replace(/\.cue$/i, ''), about);
}
