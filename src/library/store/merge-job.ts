import { unlinkSync } from 'node:fs';
import { Damage } from './damage.js';
import type { SegmentEntry } from './manifest.js';
import { mergeSegments } from './merge.js';
import { openSource } from './open-segment.js';
import { printsPath, tracksPath } from './paths.js';
import { readRecords, type TrackRecord, writeRecords } from './records.js';
import type { SegmentSource } from './segment-source.js';

/** A merge as a message: it runs in a worker thread, so that decoding goes on meanwhile. */
export interface MergeJob {
  folder: string;
  engine: string;
  output: string;
  inputs: { name: string; removed: number[] }[];
  /** Records that replace the segments' own. */
  changed: TrackRecord[];
}

export interface MergeOutcome {
  /** Null when nothing was left to write. */
  entry: SegmentEntry | null;
  absorbed: TrackRecord[];
  /** The segment that can't be read, if that is why nothing was merged. */
  damaged: { name: string; message: string } | null;
}

export function runMerge(job: MergeJob): MergeOutcome {
  const changed = new Map(job.changed.map((record) => [record.id, record]));
  const absorbed: TrackRecord[] = [];
  const records: TrackRecord[] = [];
  const files: SegmentSource[] = [];
  let reading = '';
  try {
    const inputs = job.inputs.map(({ name, removed }) => {
      reading = name;
      const file = openSource(printsPath(job.folder, name));
      files.push(file);
      const gone = new Set(removed);
      const { table } = file;
      const places = () => Array.from({ length: table.count }, (_, track) => table.record(track));
      const lines = readRecords(tracksPath(job.folder, name), table.count, places);
      lines.forEach((line, track) => {
        if (gone.has(track)) return;
        if (!line) throw new Damage(`line ${track + 1} of the list of tracks is damaged`);
        const replacement = changed.get(line.id);
        if (replacement) absorbed.push(replacement);
        records.push(replacement ?? line);
      });
      return { file, removed: gone };
    });
    if (records.length === 0) return { entry: null, absorbed, damaged: null };
    const places = writeRecords(tracksPath(job.folder, job.output), records);
    const size = mergeSegments(printsPath(job.folder, job.output), job.engine, inputs, places);
    return { entry: { name: job.output, engine: job.engine, ...size }, absorbed, damaged: null };
  } catch (error) {
    for (const path of [printsPath, tracksPath]) tryUnlink(path(job.folder, job.output));
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!(error instanceof Damage) && !missing) throw error;
    const message = missing ? 'missing' : (error as Damage).message;
    return { entry: null, absorbed: [], damaged: { name: (error as Damage).segment ?? reading, message } };
  } finally {
    for (const file of files) file.close();
  }
}

function tryUnlink(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It wasn't made yet.
  }
}
