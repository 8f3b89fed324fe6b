import type { Context, Exported, ExportedFile, Exporter, Outputs } from '../domain/ports.js';
import type { Tracklist } from '../domain/tracklist.js';

export interface ExportRun {
  tracklist: Tracklist;
  /** What the files are called after: the source's name, or the saved tracklist's. */
  name: string;
  /** The same for everything that comes from one source, and for no other: two sources of one name get two names. */
  owner: string;
  exporters: ReadonlyArray<{ name: string; exporter: Exporter }>;
  outputs: Outputs;
}

export interface ExportResult {
  /** Absolute paths of what was written. */
  files: string[];
  /** The first thing that went wrong; the other formats are written all the same. */
  failure: unknown;
}

interface Rendering {
  format: string;
  exported: Exported;
}

/** Writes a tracklist in every format that was asked for, as far as possible. */
export async function exportTracklist(run: ExportRun, { emit }: Pick<Context, 'emit'>): Promise<ExportResult> {
  emit({ type: 'stage', stage: 'write' });
  const { renderings, failure: refused } = renderUnderFreeName(run);
  const result: ExportResult = { files: [], failure: refused };
  for (const { format, exported } of renderings) {
    for (const message of exported.warnings) emit({ type: 'warning', message });
    for (const file of exported.files) {
      try {
        const path = await run.outputs.write(file);
        result.files.push(path);
        emit({ type: 'written', file: path, format });
      } catch (error) {
        result.failure ??= error;
      }
    }
  }
  return result;
}

/** `mix`, or `mix-2` when another source of this run has written a `mix` of the same format. */
function renderUnderFreeName(run: ExportRun): { renderings: Rendering[]; failure: unknown } {
  const name = run.outputs.baseName(run.name);
  for (let copy = 1; ; copy++) {
    const rendered = render(run, copy === 1 ? name : `${name}-${copy}`);
    const files: ExportedFile[] = rendered.renderings.flatMap(({ exported }) => exported.files);
    const names = files.map((file) => file.name);
    if (run.outputs.reserve(names, run.owner)) return rendered;
  }
}

function render(run: ExportRun, baseName: string): { renderings: Rendering[]; failure: unknown } {
  const renderings: Rendering[] = [];
  let failure: unknown = null;
  for (const { name, exporter } of run.exporters) {
    try {
      const exported = exporter.export(run.tracklist, { baseName, folder: run.outputs.folder });
      renderings.push({ format: name, exported });
    } catch (error) {
      failure ??= error;
    }
  }
  return { renderings, failure };
}
