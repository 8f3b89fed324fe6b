import { execFile } from 'node:child_process';
import { accessSync, chmodSync, constants, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix, resolve, win32 } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProcessingError } from '../domain/errors.js';
import { reasonIn } from '../domain/system-words.js';

export interface LocatedFfmpeg {
  path: string;
  /** Who named it: the user, the PATH, or the npm package. */
  origin: 'configured' | 'path' | 'package';
}

export interface FoundFfmpeg extends LocatedFfmpeg {
  /** As ffmpeg says it: `5.1.9-0+deb12u1`, `N-47683-g0e8eb07980-static`. */
  version: string;
}

export interface FindOptions {
  /** By a flag, a setting or FFMPEG_PATH: a path, or a name on the PATH. */
  configured?: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
  platform?: NodeJS.Platform;
  arch?: string;
  /** Finds a file of an installed package as seen from this program, or throws. */
  resolvePackage?: (specifier: string) => string;
  /** Where `npm i -g` puts packages. */
  globalModules?: string;
}

const PACKAGE = '@ffmpeg-installer';

/** The ffmpeg to use, tried. */
export async function findFfmpeg(options: FindOptions, signal?: AbortSignal): Promise<FoundFfmpeg> {
  const located = locateFfmpeg(options);
  return { ...located, version: await versionOf(located, signal) };
}

/** The ffmpeg to use: the user's choice, else the one on the PATH, else the one that came with the npm package. */
export function locateFfmpeg(options: FindOptions): LocatedFfmpeg {
  const { configured, env, platform = process.platform } = options;
  if (configured) {
    const path = /[\\/]/.test(configured) ? resolve(configured) : onPath(configured, env, platform);
    if (!path || !isFile(path)) {
      throw new ProcessingError(
        `There is no ffmpeg at "${configured}": correct --ffmpeg or the setting, or leave it out.`,
      );
    }
    return { path, origin: 'configured' };
  }

  const path = onPath('ffmpeg', env, platform);
  if (path) return { path, origin: 'path' };

  const packaged = inPackage(options, platform);
  if (packaged) return { path: packaged, origin: 'package' };

  throw new ProcessingError(`ffmpeg is needed to read audio and isn't installed: ${howToInstall(platform)}.`);
}

/** `program` is where this program lies: the package is looked for beside it, and among the global ones. */
export function howToInstall(platform: NodeJS.Platform, program = fileURLToPath(import.meta.url)): string {
  const own = { linux: 'sudo apt install ffmpeg', darwin: 'brew install ffmpeg', win32: 'winget install ffmpeg' };
  const command = own[platform as keyof typeof own] ?? 'get it from https://ffmpeg.org/download.html';
  return `${command}, or npm i ${whereTo(program)} ${PACKAGE}/ffmpeg`;
}

/** Installed in a project, or run from a clone, the package belongs there; else it is a global one. */
function whereTo(program: string): string {
  const path = program.replaceAll('\\', '/');
  const at = path.lastIndexOf('/node_modules/tracklistify/');
  const folder =
    at < 0 ? path.slice(0, Math.max(path.lastIndexOf('/dist/'), path.lastIndexOf('/src/'))) : path.slice(0, at);
  const global = /\/(lib|npm|_npx\/[^/]+)$/.test(folder);
  return global ? '-g' : `--prefix "${folder}"`;
}

/** A program by its name. What a PATH says of the working directory isn't looked at: anybody's folder may be that. */
export function onPath(
  name: string,
  env: FindOptions['env'],
  platform: NodeJS.Platform = process.platform,
  isProgram = (path: string): boolean => isFile(path) && isExecutable(path),
): string | undefined {
  const windows = platform === 'win32';
  const { delimiter, isAbsolute, join } = windows ? win32 : posix;
  const file = windows && !/\.exe$/i.test(name) ? `${name}.exe` : name;
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, file)).find(isProgram);
}

/** The binary lies in a package of its own for each platform; where that is depends on how things were installed. */
function inPackage(options: FindOptions, platform: NodeJS.Platform): string | undefined {
  const find = options.resolvePackage ?? createRequire(import.meta.url).resolve;
  const globals = options.globalModules ?? globalModules(options.env, platform);
  const own = `${PACKAGE}/${platform}-${options.arch ?? process.arch}`;
  const folders: Array<() => string> = [
    () => dirname(find(`${own}/package.json`)),
    () => dirname(createRequire(find(`${PACKAGE}/ffmpeg/package.json`)).resolve(`${own}/package.json`)),
    // Installed with -g while the program itself runs from elsewhere, by npx.
    () => join(globals, PACKAGE, 'ffmpeg', 'node_modules', own),
    () => join(globals, own),
  ];
  for (const folder of folders) {
    try {
      const path = join(folder(), platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg');
      if (isFile(path)) return runnable(path);
    } catch (error) {
      if (error instanceof ProcessingError) throw error;
      // Not installed there.
    }
  }
  return undefined;
}

/** The package makes its binary executable by an install script, which npm may not have run. */
function runnable(path: string): string {
  if (isExecutable(path)) return path;
  try {
    chmodSync(path, 0o755);
    return path;
  } catch (cause) {
    throw new ProcessingError(`"${path}" isn't allowed to run. Do: chmod +x "${path}"`, { cause });
  }
}

/** npm tells its prefix to what it starts; else it is the folder that node was installed into. */
function globalModules(env: FindOptions['env'], platform: NodeJS.Platform): string {
  const windows = platform === 'win32';
  const prefix = env['npm_config_prefix'] ?? (windows ? dirname(process.execPath) : dirname(dirname(process.execPath)));
  return windows ? join(prefix, 'node_modules') : join(prefix, 'lib', 'node_modules');
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const WHOSE = { configured: 'as configured', path: 'from the PATH', package: 'from npm' };

/** Runs it: throws the sentence for a file that doesn't answer like ffmpeg. */
function versionOf({ path, origin }: LocatedFfmpeg, signal?: AbortSignal): Promise<string> {
  return new Promise((done, fail) => {
    const options = { timeout: 20_000, maxBuffer: 1 << 20, windowsHide: true, killSignal: 'SIGKILL', signal } as const;
    execFile(path, ['-version'], options, (cause, stdout) => {
      if (signal?.aborted) return fail(signal.reason);
      const version = /^ffmpeg version (\S+)/.exec(stdout)?.[1];
      if (version) return done(version);
      const code = (cause as NodeJS.ErrnoException | null)?.code;
      const why = code === 'EACCES' ? 'it may not be run' : cause ? reasonIn(cause).split('\n')[0] : 'it is no ffmpeg';
      fail(new ProcessingError(`"${path}" (${WHOSE[origin]}) doesn't run: ${why}.`, { cause }));
    });
  });
}
