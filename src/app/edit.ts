import type { Correction } from '../domain/correction.js';
import { OutputError } from '../domain/errors.js';
import type { Context } from '../domain/ports/context.js';
import type { ExportedFile, Exporter, ExportOptions } from '../domain/ports/export.js';
import type { Place } from '../domain/ports/outputs.js';
import type { Tracklist } from '../domain/tracklist.js';
import { type ExportResult, exportTracklist } from './export.js';
import { type Knowing, knownFor } from './knowing.js';
import type { Staying } from './mending.js';
import { findPlace, type Run, standingOf, withWhatStands } from './placing.js';

export interface EditRun extends Run, Knowing {
  /** Path of the document that is changed. */
  from: string;
  /** Of every format: those whose files stand beside the document are written anew. */
  exporters: ReadonlyArray<{ name: string; exporter: Exporter }>;
  /** Writes while nobody else changes the document. Throws ChangedMeanwhileError where it isn't any more what was read. */
  alone?: <T>(write: () => Promise<T>) => Promise<T>;
}

export interface Edited extends ExportResult {
  before: Tracklist;
  /** What had been said of the mix, as far as its document knew: what a person has taken out of it is among that. */
  known: Correction[];
  /** Files beside the document that stay as somebody has changed them. */
  staying: Staying[];
}

/**
 * Changes a saved tracklist: what its owner says is added to what was said of it before, also by hand in the document, and every
 * file of it says so afterwards. Whoever remembers it does so before anybody else changes it.
 */
export async function editTracklist(
  run: EditRun,
  change: (tracklist: Tracklist) => Tracklist | Promise<Tracklist>,
  { emit }: Pick<Context, 'emit'>,
  remember: (edited: Edited) => Promise<void> = async () => {},
): Promise<Edited> {
  const place = await run.outputs.exclusively(() => findPlace(run));
  const before = await withWhatStands(run, place);
  const tracklist = await change(before);
  if (tracklist === before) return { before, known: [], tracklist, files: [], staying: [], failure: null };
  const write = async (): Promise<Edited> => {
    const { standing, staying, asWritten } = await whatIsHere(run, place, before);
    const result = await exportTracklist({ ...run, exporters: standing, asWritten, tracklist, exact: true }, { emit });
    const known = [...(place.written?.corrections ?? []), ...(before.corrections ?? [])];
    const edited = { ...result, before, known, staying };
    await remember(edited);
    return edited;
  };
  return run.alone ? run.alone(write) : write();
}

interface Here {
  /** Formats that are written anew: of some file of theirs one is as it was written, maybe under a numbered name. */
  standing: EditRun['exporters'][number][];
  staying: Staying[];
  asWritten: Set<string>;
}

async function whatIsHere(run: EditRun, place: Place, before: Tracklist): Promise<Here> {
  const here: Here = { standing: [], staying: [], asWritten: new Set() };
  let known: Awaited<ReturnType<typeof knownFor>> | undefined;
  for (const format of run.exporters) {
    const { asksFiles } = format.exporter;
    if (asksFiles) known ??= await knownFor([format.exporter], run, before);
    const options = { baseName: place.name, folder: run.outputs.folder, ...(asksFiles && known) };
    let stands = format.name === 'json';
    for (const file of filesOf(format.exporter, before, options)) {
      const { own, changed } = await standingOf(place, file.name);
      // A file in a copied folder bears no mark, but may be what would be written.
      const isSame = own === null && changed === null && (await run.outputs.holds(file, run.source));
      if (isSame) here.asWritten.add(file.name);
      stands ||= own !== null || isSame;
      const path = changed && run.outputs.pathOf(changed);
      // What was changed in the document itself is in what is written now.
      if (path && path !== run.from)
        here.staying.push({ file: path, document: run.from, format: format.name, why: 'changed' });
    }
    if (stands) here.standing.push(format);
  }
  return here;
}

/** The files of a format; none where it can't hold this tracklist, and so has never held it. */
function filesOf(exporter: Exporter, tracklist: Tracklist, options: ExportOptions): ExportedFile[] {
  try {
    return exporter.export(tracklist, options).files;
  } catch (error) {
    if (error instanceof OutputError) return [];
    throw error;
  }
}
