import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Context } from '../../src/domain/ports/context.js';
import type { Deck, DeckHolds, DeckTrack } from '../../src/domain/ports/deck.js';
import { tempFolder } from './temp.js';

/** What a reader is handed, and what it has said. */
function listening(signal = new AbortController().signal): { context: Context; warnings: string[] } {
  const warnings: string[] = [];
  return {
    warnings,
    context: { signal, emit: (event) => void (event.type === 'warning' && warnings.push(event.message)) },
  };
}

/** A file of a test, in a folder of its own. */
export function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(tempFolder(), name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

export async function tracksIn(deck: Deck, path: string, signal?: AbortSignal) {
  const { context, warnings } = listening(signal);
  const reader = await deck.load({ tempFolder: tempFolder() });
  const tracks: DeckTrack[] = [];
  for await (const track of reader.collection!(path, context)) tracks.push(track);
  return { tracks, warnings };
}

export async function historiesIn(deck: Deck, path: string) {
  const { context, warnings } = listening();
  const reader = await deck.load({ tempFolder: tempFolder() });
  return { lists: await reader.history!(path, context), warnings };
}

export const ownedAs = (deck: Deck, path: string, head: string | Uint8Array): DeckHolds | null =>
  deck.owns({ path, isFolder: false, head: typeof head === 'string' ? Buffer.from(head) : head });
