import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { compileKernel, KERNELS } from '../../.ci/kernel.mjs';

it.each(KERNELS)('the kernel %s is what its source says', async (name) => {
  const compiled = await readFile(`${import.meta.dirname}/../../src/fingerprint/kernel/${name}-wasm.ts`, 'utf8');
  const kept = [...compiled.matchAll(/^ {2}'(.*)',$/gm)].map(([, line]) => line).join('');
  expect(await compileKernel(name), 'run npm run kernel').toBe(kept);
});
