import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Match } from '../../../src/domain/match.js';
import type { Cache } from '../../../src/domain/ports/cache.js';
import type { Context } from '../../../src/domain/ports/context.js';
import type { FileIdentifier, WholeMix } from '../../../src/domain/ports/identify.js';
import type { PackAudio } from '../../../src/domain/ports/pack.js';
import type { Keeping } from '../../../src/net/provider.js';
import { toneSource } from '../fakes.js';

/** A cache that outlives the run, as a folder does; `written` counts. */
export function diskInMemory(more: Partial<Keeping> = {}): Keeping & { disk: Map<string, string> } {
  const disk = new Map<string, string>();
  const cache: Cache = {
    get: async (key) => JSON.parse(disk.get(key) ?? 'null') ?? undefined,
    set: async (key, value) => void disk.set(key, JSON.stringify(value)),
  };
  return { disk, cache, refresh: false, matchSeconds: 9e6, noMatchSeconds: 9e5, ...more };
}

/** Packs nothing: the file says which mix and which stretches of it it stands for. */
export function pretendedPack(): PackAudio & { packed: string[] } {
  const packed: string[] = [];
  const pack: PackAudio = async ({ source, stretches }) => {
    const folder = await mkdtemp(join(tmpdir(), 'pack-'));
    const text = JSON.stringify({ id: source.info.id, stretches });
    const path = join(folder, 'sound.mp3');
    await writeFile(path, text);
    packed.push(text);
    return {
      ...{ path, bytes: Buffer.byteLength(text), extension: 'mp3', contentType: 'audio/mpeg', stretches },
      seconds: stretches.reduce((sum, { start, end }) => sum + end - start, 0),
      remove: () => rm(folder, { recursive: true, force: true }),
    };
  };
  return Object.assign(pack, { packed });
}

export function mixOf(id: string, seconds = 600, more: Partial<WholeMix> = {}): WholeMix {
  const source = toneSource(seconds);
  source.info.id = id;
  return { source, range: { start: 0, end: seconds }, settled: [], ...more };
}

export async function allOf(identifier: FileIdentifier, mix: WholeMix, context: Context): Promise<Match[]> {
  const matches: Match[] = [];
  for await (const some of identifier.scan(mix, context)) matches.push(...some);
  return matches;
}

export const named = (matches: readonly Match[]): Array<[string, number, number]> =>
  matches.map(({ track, mixTime, mixDuration }) => [track.title, Math.round(mixTime), Math.round(mixDuration)]);
