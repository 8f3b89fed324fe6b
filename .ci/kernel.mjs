// Compiles the engine's AssemblyScript to WebAssembly and puts it into source files, so that neither bundling nor a stranger's
// install has a further step. Run it after a change of the kernel; a test tells when it was forgotten.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

export const KERNELS = ['spectrogram', 'peaks'];

/** The compiled kernel of this name. */
export async function compileKernel(name) {
  const source = `src/fingerprint/kernel/${name}.as.ts`;
  let binary;
  const { error, stderr } = await asc.main(
    [source, '-O3', '--noAssert', '--enable', 'simd', '--runtime', 'stub', '--baseDir', root, '--outFile', 'out.wasm'],
    { writeFile: (_, content) => (binary = content) },
  );
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  return Buffer.from(binary).toString('base64');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of KERNELS) {
    const lines = (await compileKernel(name)).match(/.{1,100}/g).map((line) => `  '${line}',`);
    writeFileSync(
      join(root, `src/fingerprint/kernel/${name}-wasm.ts`),
      `/** Made from ${name}.as.ts by \`npm run kernel\`. */\nexport const ${name.toUpperCase()}_WASM = [\n${lines.join('\n')}\n].join('');\n`,
    );
  }
}
