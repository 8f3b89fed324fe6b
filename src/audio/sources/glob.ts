import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';

/** `*`, `?`, `[abc]`, `{a,b}`: what a shell would have expanded. */
export const hasWildcard = (text: string): boolean => /[*?[{]/.test(text);

/**
 * The paths that fit a pattern, unordered: `*` and `?` within a name, `[a-z]`, `[!a-z]`, `{a,b}`, and `**` for any depth of
 * folders. Names that begin with a dot fit only a pattern that does. Written by hand: what is needed is one page, and the
 * packages made for it walk with their own options, ignore files and caches.
 */
export async function glob(pattern: string, cwd: string, caseless = process.platform !== 'linux'): Promise<string[]> {
  const found = new Set<string>();
  for (const plain of expandBraces(pattern)) {
    const parts = (process.platform === 'win32' ? plain.replaceAll('\\', '/') : plain).split('/');
    const root = /^([a-z]:)?$/i.test(parts[0]!) ? `${parts.shift()}/` : '';
    await descend(root, parts.filter(Boolean));
  }
  return [...found];

  async function descend(folder: string, parts: readonly string[]): Promise<void> {
    const [part, ...rest] = parts;
    if (part === undefined) return;
    if (part === '**') {
      await descend(folder, rest.length > 0 ? rest : ['*']);
      for (const entry of await list(folder)) {
        if (entry.isDirectory() && !entry.name.startsWith('.')) await descend(`${folder}${entry.name}/`, parts);
      }
      return;
    }
    if (!hasWildcard(part)) {
      if (rest.length > 0) await descend(`${folder}${part}/`, rest);
      else if ((await list(folder)).some((entry) => entry.name === part)) found.add(folder + part);
      return;
    }
    const fits = toRegExp(part, caseless);
    for (const entry of await list(folder)) {
      if (!fits.test(entry.name) || (entry.name.startsWith('.') && !part.startsWith('.'))) continue;
      if (rest.length === 0) found.add(folder + entry.name);
      else if (!entry.isFile()) await descend(`${folder}${entry.name}/`, rest);
    }
  }

  /** A folder that can't be read, or isn't one, holds nothing that fits. */
  function list(folder: string): Promise<Dirent[]> {
    return readdir(resolve(cwd, folder), { withFileTypes: true }).catch(() => []);
  }
}

/** `a{b,c}d` → `abd`, `acd`; nested too. A brace without a comma or an end stays as it is. */
export function expandBraces(pattern: string): string[] {
  for (let open = pattern.indexOf('{'); open >= 0; open = pattern.indexOf('{', open + 1)) {
    const commas: number[] = [];
    let depth = 0;
    for (let at = open; at < pattern.length; at++) {
      const c = pattern[at];
      if (c === '{') depth++;
      else if (c === ',' && depth === 1) commas.push(at);
      else if (c === '}' && --depth === 0) {
        if (commas.length === 0) break;
        const ends = [...commas, at];
        const choices = ends.map((end, i) => pattern.slice((i === 0 ? open : ends[i - 1]!) + 1, end));
        return choices.flatMap((choice) => expandBraces(pattern.slice(0, open) + choice + pattern.slice(at + 1)));
      }
    }
  }
  return [pattern];
}

function toRegExp(part: string, caseless: boolean): RegExp {
  let source = '';
  for (let at = 0; at < part.length; at++) {
    const c = part[at]!;
    const end = part.indexOf(']', at + 2);
    if (c === '*') source += '.*';
    else if (c === '?') source += '.';
    else if (c === '[' && end > 0) {
      const set = part.slice(at + 1, end).replace(/[\\\]^]/g, '\\$&');
      source += set.startsWith('!') ? `[^${set.slice(1)}]` : `[${set}]`;
      at = end;
    } else source += c.replace(/[\\^$.|+()[\]{}/]/g, '\\$&');
  }
  return new RegExp(`^${source.replace(/(\.\*)+/g, '.*')}$`, caseless ? 'isu' : 'su');
}
