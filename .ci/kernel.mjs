// Compiles the AssemblyScript of the engine and of `sound` to WebAssembly and puts it into source files, so that neither bundling nor
// a stranger's install has a further step. The engine's kernels have their numbers from its constants, which are written first. Run it
// after a change of either; a test tells when it was forgotten.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** By room and name: each is `src/ROOM/kernel/NAME.as.ts`. */
export const KERNELS = ['fingerprint/spectrogram', 'fingerprint/peaks', 'sound/bands', 'sound/loudness', 'sound/tones'];

const folderOf = (kernel) => join('src', dirname(kernel), 'kernel');
const nameOf = (kernel) => kernel.split('/')[1];

/** Of the engine's constants, those that a kernel works with: all are whole numbers. */
const SHARED = [
  'WINDOW',
  'HOP',
  'ROWS_AT_ONCE',
  'BANDS',
  'PEAK_FRAMES',
  'PEAK_BANDS',
  'SUMMITS',
  'MEAN_FRAMES',
  'TIME_UNITS',
  'BAND_UNITS',
  'LEVEL_UNITS',
];
export const CONSTANTS_FILE = 'src/fingerprint/kernel/constants.as.ts';

/** What stands in that file: the same numbers, typed for AssemblyScript. */
export async function kernelConstants() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/fingerprint/constants.ts'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  const constants = await import(`data:text/javascript;base64,${code}`);
  const lines = SHARED.map((name) => {
    if (!Number.isInteger(constants[name])) throw new Error(`constants.ts has no whole number ${name}`);
    return `export const ${name}: i32 = ${constants[name]};\n`;
  });
  return `/** Made from constants.ts, which explains them, by \`npm run kernel\`. */\n${lines.join('')}`;
}

/** A kernel, compiled. */
export async function compileKernel(kernel) {
  const source = join(folderOf(kernel), `${nameOf(kernel)}.as.ts`);
  let binary;
  const { error, stderr } = await asc.main(
    [source, '-O3', '--noAssert', '--enable', 'simd', '--runtime', 'stub', '--baseDir', root, '--outFile', 'out.wasm'],
    { writeFile: (_, content) => (binary = content) },
  );
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  return Buffer.from(binary).toString('base64');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(root, CONSTANTS_FILE), await kernelConstants());
  for (const kernel of KERNELS) {
    const name = nameOf(kernel);
    const lines = (await compileKernel(kernel)).match(/.{1,100}/g).map((line) => `  '${line}',`);
    writeFileSync(
      join(root, folderOf(kernel), `${name}-wasm.ts`),
      `/** Made from ${name}.as.ts by \`npm run kernel\`. */\nexport const ${name.toUpperCase()}_WASM = [\n${lines.join('\n')}\n].join('');\n`,
    );
  }
}
