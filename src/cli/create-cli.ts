import type { Redactor } from '../net/redactor.js';
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
  /** Knows the secrets of the environment, and is taught the others. */
  redactor: Redactor,
): Cli {
  const world = worldOf(process, signal);
  const { config, envFile, ffmpeg, libraryPath } = flags;
  const learn = (secret: string): void => redactor.learn(secret);
  const door = settingsDoor(world, { config, envFile, flags: { ffmpeg, 'library.path': libraryPath }, learn });
  let said = false;
  const load: Cli['load'] = async (own) => {
    const loaded = await door.load(own);
    if (!said) await sayIgnored(loaded, terminal);
    said = true;
    return loaded;
  };
  const hall: Cli['hall'] = async (own) => {
    const [{ Hall }, { settings }] = await Promise.all([import('../wiring/hall.js'), load(own)]);
    return new Hall(world, settings, redactor);
  };
  return {
    ...world,
    terminal,
    hall,
    commands,
    configFile: door.configFile,
    defaults: door.defaults,
    load,
    settings: async (own) => (await load(own)).settings,
  };
}
