import { join, resolve } from 'node:path';
import type { LoadedSettings } from '../config/load.js';
import type { Settings } from '../config/schema.js';
import { registryOf, schemaOf } from './registry.js';
import type { World } from './world.js';

/** Where the settings of a run come from. */
export interface SettingsDoor {
  /** Flags over environment over `.env` or `--env-file` over the config file over defaults. `flags` are places and values (`library.path`). */
  settings(flags?: Record<string, unknown>): Promise<Settings>;
  /** The user's config file, whether it exists or not: it is named without being read. */
  configFile(): Promise<string>;
  /** What holds where nobody has set anything. */
  defaults(): Promise<Settings>;
  /** The same as `settings`, with where each value came from. */
  load(flags?: Record<string, unknown>): Promise<LoadedSettings & { configFile: string }>;
}

export interface SettingsRequest {
  /** Names a config file, which has to be there then. */
  config?: string | undefined;
  envFile?: string | undefined;
  /** Places and values that hold whatever is asked for. */
  flags?: Record<string, unknown>;
  /** How a message names one of them; as a flag of the command line when absent. */
  flagName?: ((place: string) => string) | undefined;
  /** Told of each secret that is read. */
  learn?: (secret: string) => void;
}

/** Settings are loaded only when somebody asks for them. */
export function settingsDoor(world: World, request: SettingsRequest = {}): SettingsDoor {
  const { env, cwd, signal } = world;
  const { config, envFile, flags = {}, flagName, learn = () => {} } = request;
  const door: SettingsDoor = {
    async configFile() {
      if (config !== undefined) return resolve(cwd, config);
      const { placesFor } = await import('../config/places.js');
      return join(placesFor(env).config, 'config.json');
    },
    async load(own = {}) {
      const [{ loadSettings }, { secretsIn }, { settingsChecks }, schema, registry, configFile] = await Promise.all([
        import('../config/load.js'),
        import('../config/secrets.js'),
        import('./settings-checks.js'),
        schemaOf(world),
        registryOf(world),
        door.configFile(),
      ]);
      const loaded = await loadSettings({
        schema,
        flags: { ...flags, ...own },
        flagName,
        env,
        cwd,
        envFile: envFile === undefined ? undefined : resolve(cwd, envFile),
        configFile,
        configFileRequired: config !== undefined,
        checks: settingsChecks(registry),
        signal,
      });
      for (const secret of secretsIn(loaded.settings, loaded.fields)) learn(secret);
      return { ...loaded, configFile };
    },
    defaults: async () => (await schemaOf(world)).parse({}),
    settings: async (own) => (await door.load(own)).settings,
  };
  return door;
}
