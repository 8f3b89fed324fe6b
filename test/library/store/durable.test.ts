import { join } from 'node:path';
import { expect, it } from 'vitest';
import { syncFolder } from '../../../src/library/store/durable.js';
import { tempFolder } from '../../support/temp.js';

it('makes the names in a folder durable, but on Windows, which opens no folder and needs it for nothing', async () => {
  await syncFolder(tempFolder());
  const nowhere = join(tempFolder(), 'nowhere');
  await expect(syncFolder(nowhere, 'linux')).rejects.toThrow('ENOENT');
  await expect(syncFolder(nowhere, 'darwin')).rejects.toThrow('ENOENT');
  await syncFolder(nowhere, 'win32');
});
