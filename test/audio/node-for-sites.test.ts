import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nodeForSites } from '../../src/audio/node-for-sites.js';
import { tempFolder } from '../support/temp.js';

it('gives sites our own Node where it is new enough, else the one on the PATH, else none', async () => {
  const folder = tempFolder();
  const other = join(folder, process.platform === 'win32' ? 'node.exe' : 'node');
  await writeFile(other, '');
  await chmod(other, 0o755);
  const own = (version: string) => ({ path: '/own/node', version });
  const onPath = (version: string) => async () => version;
  expect(await nodeForSites(own('v22.1.0'), { PATH: folder }, onPath('v24.0.0'))).toBe('/own/node');
  expect(await nodeForSites(own('v20.20.2'), { PATH: folder }, onPath('v24.0.0\n'))).toBe(other);
  expect(await nodeForSites(own('v20.20.2'), { PATH: folder }, onPath('v20.1.0'))).toBe(null);
  expect(await nodeForSites(own('v20.20.2'), { PATH: folder }, onPath(''))).toBe(null);
  expect(await nodeForSites(own('v20.20.2'), { PATH: '/nowhere' }, onPath('v24.0.0'))).toBe(null);
});
