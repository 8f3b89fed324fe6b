import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { complaintsAbout, pack } from '../.ci/package.mjs';
import { tempFolder } from './support/temp.js';

// `npm run check` asks the same of our own package, built: that it finds nothing there is worth something only if it finds this.
it('finds what is wrong in a package before a stranger does', async () => {
  const folder = tempFolder();
  const manifest = {
    name: 'made-up',
    version: '1.0.0',
    type: 'module',
    exports: { '.': { types: './index.d.ts', default: './index.js' }, './gone': './gone.js' },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'index.js'), 'export const one = 1;\n');
  writeFileSync(join(folder, 'index.d.ts'), 'export declare const one: 1;\n');

  const complaints = (await complaintsAbout(pack(folder))).join('\n');

  expect(complaints).toMatch(/publint: .*gone\.js.* does not exist/);
  expect(complaints).toMatch(/types: .*"NoResolution".*gone/);
});
