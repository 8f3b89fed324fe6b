/**
 * Reads a `.env` file: `NAME=value` lines, `#` comments, an optional `export`, single or double quotes (double ones know
 * `\n`, `\t`, `\\`, `\"`). Nothing is expanded: a value is never more than what is written.
 */
export function parseDotenv(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const match = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)$/s.exec(line.trim());
    if (match) values[match[1]!] = unquote(match[2]!.trim());
  }
  return values;
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"' };

function unquote(raw: string): string {
  const double = /^"((?:[^"\\]|\\.)*)"/.exec(raw);
  if (double) return double[1]!.replace(/\\(.)/g, (all, c: string) => ESCAPES[c] ?? all);
  const single = /^'([^']*)'/.exec(raw);
  if (single) return single[1]!;
  const comment = raw.search(/\s#/);
  return comment < 0 ? raw : raw.slice(0, comment).trim();
}
