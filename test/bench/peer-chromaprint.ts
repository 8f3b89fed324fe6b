import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Said } from './judge.js';
import type { MusicFile } from './music.js';

const run = promisify(execFile);
/** fpcalc gives a word of 32 bits for each .1238 s. */
const WORDS_PER_SECOND = 1 / 0.1238;
const WINDOW = Math.round(20 * WORDS_PER_SECOND);
const STEP = Math.round(10 * WORDS_PER_SECOND);
/** Two windows beside each other must agree, with at most this share of their bits apart. */
const BITS_APART = 0.35;

/** Debian's fpcalc (libchromaprint-tools) and a plain matcher: equal words vote for an offset, and its bits are compared. */
export class ChromaprintPeer {
  readonly #tracks: { name: string; words: Uint32Array }[] = [];
  readonly #places = new Map<number, number[]>();

  async add(files: readonly MusicFile[]): Promise<void> {
    for (const { path, name } of files) {
      const words = await wordsOf(path);
      const track = this.#tracks.push({ name, words }) - 1;
      for (let at = 0; at < words.length; at++) {
        const places = this.#places.get(words[at]!) ?? [];
        this.#places.set(words[at]!, places);
        places.push(track * 65_536 + at);
      }
    }
  }

  async identify(path: string): Promise<Said[]> {
    const words = await wordsOf(path);
    const said: Said[] = [];
    let before: { track: number; offset: number } | null = null;
    for (let from = 0; from + WINDOW <= words.length; from += STEP) {
      const best = this.#bestFor(words, from);
      if (best && before && best.track === before.track && Math.abs(best.offset - before.offset) <= 4) {
        const { name } = this.#tracks[best.track]!;
        const start = (from - STEP) / WORDS_PER_SECOND;
        const end = (from + WINDOW) / WORDS_PER_SECOND;
        const last = said[said.length - 1];
        if (last?.name === name && last.end >= start) last.end = end;
        else said.push({ name, start, end, confidence: 1, speed: 1 });
      }
      before = best;
    }
    return said;
  }

  #bestFor(words: Uint32Array, from: number): { track: number; offset: number } | null {
    const votes = new Map<number, number>();
    for (let at = from; at < from + WINDOW; at++) {
      for (const place of this.#places.get(words[at]!) ?? []) {
        const line = place - (at - from);
        votes.set(line, (votes.get(line) ?? 0) + 1);
      }
    }
    const best = [...votes].sort((a, b) => b[1] - a[1])[0];
    if (!best) return null;
    const track = Math.floor(best[0] / 65_536);
    const at = best[0] - track * 65_536;
    const reference = this.#tracks[track]?.words;
    if (!reference) return null;
    let apart = 0;
    let compared = 0;
    for (let i = 0; i < WINDOW; i++) {
      const word = reference[at + i];
      if (word === undefined) continue;
      apart += bitsOf((word ^ words[from + i]!) >>> 0);
      compared += 32;
    }
    return compared > 16 * WINDOW && apart / compared <= BITS_APART ? { track, offset: at - from } : null;
  }
}

async function wordsOf(path: string): Promise<Uint32Array> {
  // It complains about the end of some Ogg files, with all of their words already told.
  const args = ['-raw', '-length', '0', '-plain', path];
  const { stdout } = await run('fpcalc', args, { maxBuffer: 2 ** 28 }).catch((error: { stdout?: string }) => {
    if (error.stdout) return { stdout: error.stdout };
    throw new Error(`fpcalc couldn't read ${path}`);
  });
  return Uint32Array.from(stdout.trim().split(','), (word) => Number(word) >>> 0);
}

function bitsOf(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return (((v + (v >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
