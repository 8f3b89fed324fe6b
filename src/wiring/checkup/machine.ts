import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Check } from './check.js';

/** As package.json's `engines` says. */
const NODE_MAJOR = 20;

export function checkNode(version: string = process.version): Check {
  const enough = Number(/^v?(\d+)/.exec(version)?.[1]) >= NODE_MAJOR;
  if (enough) return { name: 'Node.js', state: 'ok', found: version };
  const mend = `Install Node ${NODE_MAJOR} or newer from https://nodejs.org`;
  return { name: 'Node.js', state: 'problem', found: version, mend };
}

export interface FolderToCheck {
  name: string;
  path: string;
  /** The setting or flag that moves it elsewhere. */
  movedBy: string;
  /** Nothing is lost when it can only be read. */
  readOnlyIsFine?: boolean;
}

/** Whether a folder can be written, or made where it isn't there yet. Writes nothing. */
export async function checkFolder(
  { name, path, movedBy, readOnlyIsFine }: FolderToCheck,
  mayWrite: (path: string) => Promise<boolean> = canWrite,
): Promise<Check> {
  const existing = await nearestExisting(path);
  const elsewhere = `name another one by ${movedBy}`;
  if (!existing.folder) {
    const found = `${path} can't be a folder: ${existing.path} is a file`;
    return { name, state: 'problem', found, mend: `Move that file away, or ${elsewhere}` };
  }
  const writable = await mayWrite(existing.path);
  const made = existing.path === path;
  if (writable) return { name, state: 'ok', found: made ? path : `${path} (made when it is needed)` };
  const state = readOnlyIsFine ? 'warning' : 'problem';
  const found = made ? `${path} can't be written` : `${path} can't be made: ${existing.path} can't be written`;
  return { name, state, found, mend: `Give yourself the right to write there, or ${elsewhere}` };
}

/** Free room below which a long run may fail half-way, and below which it will. */
const LITTLE_BYTES = 1e9;
const NO_BYTES = 50e6;

/** Room on the disks of these folders, each disk once. */
export async function checkDisk(
  folders: readonly FolderToCheck[],
  freeAt: (path: string) => Promise<{ disk: number; bytes: number }> = freeSpace,
): Promise<Check[]> {
  const disks = new Map<number, { bytes: number; path: string; names: string[] }>();
  for (const { name, path } of folders) {
    const existing = await nearestExisting(path);
    const at = existing.folder ? existing.path : dirname(existing.path);
    const { disk, bytes } = await freeAt(at);
    const known = disks.get(disk) ?? { bytes, path: at, names: [] };
    known.names.push(name);
    disks.set(disk, known);
  }
  return [...disks.values()].map(({ bytes, path, names }) => {
    const check = { name: 'disk space', found: `${sizeText(bytes)} free at ${path}, for ${names.join(', ')}` };
    if (bytes >= LITTLE_BYTES) return { ...check, state: 'ok' };
    return { ...check, state: bytes < NO_BYTES ? 'problem' : 'warning', mend: 'Make room on that disk' };
  });
}

/**
 * A wrong clock makes services refuse signed requests. Without a network only this much can be known: it can't be earlier
 * than the time at which the program was put here.
 */
export function checkClock(now: number, installed: number): Check {
  const found = `${new Date(now).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  // A day of grace: file systems on network drives stamp by their own clock.
  if (now >= installed - 86_400_000) {
    return {
      name: 'clock',
      state: 'ok',
      found: `${found}, not before this program was installed (no other clock asked)`,
    };
  }
  const mend = 'Set the clock: services refuse requests that are signed with a wrong time';
  return { name: 'clock', state: 'problem', found: `${found}, before this program was installed`, mend };
}

const canWrite = (path: string): Promise<boolean> =>
  access(path, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );

async function nearestExisting(path: string): Promise<{ path: string; folder: boolean }> {
  for (let at = path; ; at = dirname(at)) {
    const about = await stat(at).catch(() => null);
    if (about) return { path: at, folder: about.isDirectory() };
    if (dirname(at) === at) return { path: at, folder: true };
  }
}

async function freeSpace(path: string): Promise<{ disk: number; bytes: number }> {
  const [{ dev }, { bavail, bsize }] = await Promise.all([stat(path), statfs(path)]);
  return { disk: dev, bytes: bavail * bsize };
}

function sizeText(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(bytes < 1e10 ? 1 : 0)} GB`;
}
