// Bundles what the page of `-f html` carries in itself, and puts it into a source file, so that an exporter has it wherever it
// runs from. Run `npm run pages` after a change of src/web/mix-page or src/web/shared/colours.css; a test tells when it was forgotten.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const PAGE_FILE = 'src/exporters/html/built.ts';

/** What stands in that file. */
export async function builtPage() {
  const parts = { SCRIPT: 'src/web/mix-page/main.ts', STYLE: 'src/web/mix-page/mix-page.css' };
  const lines = [];
  for (const [name, entry] of Object.entries(parts)) {
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: [entry],
      bundle: true,
      minify: true,
      format: 'iife',
      target: ['es2022', 'chrome105', 'firefox105', 'safari15.4'],
      charset: 'ascii',
      write: false,
    });
    const text = outputFiles[0].text.trim();
    if (/<\/(script|style)/i.test(text)) throw new Error(`${entry} would end its own element.`);
    lines.push(`export const ${name} = ${JSON.stringify(text)};`);
  }
  return `/** Made from src/web/mix-page by "npm run pages". */\n${lines.join('\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(join(root, PAGE_FILE), await builtPage());
