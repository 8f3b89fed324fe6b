import { type Dirent, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Random } from '../random.js';

/** The files of a folder and of those in it, in order. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry: Dirent) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

const whole = (random: Random, below: number): number => Math.floor(random.next() * below);
const oneOf = <T>(random: Random, list: readonly T[]): T => list[whole(random, list.length)]!;
const noise = (random: Random, length: number): Buffer => Buffer.from(Array.from({ length }, () => whole(random, 256)));

type Damaging = (path: string, random: Random, others: readonly string[]) => void;

/** What disks, crashes, copying programs and people do to a file. */
const WAYS: Record<string, Damaging> = {
  'one bit flipped': (path, random) => edit(path, (bytes) => flip(bytes, random)),
  'bits flipped': (path, random) =>
    edit(path, (bytes) => {
      for (let n = 2 + whole(random, 30); n > 0; n--) flip(bytes, random);
    }),
  'cut off': (path, random) => truncateSync(path, whole(random, readFileSync(path).length + 1)),
  emptied: (path) => truncateSync(path, 0),
  deleted: (path) => rmSync(path),
  'garbage in its place': (path, random) => writeFileSync(path, noise(random, whole(random, 3000))),
  'zeros in it': (path, random) =>
    edit(path, (bytes) => {
      const from = whole(random, bytes.length + 1);
      bytes.subarray(from, from + 1 + whole(random, 4096)).fill(0);
    }),
  'garbage at its end': (path, random) =>
    writeFileSync(path, Buffer.concat([readFileSync(path), noise(random, 1 + whole(random, 100))])),
  'a piece twice': (path, random) => {
    const bytes = readFileSync(path);
    const at = whole(random, bytes.length + 1);
    writeFileSync(path, Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - 200))]));
  },
  'a piece missing': (path, random) => {
    const bytes = readFileSync(path);
    const at = whole(random, bytes.length + 1);
    writeFileSync(path, Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + whole(random, 300))]));
  },
  'two of a kind swapped': (path, random, others) =>
    swap(
      path,
      oneOf(
        random,
        others.filter((other) => kindOf(other) === kindOf(path)),
      ),
    ),
  'another in its place': (path, random, others) => writeFileSync(path, readFileSync(oneOf(random, others))),
};

/** Does one thing to one file; says what. */
export function damage(files: readonly string[], random: Random): string {
  const way = oneOf(random, Object.keys(WAYS));
  const path = oneOf(random, files);
  WAYS[way]!(path, random, files);
  return `${basename(path)}: ${way}`;
}

function edit(path: string, change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(path);
  change(bytes);
  writeFileSync(path, bytes);
}

function flip(bytes: Buffer, random: Random): void {
  if (bytes.length > 0) bytes[whole(random, bytes.length)]! ^= 1 << whole(random, 8);
}

const kindOf = (path: string): string => basename(path).replace(/^[^.]*?(-\d+)?(?=\.|$)/, '');

function swap(a: string, b: string): void {
  const [first, second] = [readFileSync(a), readFileSync(b)];
  writeFileSync(a, second);
  writeFileSync(b, first);
}
