import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TokenFile } from '../../../src/playlists/spotify/token-file.js';
import { tempFolder } from '../../support/temp.js';

const login = { clientId: 'a', accessToken: 'b', refreshToken: 'c', expiresAt: 1, authorizedAt: 1, scope: '' };
const clock = { now: () => 0, sleep: async () => {} };

it.each([
  ['linux', 0o600],
  ['darwin', 0o600],
  ['win32', 0o644],
] as const)(
  'a login that others may read is closed to them, where a system has such rights: on %s',
  async (platform, mode) => {
    const path = join(tempFolder(), 'spotify.json');
    writeFileSync(path, JSON.stringify(login));
    chmodSync(path, 0o644);
    expect(await new TokenFile(path, clock, platform).read()).toEqual(login);
    expect(statSync(path).mode & 0o777).toBe(mode);
  },
);
