import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError } from '../../domain/errors.js';
import { MOST_SOURCES, tooMany } from './folder.js';

/** `*`, `?`, `[abc]`, `{a,b}`: what a shell would have expanded. */
export const hasWildcard = (text: string): boolean => /[*?[{]/.test(text);

/** Braces multiply: a hundred characters of them can stand for more patterns than there are files in the world. */
const MOST_PATTERNS = 1000;

export interface GlobOptions {
  cwd: string;
  signal?: AbortSignal | undefined;
  /** Whether capitals matter, where the platform doesn't decide it. */
  caseless?: boolean;
  platform?: NodeJS.Platform;
}

/**
 * The paths that fit a pattern, unordered: `*` and `?` within a name, `[a-z]`, `[!a-z]`, `{a,b}`, and `**` for any depth of
 * folders. Names that begin with a dot fit only a pattern that does. Written by hand: what is needed is one page, and the
 * packages made for it walk with their own options, ignore files and caches.
 */
export async function glob(
  pattern: string,
  { cwd, signal, platform = process.platform, caseless = platform !== 'linux' }: GlobOptions,
): Promise<string[]> {
  const found = new Set<string>();
  for (const plain of expandBraces(pattern)) {
    const parts = (platform === 'win32' ? plain.replaceAll('\\', '/') : plain).split('/');
    const root = /^([a-z]:)?$/i.test(parts[0]!) ? `${parts.shift()}/` : '';
    // Two of them in a row mean the same as one.
    const wanted = parts.filter((part, i) => part !== '' && (part !== '**' || parts[i - 1] !== '**'));
    // The same folder by another way (`*/../*`) has nothing new.
    const visited = new Set<string>();
    await descend(root, wanted, visited);
  }
  return [...found];

  async function descend(folder: string, parts: readonly string[], visited: Set<string>): Promise<void> {
    signal?.throwIfAborted();
    const [part, ...rest] = parts;
    const here = `${parts.join('/')}\n${resolve(cwd, folder)}`;
    if (part === undefined || visited.has(here)) return;
    visited.add(here);
    if (part === '**') {
      await descend(folder, rest.length > 0 ? rest : ['*'], visited);
      for (const entry of await list(folder)) {
        if (entry.isDirectory() && !entry.name.startsWith('.')) {
          await descend(`${folder}${entry.name}/`, parts, visited);
        }
      }
      return;
    }
    if (!hasWildcard(part)) {
      if (rest.length > 0) await descend(`${folder}${part}/`, rest, visited);
      else if ((await list(folder)).some((entry) => entry.name === part)) found.add(folder + part);
      return;
    }
    const fits = matcher(part, caseless);
    for (const entry of await list(folder)) {
      if ((entry.name.startsWith('.') && !part.startsWith('.')) || !fits(entry.name)) continue;
      if (rest.length > 0) {
        if (!entry.isFile()) await descend(`${folder}${entry.name}/`, rest, visited);
        continue;
      }
      found.add(folder + entry.name);
      if (found.size > MOST_SOURCES) throw tooMany(`"${pattern}" stands for`);
    }
  }

  /** A folder that can't be read, or isn't one, holds nothing that fits. */
  function list(folder: string): Promise<Dirent[]> {
    return readdir(resolve(cwd, folder), { withFileTypes: true }).catch(() => []);
  }
}

/** `a{b,c}d` → `abd`, `acd`; nested too. A brace without a comma or an end stays as it is. */
export function expandBraces(pattern: string): string[] {
  const done: string[] = [];
  const waiting = [{ text: pattern, from: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { text, from } = next;
    const pair = firstPair(text, from);
    if (!pair) done.push(text);
    else {
      const choices = pair.ends.map((end, i) => text.slice((i === 0 ? pair.open : pair.ends[i - 1]!) + 1, end));
      const [before, after] = [text.slice(0, pair.open), text.slice(pair.ends.at(-1)! + 1)];
      waiting.push(...choices.map((choice) => ({ text: before + choice + after, from: pair.open })).reverse());
    }
    if (done.length + waiting.length > MOST_PATTERNS) {
      throw new UsageError(
        `"${shortened(pattern)}" stands for more than ${MOST_PATTERNS} patterns: name fewer at once.`,
      );
    }
  }
  return done;
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** The first brace from here on that holds a choice: where it opens, its commas, and where it closes. */
function firstPair(text: string, from: number): { open: number; ends: number[] } | null {
  /** Braces that are open at this place, the innermost last. */
  const open: Array<{ open: number; ends: number[] }> = [];
  let first: { open: number; ends: number[] } | null = null;
  for (let at = from; at < text.length; at++) {
    const c = text[at];
    const inner = open.at(-1);
    if (c === '{') open.push({ open: at, ends: [] });
    else if (c === ',') inner?.ends.push(at);
    else if (c === '}' && inner) {
      open.pop();
      if (inner.ends.length === 0) continue;
      inner.ends.push(at);
      if (!first || inner.open < first.open) first = inner;
      // None that is still open can come before it.
      if (open.length === 0) return first;
    }
  }
  return first;
}

type Token = { star: true } | { star: false; fits: (c: string) => boolean };

/**
 * Whether a name fits one part of a pattern. Goes back to the last star alone, which is enough and keeps the time within the
 * product of both lengths; a regular expression of many stars would take it to the power of their number.
 */
function matcher(part: string, caseless: boolean): (name: string) => boolean {
  const fold = (text: string): string => (caseless ? text.toLowerCase() : text);
  const tokens = tokensOf(fold(part));
  return (name) => {
    const text = [...fold(name)];
    let [token, at, star, starAt] = [0, 0, -1, 0];
    while (at < text.length) {
      const next = tokens[token];
      if (next?.star) {
        star = token++;
        starAt = at;
      } else if (next?.fits(text[at]!)) {
        token++;
        at++;
      } else if (star >= 0) {
        token = star + 1;
        at = ++starAt;
      } else return false;
    }
    while (tokens[token]?.star) token++;
    return token === tokens.length;
  };
}

function tokensOf(part: string): Token[] {
  const tokens: Token[] = [];
  const letters = [...part];
  for (let at = 0; at < letters.length; at++) {
    const c = letters[at];
    const end = c === '[' ? letters.indexOf(']', at + 2) : -1;
    if (c === '*') {
      if (!tokens.at(-1)?.star) tokens.push({ star: true });
    } else if (c === '?') tokens.push({ star: false, fits: () => true });
    else if (end > 0) {
      tokens.push({ star: false, fits: setOf(letters.slice(at + 1, end)) });
      at = end;
    } else tokens.push({ star: false, fits: (other) => other === c });
  }
  return tokens;
}

/** `a-z` and single letters; `!` in front means all others. */
function setOf(letters: readonly string[]): (c: string) => boolean {
  const not = letters[0] === '!';
  const members = not ? letters.slice(1) : letters;
  const ranges: Array<[from: string, to: string]> = [];
  for (let at = 0; at < members.length; at++) {
    const from = members[at]!;
    const isRange = members[at + 1] === '-' && members[at + 2] !== undefined;
    ranges.push([from, isRange ? members[at + 2]! : from]);
    if (isRange) at += 2;
  }
  return (c) => ranges.some(([from, to]) => from <= c && c <= to) !== not;
}
