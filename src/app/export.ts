import type { Correction } from '../domain/correction.js';
import { withCorrections } from '../domain/corrections.js';
import { WriteError } from '../domain/errors.js';
import { numberedBy } from '../domain/own-numbers.js';
import type { Context } from '../domain/ports/context.js';
import type { Exported, ExportedFile, Exporter, ExportOptions } from '../domain/ports/export.js';
import type { Place } from '../domain/ports/outputs.js';
import { stillSaid } from '../domain/taken-back.js';
import type { Tracklist } from '../domain/tracklist.js';
import { isPart } from '../domain/worth.js';
import { type Knowing, knownFor } from './knowing.js';
import { currentOf, findPlace, partName, type Run, roomFor, withWhatStands } from './placing.js';

export interface ExportRun extends Run, Knowing {
  exporters: ReadonlyArray<{ name: string; exporter: Exporter }>;
  /** Files that are known to be as they were written, though neither a mark nor what is remembered says so. */
  asWritten?: ReadonlySet<string>;
}

export interface ExportResult {
  /** Absolute paths of what was written. */
  files: string[];
  /** The first thing that went wrong; the other formats are written all the same. */
  failure: unknown;
  /** What was written: with what a person said of an earlier result. */
  tracklist: Tracklist;
}

interface Rendering {
  format: string;
  exported: Exported;
}

/**
 * Writes a tracklist in every format that was asked for, as far as possible. Only what was written for this very source is
 * replaced, and nothing better by anything worse; what a person changed comes along.
 */
export async function exportTracklist(run: ExportRun, { emit }: Pick<Context, 'emit'>): Promise<ExportResult> {
  emit({ type: 'stage', stage: 'write' });
  return run.outputs.exclusively(async () => {
    const plain = await findPlace(run);
    const tracklist = run.exact ? run.tracklist : await withWhatStands(run, plain);
    const { place, note } = await roomFor(run, plain, tracklist);
    if (note) emit({ type: 'warning', message: note });
    // What was cut short says only what an earlier part does.
    if (!place) return { files: [], failure: null, tracklist };
    const exporters = run.exporters.map(({ exporter }) => exporter);
    const known = await knownFor(exporters, run, tracklist);
    const { renderings, failure } = render(run, tracklist, place.name, known);
    const result: ExportResult = { files: [], failure, tracklist };
    await writeAll(run, place, tracklist, renderings, result, emit);
    // What was kept of shorter runs is in the whole one.
    if (place === plain && !isPart(tracklist) && result.failure === null) await clearParts(run, plain);
    return result;
  });
}

/** A result that isn't written anywhere, with what a person has said of its mix. */
export const withKept = (tracklist: Tracklist, kept: readonly Correction[], numbering?: string): Tracklist =>
  numberedBy(
    withCorrections(tracklist, stillSaid([...kept, ...(tracklist.corrections ?? [])], tracklist)),
    numbering ?? tracklist.numbering,
  );

/** What stands there of this source already: the paths, and the tracklist if it is of the whole mix and in every format. */
export async function whatStands(run: ExportRun): Promise<{ files: string[]; whole: Tracklist | null }> {
  return run.outputs.exclusively(async () => {
    const place = await findPlace({ ...run, onExist: 'number' });
    const { renderings } = render(run, run.tracklist, place.name);
    const files: string[] = [];
    let all = place.whose === 'ours';
    for (const { name } of filesOf(renderings)) {
      const target = await targetOf(run, place, name);
      if (target.replace || target.over) files.push(target.over ? name : target.name);
      all &&= target.replace || target.over === 'changed';
    }
    const standing = currentOf(place);
    return { files, whole: all && standing && !isPart(standing) ? standing : null };
  });
}

