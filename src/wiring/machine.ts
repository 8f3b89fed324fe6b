import { readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, parse } from 'node:path';
import type { Machine } from '../domain/ports/deck.js';
import type { World } from './world.js';

/** What the world says of its machine, or what this one is. */
export async function machineOf(world: Pick<World, 'env' | 'machine'>): Promise<Machine> {
  if (world.machine) return world.machine();
  const { env } = world;
  const home = env['HOME'] || homedir();
  return { platform: process.platform, home, env, volumes: await volumesHere(process.platform, home) };
}

/** Where systems put disks that are plugged in, in folders of folders: `/media/ann/STICK`. */
const MOUNTS = [
  ['/media', 1],
  ['/media', 2],
  ['/run/media', 2],
  ['/mnt', 1],
] as const;
const DRIVES = [...'DEFGHIJKLMNOPQRSTUVWXYZC'];

async function volumesHere(platform: NodeJS.Platform, home: string): Promise<string[]> {
  if (platform === 'win32') {
    const own = parse(home).root.toUpperCase();
    const roots = DRIVES.map((letter) => `${letter}:\\`).filter((root) => root !== own);
    const there = await Promise.all(roots.map((root) => stat(root).catch(() => null)));
    return roots.filter((_root, at) => there[at]);
  }
  if (platform !== 'darwin') return (await Promise.all(MOUNTS.map(([root, depth]) => foldersIn(root, depth)))).flat();
  const volumes = await foldersIn('/Volumes', 1);
  // The disk that the system is on is there as a link.
  const real = await Promise.all(volumes.map((path) => realpath(path).catch(() => path)));
  return volumes.filter((_path, at) => real[at] !== '/');
}

async function foldersIn(root: string, depth: number): Promise<string[]> {
  if (depth === 0) return [root];
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
  return (await Promise.all(folders.map(({ name }) => foldersIn(join(root, name), depth - 1)))).flat();
}
