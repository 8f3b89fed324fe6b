import { ENGINE_RATE, MixMatcher, TrackPrinter } from '../../src/fingerprint/index.js';
import { MemoryIndex } from '../../src/fingerprint/memory-index.js';
import type { Groups } from './judge.js';
import { decode, type MusicFile } from './music.js';

/** Tracks that have this many seconds in common hold the same recording: either name is right for what both have. */
const COMMON = 10;
const CHUNK = ENGINE_RATE * 10;

/** Collections hold tracks twice, and variations of one tune: finds them, so that nobody is blamed for either name. */
export async function findDuplicates(files: readonly MusicFile[]): Promise<Groups> {
  const prints = [];
  for (const file of files) {
    const printer = new TrackPrinter();
    const pcm = await decode(file.path, ENGINE_RATE);
    for (let at = 0; at < pcm.length; at += CHUNK) printer.push(pcm.subarray(at, at + CHUNK));
    prints.push(printer.finish());
  }
  const index = new MemoryIndex(prints);
  const groups = new Map<string, Set<string>>();
  const join = (a: string, b: string): void => {
    const group = groups.get(a) ?? new Set();
    groups.set(a, group.add(b));
  };
  for (const [i, file] of files.entries()) {
    const matcher = new MixMatcher(index);
    const pcm = await decode(file.path, ENGINE_RATE);
    for (let at = 0; at < pcm.length; at += CHUNK) matcher.push(pcm.subarray(at, at + CHUNK));
    for (const line of matcher.finish()) {
      if (line.track === i || line.mixEnd - line.mixStart < COMMON) continue;
      join(file.name, files[line.track]!.name);
      join(files[line.track]!.name, file.name);
    }
  }
  return groups;
}
