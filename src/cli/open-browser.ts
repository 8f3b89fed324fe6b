import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import type { Cli } from './command.js';

/** Opens an address in the user's browser. Resolves to false where there seems to be none: the user is told the address anyway. */
export async function openBrowser(
  { env }: Pick<Cli, 'env'>,
  url: string,
  platform = process.platform,
): Promise<boolean> {
  // Somebody who sits at another machine would never see it.
  if (env['SSH_CONNECTION'] !== undefined && !env['DISPLAY']) return false;
  const { program, args } = browserFor(url, platform);
  return new Promise((resolve) => {
    // Not where the user is: Windows starts a program of that name that lies there.
    const child = spawn(program, args, { stdio: 'ignore', detached: true, cwd: homedir() });
    child.once('error', () => resolve(false));
    child.once('spawn', () => resolve(true));
    child.unref();
  });
}

/** What opens an address in the user's browser. None of them is a shell: an address holds `&`. */
export function browserFor(url: string, platform = process.platform): { program: string; args: string[] } {
  if (platform === 'darwin') return { program: 'open', args: [url] };
  if (platform === 'win32') return { program: 'rundll32', args: ['url.dll,FileProtocolHandler', url] };
  return { program: 'xdg-open', args: [url] };
}
