import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { CONSTANTS_FILE, compileKernel, KERNELS, kernelConstants } from '../../.ci/kernel.mjs';

const read = (file: string): Promise<string> => readFile(resolve(import.meta.dirname, '../..', file), 'utf8');
const pathOf = (kernel: string, end: string): string => `src/${kernel.replace('/', '/kernel/')}${end}`;

it('the kernels have the numbers of the engine', async () => {
  expect(await read(CONSTANTS_FILE), 'run npm run kernel').toBe(await kernelConstants());
});

it.each(KERNELS.filter((kernel) => kernel.startsWith('fingerprint/')))(
  'the kernel %s has no numbers of its own for what the engine names',
  async (kernel) => {
    const source = await read(pathOf(kernel, '.as.ts'));
    const named = [...(await kernelConstants()).matchAll(/const (\w+)/g)].map(([, constant]) => constant!);
    const own = [...source.matchAll(/const (\w+): i32 = \d+;/g)].map(([, constant]) => constant!);
    expect(source).toMatch(/from '.\/constants.as';/);
    expect(own.filter((constant) => named.includes(constant))).toEqual([]);
  },
);

it.each(KERNELS)('the kernel %s is what its source says', async (kernel) => {
  const compiled = await read(pathOf(kernel, '-wasm.ts'));
  const kept = [...compiled.matchAll(/^ {2}'(.*)',$/gm)].map(([, line]) => line).join('');
  expect(await compileKernel(kernel), 'run npm run kernel').toBe(kept);
});
