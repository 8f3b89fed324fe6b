import { basename, join, resolve } from 'node:path';
import type { AnalyseRun } from '../app/analyse.js';
import type { TagSoundRun } from '../app/tag-sound.js';
import type { Closing } from '../domain/closing.js';
import { SourceError, UsageError } from '../domain/errors.js';
import type { Context } from '../domain/ports/context.js';
import type * as door from '../tracklistify.js';
import type { Hall } from './hall.js';
import type { Work } from './work.js';

export interface AnalyseWanted {
  /** Files and folders, as the user names them. */
  named: readonly string[];
  /** Every track of the library as well. */
  library?: boolean;
  /** Also what was heard before. */
  again?: boolean;
}

export interface WiredAnalysis extends AnalyseRun {
  /** Files that were named themselves, and not by a folder. */
  outright: ReadonlySet<string>;
  /** What couldn't be found or looked into, with the reason. */
  problems: { path: string; reason: string; named: boolean }[];
  /** Brings the library's figures up to date. */
  finish(): Promise<void>;
}

/** What listening to files of music takes. */
export async function wireAnalysis(
  { world, settings }: Hall,
  { named, library: all = false, again = false }: AnalyseWanted,
  { signal, emit }: Context,
  closing: Closing,
): Promise<WiredAnalysis> {
  const address = named.find((name) => /^[a-z][a-z0-9+.-]+:\/\//i.test(name) || name === '-');
  if (address !== undefined) {
    throw new UsageError(`Only files and folders are analysed, not "${address}": save it as a file first.`);
  }
  const [{ openLibrary, makeAddTools }, { walk }, { makeHearFile }, { ownEngine }] = await Promise.all([
    import('./library.js'),
    import('../library/scan/walk.js'),
    import('../library/heard/hear-file.js'),
    import('../library/workshop/own-engine.js'),
  ]);
  const library = await openLibrary(world, settings, emit);
  const paths = named.map((name) => resolve(world.cwd, name));
  const walked = await walk(paths, signal);
  const tracks = all ? (await library.list()).map(({ file }) => file.path) : [];
  if (all && tracks.length + named.length === 0) {
    throw new SourceError("The library has no tracks yet. 'tracklistify library add DIR' brings them in.");
  }
  const tools = await makeAddTools(world, settings, closing);
  return {
    files: [...new Set([...walked.files.map(({ path }) => path), ...tracks])],
    outright: new Set(paths),
    problems: walked.problems,
    lanes: tools.workshop.lanes,
    hear: await makeHearFile({ library, tools, rate: ownEngine().rate, again }),
    longest: settings.library.mixLength * 60,
    async finish() {
      if (library.trackCount > 0) await library.heard.renew();
    },
  };
}

/** The same for programs. */
export async function analyseFor(
  { hall, signal, emit, closing }: Work,
  paths: readonly string[],
  { library = false, again = false }: door.AnalyseOptions,
): Promise<door.Analysis> {
  const { analyse } = await import('../app/analyse.js');
  const run = await wireAnalysis(hall, { named: paths, library, again }, { signal, emit }, closing);
  const { heard, failed, failure } = await analyse(run, { signal, emit });
  await run.finish();
  const unread = failed.map(({ file, error }) => ({ path: file, reason: error.message }));
  const problems = run.problems.map(({ path, reason }) => ({ path, reason }));
  return { heard: heard.map(({ isLong: _, ...file }) => file), failed: [...problems, ...unread], failure };
}

/** What writing tags takes; into copies in a folder, where one is named. */
export async function wireTagging(
  { world }: Hall,
  { folder, force: replace = false }: { folder?: string; force?: boolean },
): Promise<TagSoundRun> {
  const { embedWith, tagInPlace } = await import('../audio/embed/embed.js');
  const target = folder === undefined ? null : resolve(world.cwd, folder);
  if (target !== null) {
    const [{ makeFolder }, { attempt }] = await Promise.all([
      import('../files/make-folder.js'),
      import('../exporters/disk.js'),
    ]);
    await attempt(target, () => makeFolder(target));
  }
  const noFfmpeg = (): Promise<string> => Promise.reject(new UsageError('Tags are written without ffmpeg.'));
  return {
    copyTo: target === null ? null : (file) => join(target, basename(file)),
    replace,
    embed: embedWith(noFfmpeg),
    tagInPlace,
  };
}
