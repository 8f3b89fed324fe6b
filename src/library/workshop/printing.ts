import type { Heard } from '../../domain/heard.js';
import type { FullFormat } from '../../domain/ports/source.js';
import type { TrackPrint } from '../../fingerprint/types.js';
import { printsPath, tracksPath } from '../store/paths.js';
import { writeRecords } from '../store/records.js';
import { writePrint } from '../store/write-print.js';
import type { Printed, PrintJob } from './workshop.js';

/** What the library needs of the fingerprint engine. */
export interface Engine {
  /** Prints of different versions can't be compared. */
  readonly version: string;
  /** Samples a second that it wants, mono. */
  readonly rate: number;
  newPrinter(): Printer;
  /** Absent where nothing is listened to. */
  newEar?(): Ear;
  /** Makes a print anew from what an index keeps of it; absent where that isn't enough. */
  reprint?(print: Pick<TrackPrint, 'length' | 'seconds' | 'peaks'>): TrackPrint;
}

export interface Printer {
  push(pcm: Int16Array): void;
  finish(): TrackPrint;
}

/** Listens for what music sounds like. */
export interface Ear {
  /** At the engine's rate. */
  hear(pcm: Int16Array): void;
  /** As it is, at half its level. */
  hearFull(pcm: Int16Array, format: FullFormat): void;
  heard(): Heard;
}

/** Ends a print and writes it as a segment of its own, both files safe on the disk. */
export function writePrinted(engine: Engine, printer: Printer, job: PrintJob): Printed {
  return writeTrack(engine, printer.finish(), job);
}

/** Writes a print as a segment of its own. */
export function writeTrack(engine: Engine, print: TrackPrint, job: PrintJob): Printed {
  const record = { ...job.record, duration: Math.round(print.seconds * 1000) / 1000 };
  const [place] = writeRecords(tracksPath(job.folder, job.segment), [record]);
  const size = writePrint(printsPath(job.folder, job.segment), engine.version, print, place!);
  return { entry: { name: job.segment, engine: engine.version, ...size }, record };
}
