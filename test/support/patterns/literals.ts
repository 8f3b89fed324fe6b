import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'vite';

export interface Literal {
  file: string;
  line: number;
  source: string;
  flags: string;
}

export interface Found {
  literals: Literal[];
  /** Files that make patterns from text. */
  makers: string[];
}

/** Every regular expression that stands in the TypeScript files of a folder. */
export function patternsIn(folder: string): Found {
  const found: Found = { literals: [], makers: [] };
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!file.endsWith('.ts') || file.endsWith('.d.ts')) continue;
    const text = readFileSync(join(folder, file), 'utf8');
    visit(parseAst(text, { lang: 'ts' }), (node) => {
      const { regex, start, callee } = node;
      if (regex) {
        const line = text.slice(0, start).split('\n').length;
        found.literals.push({ file, line, source: regex.pattern, flags: regex.flags });
      } else if (callee?.name === 'RegExp' && !found.makers.includes(file)) found.makers.push(file);
    });
  }
  return found;
}

interface Part {
  start: number;
  regex?: { pattern: string; flags: string };
  callee?: { name?: string };
}

function visit(node: unknown, each: (part: Part) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) each(node as Part);
  for (const part of Object.values(node)) visit(part, each);
}
