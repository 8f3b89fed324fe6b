// Bundles the program with its pure-JavaScript dependencies, so that a stranger's npx installs one package and start-up
// reads a few files. Whatever a command loads lazily becomes a chunk of its own.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

const entryPoints = {
  cli: join(root, 'src/cli/main.ts'),
  index: join(root, 'src/index.ts'),
  ports: join(root, 'src/ports.ts'),
  'fingerprint-worker': join(root, 'src/library/fingerprint-worker.ts'),
  'tag-worker': join(root, 'src/library/tag-worker.ts'),
  'kept-worker': join(root, 'src/identifiers/library/kept-worker.ts'),
  'peak-worker': join(root, 'src/identifiers/library/peak-worker.ts'),
};
/** zod's messages in fifty languages, none of which anybody is shown: half of what each start would have to read. */
const withoutLocales = {
  name: 'without-zod-locales',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export {};' }));
  },
};
const { metafile } = await build({
  absWorkingDir: root,
  plugins: [withoutLocales],
  entryPoints: Object.fromEntries(Object.entries(entryPoints).filter(([, file]) => existsSync(file))),
  outdir: dist,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  metafile: true,
  legalComments: 'none',
  // A megabyte of compiled SQLite that few need: it stays a package of its own, which npm may leave out.
  external: ['node-sqlite3-wasm'],
  // Beside the entries: a chunk that starts a worker names its file relative to itself.
  chunkNames: '[name]-[hash]',
  // CommonJS dependencies ask for node's own modules by require.
  banner: {
    js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
  },
  logLevel: 'warning',
});

const pages = await buildPages();
writeLicences([metafile, pages]);
await writeJsonSchema();
execFileSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, '.ci/tsconfig.types.json')],
  {
    stdio: 'inherit',
  },
);

keepReachable(join(dist, 'types'), ['index.d.ts', 'ports.d.ts']);

/** Types of the inside say more than a program may build on, and name packages that it doesn't have. */
function keepReachable(folder, entries) {
  const kept = new Set();
  const follow = (file) => {
    if (kept.has(file)) return;
    kept.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, to] of text.matchAll(/(?:from\s+|import\()'(\.[^']+)\.js'/g))
      follow(join(dirname(file), `${to}.d.ts`));
  };
  for (const entry of entries) follow(join(folder, entry));
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name);
    if (file.isFile() && !kept.has(path)) rmSync(path);
  }
}

/** What runs in a browser: each page's script and style in one file each, beside its HTML. */
async function buildPages() {
  const { metafile } = await build({
    absWorkingDir: root,
    plugins: [withoutLocales],
    entryPoints: { review: join(root, 'src/web/review/main.tsx') },
    outdir: join(dist, 'web'),
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  copyFileSync(join(root, 'src/web/review/review.html'), join(dist, 'web/review.html'));
  return metafile;
}

/** The schema of the saved tracklist, for whoever reads it with other tools, from the one that reads it here. */
async function writeJsonSchema() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/domain/schema.ts'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  const { tracklistJsonSchema } = await import(`data:text/javascript;base64,${code}`);
  writeFileSync(join(dist, 'tracklist.schema.json'), `${JSON.stringify(tracklistJsonSchema(), null, 2)}\n`);
}

/** The bundled packages' licences ask to travel with their code. */
function writeLicences(metas) {
  const folders = new Set();
  for (const input of metas.flatMap(({ inputs }) => Object.keys(inputs))) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) folders.add(match[1]);
  }
  const texts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(join(root, folder)).find((f) => /^licen[cs]e/i.test(f));
    const text = file ? readFileSync(join(root, folder, file), 'utf8').trim() : `Licence: ${license}`;
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  writeFileSync(join(dist, 'THIRD-PARTY-LICENCES.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`));
}
