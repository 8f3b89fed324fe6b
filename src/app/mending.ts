import { OutputError, WriteError } from '../domain/errors.js';
import { numberedBy, withOwnNumbers } from '../domain/own-numbers.js';
import { cutLike } from '../domain/pieces.js';
import type { MixChanging } from '../domain/ports/archive.js';
import type { ExportedFile, Exporter, ExportOptions } from '../domain/ports/export.js';
import type { Outputs, Place } from '../domain/ports/outputs.js';
import { changedInTimeOf } from '../domain/shifted.js';
import type { Tracklist } from '../domain/tracklist.js';
import { type Knowing, knownFor } from './knowing.js';
import { standingOf } from './placing.js';

/** A name in a folder under which results of the mix were written, and the keys of the source that they were written with. */
export interface WrittenAt {
  outputs: Outputs;
  name: string;
  source: readonly string[];
  /** Where in the mix that begins which they tell of, if it is a part of it: they count from there. */
  from?: number;
}

export interface FilesRun extends Knowing {
  /** Wherever its results were written, as far as that is known. */
  placesOf(tracklist: Tracklist): Promise<readonly WrittenAt[]>;
  /** Of every format: those whose files stand there are written anew. */
  exporters: ReadonlyArray<{ name: string; exporter: Exporter }>;
  /** Works while nobody else changes a document, which is named by its absolute path. */
  alone?: <T>(document: string, work: () => Promise<T>) => Promise<T>;
}

export interface MendRun extends FilesRun {
  archive: MixChanging;
  /** Number of the mix in the archive. */
  mix: string;
}

/** A file that doesn't say what it should, and stays as it is. */
export interface Staying {
  /** Absolute. */
  file: string;
  /** The document beside it, of which the file can be made anew: absolute. */
  document: string;
  format: string;
  /** Somebody has changed it; else it couldn't be written, and this is why. */
  why: 'changed' | WriteError;
}

export interface MendedFiles {
  /** Absolute paths of the files that say so now, and didn't. */
  written: string[];
  staying: Staying[];
  /** Where no file of it is there any more: absolute paths, without endings, under which there were some. */
  gone: string[];
}

export interface Mended extends MendedFiles {
  /** As the archive had it, and as it has it now: the same one where there was nothing to change. */
  before: Tracklist;
  after: Tracklist;
}

/**
 * Changes a tracklist of the archive and then every file of it that is still as this program wrote it; a file that somebody has
 * changed stays, and one that was taken away isn't made again. `change` is handed each document by itself, since one in another
 * folder may say more or less, and must change nothing of one that says so already: whoever was interrupted does the same again,
 * and what had been written is passed over. Null where the archive has no such mix.
 */
export async function mend(
  run: MendRun,
  change: (tracklist: Tracklist) => Tracklist,
  how: Parameters<MixChanging['change']>[2] = {},
): Promise<Mended | null> {
  const changed = await run.archive.change(run.mix, change, how);
  if (!changed) return null;
  return { ...changed, ...(await mendFiles(run, changed, change)) };
}

/** A tracklist before it was changed and since. */
export type Kept = Pick<Mended, 'before' | 'after'>;

/** The same of the files alone, once the mix itself was changed. `but` is the document of a place that is left out. */
export async function mendFiles(
  run: FilesRun,
  kept: Kept,
  change: (tracklist: Tracklist) => Tracklist,
  but?: string,
): Promise<MendedFiles> {
  const mended: MendedFiles = { written: [], staying: [], gone: [] };
  const { alone = (_, work) => work() } = run;
  const places = (await run.placesOf(kept.after)).map((to) => ({
    ...to,
    document: to.outputs.pathOf(`${to.name}.json`),
  }));
  const others = places.filter(({ document }) => document !== but);
  for (const to of others)
    await alone(to.document, () => to.outputs.exclusively(() => mendPlace(run, to, kept, change, mended)));
  // Of several places one may have been for trying out.
  return mended.gone.length < places.length ? { ...mended, gone: [] } : mended;
}

async function mendPlace(
  run: FilesRun,
  { outputs, name, source, document, from }: WrittenAt & { document: string },
  kept: Kept,
  change: (tracklist: Tracklist) => Tracklist,
  mended: MendedFiles,
): Promise<void> {
  const place = await outputs.look(name, source);
  // The name is another mix's by now.
  if (place.whose === 'others') return;
  if (!place.stands) {
    mended.gone.push(outputs.pathOf(name));
    return;
  }
  // Whatever a person changed in the document isn't in the other files either, until they take it over.
  const tracklist = changedAt(place, change, kept, from);
  if (!tracklist) return;
  const planned: ExportedFile[] = [];
  const isSaid = (file: string): boolean => file === `${name}.json` && tracklist === place.written;
  let files: Awaited<ReturnType<typeof knownFor>> | undefined;
  for (const { name: format, exporter } of run.exporters) {
    if (exporter.asksFiles) files ??= await knownFor([exporter], run, tracklist);
    const options = { baseName: name, folder: outputs.folder, ...(exporter.asksFiles && files) };
    for (const { name: plain, ...file } of filesOf(exporter, tracklist, options)) {
      const { own, changed } = await standingOf(place, plain);
      if (changed) mended.staying.push({ file: outputs.pathOf(changed), document, format, why: 'changed' });
      if (own === null) continue;
      const drawn = exporter.draws ? await knownFor([exporter], run, tracklist) : {};
      const [better = file] = drawn.sound ? filesOf(exporter, tracklist, { ...options, ...drawn }) : [];
      const target = { ...better, name: own };
      if (!isSaid(plain) && !(await outputs.holds(target, source))) planned.push(target);
    }
  }
  if (planned.length === 0) return;
  // What a person changes later is told from what was written last, which a document that they have changed already isn't.
  const documentStays = mended.staying.some(({ file }) => file === document);
  await outputs.announce(place, source, documentStays ? null : tracklist, planned);
  for (const file of planned) {
    try {
      await outputs.write(file, source, true);
      mended.written.push(outputs.pathOf(file.name));
    } catch (why) {
      if (!(why instanceof WriteError)) throw why;
      mended.staying.push({ file: outputs.pathOf(file.name), document, format: '', why });
    }
  }
}

/** What a document there says from now on: the very one that was written, where nothing of it changes. Null where nobody knows what a part said. */
function changedAt(
  { written }: Pick<Place, 'written'>,
  change: (tracklist: Tracklist) => Tracklist,
  { before, after }: Kept,
  from?: number,
): Tracklist | null {
  if (!written) return from === undefined ? after : null;
  if (from !== undefined) {
    return changedInTimeOf(written, from, (there) => changedAt({ written: there }, change, { before, after })!);
  }
  const numbering = after.numbering ?? before.numbering;
  const own = cutLike(withOwnNumbers(written, { numbering, kept: before }), before.entries);
  const now = change(own);
  return now === own ? written : numberedBy(now, numbering);
}

/** None where a format can't say what the tracklist says. */
function filesOf(exporter: Exporter, tracklist: Tracklist, options: ExportOptions): ExportedFile[] {
  try {
    return exporter.export(tracklist, options).files;
  } catch (error) {
    if (error instanceof OutputError) return [];
    throw error;
  }
}
