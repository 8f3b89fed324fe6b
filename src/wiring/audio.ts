import { resolve } from 'node:path';
import type { SourceTools } from '../audio/sources/kind.js';
import type { Settings } from '../config/schema.js';
import { FormatError, ProcessingError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import type { AudioSource } from '../domain/ports/source.js';
import type { OpenAudio } from '../library/scan/add.js';
import { version } from '../version.js';
import type { World } from './world.js';

/** `ahead` is the rate at which the whole will be read first, if it will: decoding then begins as soon as it is opened. */
export type OpenSource = (location: string, signal?: AbortSignal, emit?: Emit, ahead?: number) => Promise<AudioSource>;

/**
 * How sources are opened. Looks for ffmpeg first, so that its absence is reported before anything else is done; it is tried
 * only when a source can't be opened, since starting it takes as long as decoding two minutes. Of `unnamed` locations
 * somebody's file says that they be opened, not the user; `publicOnly` keeps a program's own user from private addresses.
 */
export async function makeOpenSource(
  world: World,
  settings: Settings,
  { unnamed = new Set(), publicOnly = false }: { unnamed?: ReadonlySet<string>; publicOnly?: boolean } = {},
): Promise<OpenSource> {
  const { openSource } = await import('../audio/sources/registry.js');
  const tools = await toolsWith(await foundFfmpeg(world, settings), world, settings, publicOnly);
  let tried: Promise<string> | undefined;
  return async (location, signal = world.signal, emit = () => {}, ahead) => {
    try {
      const reach = publicOnly ? 'public' : reachOf(unnamed.has(location), settings);
      return await openSource(location, { ...tools, signal, emit, ahead, reach });
    } catch (error) {
      if (error instanceof FormatError || error instanceof ProcessingError) {
        tried ??= triedFfmpeg(world, settings);
        await tried;
      }
      throw error;
    }
  };
}

/** Where a location may lead that the user didn't name. */
export const reachOf = (unnamed: boolean, { web }: Settings): SourceTools['reach'] =>
  unnamed && !web.allowPrivate ? 'public' : 'anywhere';

/** The same for music of the library, of which the whole is wanted at once. */
export async function makeOpenAudio(world: World, settings: Settings): Promise<OpenAudio> {
  const tools = await sourceTools(world, settings);
  const { openSource } = await import('../audio/sources/registry.js');
  return (path, signal, ahead, aheadFull) =>
    openSource(path, { ...tools, reach: 'anywhere', signal, ahead, aheadFull });
}

/** What every source is opened with: where it may lead is said for each. */
export async function sourceTools(
  world: World,
  settings: Settings,
  publicOnly = false,
): Promise<Omit<SourceTools, 'reach'>> {
  return toolsWith(await triedFfmpeg(world, settings), world, settings, publicOnly);
}

/** Where it is, untried: whatever is opened by it tells whether it runs. */
export async function foundFfmpeg(world: World, settings: Settings): Promise<string> {
  const { locateFfmpeg } = await import('../audio/find-ffmpeg.js');
  return locateFfmpeg({ configured: settings.ffmpeg, env: world.env }).path;
}

/** The path of each ffmpeg that was tried, or is being tried: starting one takes longer than decoding a minute, and most runs ask for it several times. */
const tried = new WeakMap<World, Map<string | undefined, Promise<string>>>();

function triedFfmpeg(world: World, { ffmpeg: configured }: Settings): Promise<string> {
  const kept = tried.get(world) ?? new Map<string | undefined, Promise<string>>();
  tried.set(world, kept);
  const known = kept.get(configured);
  if (known) return known;
  const trying = (async () => {
    const { findFfmpeg } = await import('../audio/find-ffmpeg.js');
    return (await findFfmpeg({ configured, env: world.env }, world.signal)).path;
  })();
  kept.set(configured, trying);
  // It may be mended by the next time.
  trying.catch(() => kept.delete(configured));
  return trying;
}

async function toolsWith(
  ffmpeg: string,
  world: World,
  settings: Settings,
  publicOnly: boolean,
): Promise<Omit<SourceTools, 'reach'>> {
  const { removeTempFolders } = await import('../files/temp-folder.js');
  world.atExit?.(removeTempFolders);
  const { ytDlpArgs } = await import('../audio/sources/site/args.js');
  return {
    ffmpeg,
    cwd: world.cwd,
    env: world.env,
    stdin: world.stdin,
    tempFolder: world.tempFolder,
    signal: world.signal,
    ytDlp: await ytDlpProgram(world, settings),
    ytDlpArgs: ytDlpArgs(settings.ytDlpArgs),
    ytDlpComments: settings.ytDlpComments,
    async node() {
      const { nodeForSites } = await import('../audio/node-for-sites.js');
      return nodeForSites({ path: process.execPath, version: process.version }, world.env);
    },
    async makeWeb() {
      const { createWeb } = await import('../audio/sources/web/web.js');
      const allowPrivate = publicOnly ? 'never' : settings.web.allowPrivate;
      return createWeb({ env: world.env, userAgent: `tracklistify/${version}`, allowPrivate });
    },
  };
}

/** A name alone is looked for on the PATH, a path counts from the working directory. */
export async function ytDlpProgram(world: World, { ytDlp = 'yt-dlp' }: Settings): Promise<string> {
  const { onPath } = await import('../audio/find-ffmpeg.js');
  return /[\\/]/.test(ytDlp) ? resolve(world.cwd, ytDlp) : (onPath(ytDlp, world.env) ?? ytDlp);
}
