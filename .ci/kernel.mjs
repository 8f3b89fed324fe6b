// Compiles the engine's AssemblyScript to WebAssembly and puts it into a source file, so that neither bundling nor a stranger's
// install has a further step. Run it after a change of the kernel; a test tells when it was forgotten.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The compiled kernel. */
export async function compileKernel() {
  const source = 'src/fingerprint/kernel/spectrogram.as.ts';
  let binary;
  const { error, stderr } = await asc.main(
    [source, '-O3', '--noAssert', '--enable', 'simd', '--runtime', 'stub', '--baseDir', root, '--outFile', 'out.wasm'],
    { writeFile: (_, content) => (binary = content) },
  );
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  return Buffer.from(binary).toString('base64');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lines = (await compileKernel()).match(/.{1,100}/g).map((line) => `  '${line}',`);
  writeFileSync(
    join(root, 'src/fingerprint/kernel/spectrogram-wasm.ts'),
    `/** Made from spectrogram.as.ts by \`npm run kernel\`. */\nexport const SPECTROGRAM_WASM = [\n${lines.join('\n')}\n].join('');\n`,
  );
}
