import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Places {
  /** What the user would miss: the library's index. */
  data: string;
  /** What can be made again: answers of providers. */
  cache: string;
  config: string;
}

/** The platform's own folders: XDG on Linux, Library on macOS, AppData on Windows. */
export function placesFor(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
  home: string = env['HOME'] || homedir(),
): Places {
  const name = 'tracklistify';
  // XDG variables count on macOS too, since nobody sets them there by accident. The specification wants absolute paths only.
  const xdg = (variable: string): string | undefined => {
    const value = env[variable];
    return value?.startsWith('/') ? join(value, name) : undefined;
  };
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA'] || join(home, 'AppData', 'Local');
    const roaming = env['APPDATA'] || join(home, 'AppData', 'Roaming');
    return { data: join(local, name), cache: join(local, name, 'cache'), config: join(roaming, name) };
  }
  if (platform === 'darwin') {
    const support = join(home, 'Library', 'Application Support', name);
    return {
      data: xdg('XDG_DATA_HOME') ?? support,
      cache: xdg('XDG_CACHE_HOME') ?? join(home, 'Library', 'Caches', name),
      config: xdg('XDG_CONFIG_HOME') ?? support,
    };
  }
  return {
    data: xdg('XDG_DATA_HOME') ?? join(home, '.local', 'share', name),
    cache: xdg('XDG_CACHE_HOME') ?? join(home, '.cache', name),
    config: xdg('XDG_CONFIG_HOME') ?? join(home, '.config', name),
  };
}
