import { settingsDoor } from '../wiring/settings.js';
import { worldOf } from '../wiring/world.js';
import type { Cli } from './command.js';
import { commands } from './commands/registry.js';
import { sayIgnored } from './say-ignored.js';
import type { Terminal } from './terminal/terminal.js';

export interface GlobalFlags {
  config?: string;
  envFile?: string;
  ffmpeg?: string;
  libraryPath?: string;
}

/** Hands the process's world to the commands, and the settings that the global flags lead to. */
export function createCli(
  process: NodeJS.Process,
  terminal: Terminal,
  signal: AbortSignal,
  flags: GlobalFlags,
  /** Told of each secret that is read. */
  learn: (secret: string) => void = () => {},
): Cli {
  const world = worldOf(process, signal);
  const { config, envFile, ffmpeg, libraryPath } = flags;
  const door = settingsDoor(world, { config, envFile, flags: { ffmpeg, 'library.path': libraryPath }, learn });
  let said = false;
  const load: Cli['load'] = async (own) => {
    const loaded = await door.load(own);
    if (!said) await sayIgnored(loaded, terminal);
    said = true;
    return loaded;
  };
  return {
    ...world,
    terminal,
    commands,
    configFile: door.configFile,
    defaults: door.defaults,
    load,
    settings: async (own) => (await load(own)).settings,
  };
}
