import type { Correction } from '../domain/correction.js';
import { OutputError } from '../domain/errors.js';
import type { Context } from '../domain/ports/context.js';
import type { Exporter, ExportOptions } from '../domain/ports/export.js';
import type { Tracklist } from '../domain/tracklist.js';
import { type ExportResult, exportTracklist } from './export.js';
import { type Knowing, knownFor } from './knowing.js';
import { findPlace, type Run, withWhatStands } from './placing.js';

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
  if (tracklist === before) return { before, known: [], tracklist, files: [], failure: null };
  const write = async (): Promise<Edited> => {
    const standing: EditRun['exporters'][number][] = [];
    let files: Awaited<ReturnType<typeof knownFor>> | undefined;
    for (const format of run.exporters) {
      const { asksFiles } = format.exporter;
      if (asksFiles) files ??= await knownFor([format.exporter], run, before);
      const options = { baseName: place.name, folder: run.outputs.folder, ...(asksFiles && files) };
      const names = namesOf(format.exporter, before, options);
      const stands = await Promise.all(names.map((name) => place.standing(name)));
      if (format.name === 'json' || stands.includes('own')) standing.push(format);
    }
    const result = await exportTracklist({ ...run, exporters: standing, tracklist, exact: true }, { emit });
    const known = [...(place.written?.corrections ?? []), ...(before.corrections ?? [])];
    const edited = { ...result, before, known };
    await remember(edited);
    return edited;
  };
  return run.alone ? run.alone(write) : write();
}

/** The files of a format; none where it can't hold this tracklist, and so has never held it. */
function namesOf(exporter: Exporter, tracklist: Tracklist, options: ExportOptions): string[] {
  try {
    return exporter.export(tracklist, options).files.map(({ name }) => name);
  } catch (error) {
    if (error instanceof OutputError) return [];
    throw error;
  }
}
