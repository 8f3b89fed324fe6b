import { join, resolve } from 'node:path';
import type { Cli } from './command.js';
import { sayIgnored } from './say-ignored.js';
import type { Terminal } from './terminal/terminal.js';

export interface GlobalFlags {
  config?: string;
  envFile?: string;
  ffmpeg?: string;
  libraryPath?: string;
}

/** Hands the process's world to the commands. Settings are loaded only when a command asks for them. */
export function createCli(
  process: NodeJS.Process,
  terminal: Terminal,
  signal: AbortSignal,
  flags: GlobalFlags,
  /** Told of each secret that is read. */
  learn: (secret: string) => void = () => {},
): Cli {
  const cwd = process.cwd();
  let said = false;
  return {
    env: process.env,
    cwd,
    stdin: process.stdin,
    terminal,
    signal,
    async configFile() {
      if (flags.config) return resolve(cwd, flags.config);
      const { placesFor } = await import('../config/places.js');
      return join(placesFor(process.env).config, 'config.json');
    },
    async load(own = {}) {
      const [{ loadSettings }, { secretsIn }, configFile] = await Promise.all([
        import('../config/load.js'),
        import('../config/secrets.js'),
        this.configFile(),
      ]);
      const loaded = await loadSettings({
        flags: { ffmpeg: flags.ffmpeg, 'library.path': flags.libraryPath, ...own },
        env: process.env,
        cwd,
        envFile: flags.envFile === undefined ? undefined : resolve(cwd, flags.envFile),
        configFile,
        configFileRequired: flags.config !== undefined,
        signal,
      });
      for (const secret of secretsIn(loaded.settings)) learn(secret);
      if (!said) await sayIgnored(loaded.ignored, terminal);
      said = true;
      return { ...loaded, configFile };
    },
    async settings(own) {
      return (await this.load(own)).settings;
    },
  };
}