async function writeAll(
  run: ExportRun,
  place: Place,
  tracklist: Tracklist,
  renderings: readonly Rendering[],
  result: ExportResult,
  emit: Context['emit'],
): Promise<void> {
  const { outputs, source, onExist } = run;
  const planned: Array<{ format: string; file: ExportedFile; replace: boolean }> = [];
  for (const { format, exported } of renderings) {
    for (const message of exported.warnings) emit({ type: 'warning', message });
    for (const file of exported.files) {
      try {
        const target = await targetOf(run, place, file.name);
        // With every edit, nobody wants to hear again which file has another name.
        if (target.over && !(run.exact && target.replace)) {
          if (onExist === 'fail') throw new WriteError(standsThere(file.name));
          const why = file.name === `${place.name}.json` ? whyUnread(place) : '';
          emit({ type: 'warning', message: `${whyKept(file.name, target.over)}${why} The new one is ${target.name}.` });
        }
        planned.push({ format, file: { ...file, name: target.name }, replace: target.replace });
      } catch (error) {
        result.failure ??= error;
      }
    }
  }
  const files = planned.map(({ file }) => file);
  // The document there stays what a person's later changes are told from, unless a new one is written.
  const isDocument = files.some(({ name }) => name === `${place.name}.json`) || currentOf(place) === null;
  await outputs.announce(place, source, isDocument ? tracklist : null, files);
  for (const { format, file, replace } of planned) {
    try {
      const path = await outputs.write(file, source, replace);
      if (path === null)
        throw new WriteError(
          `${file.name} appeared in ${outputs.folder} while it was about to be written. Run it again.`,
        );
      result.files.push(path);
      emit({ type: 'written', file: path, format });
    } catch (error) {
      result.failure ??= error;
    }
  }
}

const standsThere = (name: string): string =>
  `${name} is there already, and --on-exist fail was given. Move it away, or choose another folder with --output.`;

const whyKept = (name: string, standing: 'changed' | 'foreign'): string =>
  standing === 'changed'
    ? `${name} was changed by hand, so it stays as it is.`
    : `${name} wasn't written by Tracklistify for this mix, so it stays as it is.`;

/** Why what a person changed in a document isn't taken over. */
function whyUnread({ problem, edited, written }: Place): string {
  if (problem) return ` What you changed isn't taken over: ${problem}`;
  if (!edited || written) return '';
  return " What you changed in it isn't taken over, since it isn't known here how it was before.";
}

interface Target {
  name: string;
  replace: boolean;
  /** Why the plain name isn't used. */
  over?: 'changed' | 'foreign';
}

/** `mix.csv`, or `mix-2.csv` where something stands that mustn't be lost. */
async function targetOf({ onExist, from, outputs, asWritten }: ExportRun, place: Place, file: string): Promise<Target> {
  const numbered = (copy: number): string => `${place.name}-${copy}${file.slice(place.name.length)}`;
  let over: Target['over'];
  for (let copy = 1; ; copy++) {
    const name = copy === 1 ? file : numbered(copy);
    const standing = await place.standing(name);
    if (standing === 'free') return { name, replace: false, ...(over && { over }) };
    const isOwn = standing === 'own' || asWritten?.has(name);
    if (isOwn || onExist === 'overwrite') return { name, replace: true, ...(over && { over }) };
    // A changed document whose changes have been taken over, or which this tracklist was made from, holds nothing more.
    const isAdopted = name === `${place.name}.json` && place.edited !== null && place.written !== null;
    if (isAdopted || from === outputs.pathOf(name)) return { name, replace: true };
    over ??= standing;
  }
}

async function clearParts(run: Run, plain: Place): Promise<void> {
  for (let copy = 1; ; copy++) {
    const part = await run.outputs.look(partName(plain.name, copy), run.source);
    if (part.whose !== 'ours') return;
    await run.outputs.clear(part);
  }
}

const filesOf = (renderings: readonly Rendering[]): ExportedFile[] =>
  renderings.flatMap(({ exported }) => exported.files);

function render(
  run: ExportRun,
  tracklist: Tracklist,
  baseName: string,
  known: Pick<ExportOptions, 'sound' | 'files'> = {},
): { renderings: Rendering[]; failure: unknown } {
  const renderings: Rendering[] = [];
  let failure: unknown = null;
  for (const { name, exporter } of run.exporters) {
    try {
      const exported = exporter.export(tracklist, { baseName, folder: run.outputs.folder, ...known });
      renderings.push({ format: name, exported });
    } catch (error) {
      failure ??= error;
    }
  }
  return { renderings, failure };
}
