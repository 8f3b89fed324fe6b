import { lstat, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { jsonOrUndefined } from '../domain/text.js';
import { isRunning } from './running.js';

/** What a temporary folder of this program is called; the rest is `mkdtemp`'s. */
export const TEMP_PREFIX = 'tracklistify-';
const NAME = new RegExp(`^${TEMP_PREFIX}[A-Za-z0-9]{6}$`);
const OWNER_FILE = 'owner.json';
/** Nobody uses a folder for so long without a change in it, as far as that can be told of another machine's processes. */
const ABANDONED_MS = 7 * 86_400_000;

const ownerSchema = z.object({
  pid: z.number().int().positive(),
  /** What tells two processes apart that get the same number one after the other; empty where nothing does. */
  start: z.string(),
  /** Where its number means something: a machine since its last start, a container. Empty where that isn't known. */
  place: z.string(),
});
type Owner = z.infer<typeof ownerSchema>;

/** Records whose folder it is. */
export async function own(folder: string, pid = process.pid, platform = process.platform): Promise<void> {
  const owner: Owner = { pid, start: await startOf(pid), place: await placeHere(platform) };
  await writeFile(join(folder, OWNER_FILE), JSON.stringify(owner), { mode: 0o600 });
}

/**
 * Removes what runs have left that were killed. Never a folder whose process lives: where that can be asked, it decides;
 * on another machine or in another container, which may share the folder, only age does. What can't be removed stays.
 */
export async function sweep(parent: string, now: number, platform = process.platform): Promise<void> {
  const names = (await readdir(parent).catch(() => [])).filter((name) => NAME.test(name));
  for (const name of names) {
    const folder = join(parent, name);
    try {
      if (await isAbandoned(folder, now, platform)) await rm(folder, { recursive: true, force: true });
    } catch {
      // Somebody else was quicker, or it isn't ours to remove.
    }
  }
}

async function isAbandoned(folder: string, now: number, platform: NodeJS.Platform): Promise<boolean> {
  const about = await lstat(folder);
  if (!about.isDirectory() || about.uid !== (process.getuid?.() ?? about.uid)) return false;
  const owner = await ownerOf(folder);
  // Only a folder that says whose it is was made here: somebody else's may have such a name, too.
  if (!owner) return false;
  if (owner.place !== '' && owner.place === (await placeHere(platform))) return !(await lives(owner));
  return now - (await lastChange(folder)) > ABANDONED_MS;
}

async function ownerOf(folder: string): Promise<Owner | null> {
  const text = await readFile(join(folder, OWNER_FILE), 'utf8').catch(() => '');
  return ownerSchema.safeParse(jsonOrUndefined(text)).data ?? null;
}

async function lives({ pid, start }: Owner): Promise<boolean> {
  if (!isRunning(pid)) return false;
  const running = await startOf(pid);
  return start === '' || running === '' || start === running;
}

async function lastChange(folder: string): Promise<number> {
  const names = await readdir(folder);
  const times = await Promise.all(
    [folder, ...names.map((name) => join(folder, name))].map((path) => lstat(path).then((s) => s.mtimeMs)),
  );
  return Math.max(...times);
}

/** On Linux the 22nd field of /proc/PID/stat, after a name in brackets that may hold anything: ticks since the boot. */
async function startOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

async function placeHere(platform: NodeJS.Platform): Promise<string> {
  if (platform !== 'linux') return hostname();
  try {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    return `${boot} ${await readlink('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}
