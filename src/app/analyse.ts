import { AudioError } from '../domain/errors.js';
import type { Context } from '../domain/ports/context.js';
import type { HeardFile, HearFile } from '../domain/ports/hear.js';

export interface AnalyseRun {
  files: readonly string[];
  /** How many files are listened to at once. */
  lanes: number;
  hear: HearFile;
  /** Seconds above which a recording is taken for a mix. */
  longest: number;
}

export interface Analysed extends HeardFile {
  file: string;
  /** It is so long that it probably holds many tracks. */
  isLong: boolean;
}

export interface Analyses {
  /** In the order of the files. */
  heard: Analysed[];
  failed: { file: string; error: AudioError }[];
  /** What ended it early: what was heard by then is there. */
  failure: unknown;
}

/** Hears what files of music sound like. A file that can't be read is no hindrance for the others. */
export async function analyse(
  { files, lanes, hear, longest }: AnalyseRun,
  { signal, emit }: Context,
): Promise<Analyses> {
  const done: (Analysed | AudioError)[] = [];
  let [next, count, seconds] = [0, 0, 0];
  let failure: unknown = null;
  const tell = (label?: string): void =>
    emit({ type: 'count', stage: 'listen', done: count, total: files.length, seconds, ...(label && { label }) });
  const lane = async (): Promise<void> => {
    while (next < files.length && failure === null) {
      const at = next++;
      const file = files[at]!;
      try {
        signal.throwIfAborted();
        const one = await hear(file, signal);
        done[at] = { ...one, file, isLong: one.heard.seconds > longest };
        if (!one.kept) seconds += one.heard.seconds;
      } catch (error) {
        if (!signal.aborted && error instanceof AudioError) done[at] = error;
        else failure ??= signal.aborted ? signal.reason : error;
      }
      count++;
      if (failure === null) tell(file);
    }
  };
  emit({ type: 'stage', stage: 'listen' });
  tell();
  await Promise.all(Array.from({ length: Math.min(lanes, files.length) }, lane));
  const analyses: Analyses = { heard: [], failed: [], failure };
  files.forEach((file, at) => {
    const one = done[at];
    if (one instanceof AudioError) analyses.failed.push({ file, error: one });
    else if (one) analyses.heard.push(one);
  });
  return analyses;
}
