import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStream } from '../../src/files/open-stream.js';
import { tempFolder } from '../support/temp.js';

it('looks whether it is a pipe before it opens one, but on Windows, whose pipes are no files', async () => {
  const folder = tempFolder();
  const nowhere = join(folder, 'nowhere');
  expect(() => openStream(nowhere, 'linux')).toThrow('ENOENT');
  expect(() => openStream(nowhere, 'darwin')).toThrow('ENOENT');
  const [error] = await once(openStream(nowhere, 'win32'), 'error');
  expect(error).toMatchObject({ code: 'ENOENT' });

  const file = join(folder, 'file');
  writeFileSync(file, 'text');
  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    expect((await openStream(file, platform).toArray()).join('')).toBe('text');
  }
});
