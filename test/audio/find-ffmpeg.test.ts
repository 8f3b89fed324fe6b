import { accessSync, chmodSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findFfmpeg, howToInstall, onPath } from '../../src/audio/find-ffmpeg.js';
import { ProcessingError } from '../../src/domain/errors.js';
import { tempFolder } from '../support/temp.js';

/** A program that answers `-version` as ffmpeg does. */
function fake(path: string, version: string, mode = 0o755): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n[ "$1" = -version ] && echo "ffmpeg version ${version} Copyright"\n`);
  chmodSync(path, mode);
  return path;
}

const notInstalled = {
  resolvePackage: () => {
    throw new Error('not found');
  },
  globalModules: '/nowhere',
};

describe('ffmpeg', () => {
  it('is the configured one before the one on the PATH', async () => {
    const folder = tempFolder();
    const own = fake(join(folder, 'own ffmpeg'), '7.1');
    fake(join(folder, 'bin/ffmpeg'), '5.1');
    const found = await findFfmpeg({ configured: own, env: { PATH: join(folder, 'bin') } });
    expect(found).toEqual({ path: own, version: '7.1', origin: 'configured' });
  });

  it('is none in the working directory, whatever the PATH says of that', async () => {
    const folder = tempFolder();
    fake(join(folder, 'ffmpeg'), '7.1');
    const here = relative(process.cwd(), folder);
    const env = { PATH: [here, '.', '', './'].join(delimiter) };
    await expect(findFfmpeg({ configured: 'ffmpeg', env })).rejects.toThrow(/no ffmpeg at "ffmpeg"/);
  });

  it('may be configured by a name on the PATH', async () => {
    const folder = tempFolder();
    const path = fake(join(folder, 'ffmpeg7'), '7.1');
    expect((await findFfmpeg({ configured: 'ffmpeg7', env: { PATH: folder } })).path).toBe(path);
  });

  it('that is configured and missing is an error, not a silent other one', async () => {
    const folder = tempFolder();
    fake(join(folder, 'ffmpeg'), '5.1');
    const found = findFfmpeg({ configured: '/no/such/ffmpeg', env: { PATH: folder } });
    await expect(found).rejects.toThrow(/There is no ffmpeg at "\/no\/such\/ffmpeg"/);
    await expect(found).rejects.toBeInstanceOf(ProcessingError);
  });

  it('that is configured and is something else is an error that says so', async () => {
    const path = join(tempFolder(), 'ffmpeg');
    writeFileSync(path, '#!/bin/sh\necho hello\n', { mode: 0o755 });
    await expect(findFfmpeg({ configured: path, env: {} })).rejects.toThrow(/doesn't run: it is no ffmpeg/);
  });

  it('is the one on the PATH before the package, passing over folders and files that may not run', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'a/ffmpeg'), { recursive: true });
    fake(join(folder, 'b/ffmpeg'), '4', 0o644);
    const path = fake(join(folder, 'c/ffmpeg'), '5.1');
    const env = { PATH: ['a', 'b', 'c'].map((f) => join(folder, f)).join(':') };
    expect(await findFfmpeg({ env, ...notInstalled })).toEqual({ path, version: '5.1', origin: 'path' });
  });

  it('comes from the npm package for this platform, made executable if its install script did not run', async () => {
    const folder = tempFolder();
    const home = join(folder, 'node_modules/@ffmpeg-installer/linux-x64');
    const path = fake(join(home, 'ffmpeg'), 'N-47683', 0o644);
    const resolvePackage = (name: string) => {
      if (name !== '@ffmpeg-installer/linux-x64/package.json') throw new Error('not found');
      return join(home, 'package.json');
    };
    const found = await findFfmpeg({
      env: { PATH: '' },
      platform: 'linux',
      arch: 'x64',
      ...notInstalled,
      resolvePackage,
    });
    expect(found).toEqual({ path, version: 'N-47683', origin: 'package' });
    expect(() => accessSync(path, constants.X_OK)).not.toThrow();
  });

  it('comes from a globally installed package too, where npm nests it', async () => {
    const folder = tempFolder();
    const path = fake(join(folder, '@ffmpeg-installer/ffmpeg/node_modules/@ffmpeg-installer/linux-x64/ffmpeg'), 'N-1');
    const found = await findFfmpeg({ env: {}, platform: 'linux', arch: 'x64', ...notInstalled, globalModules: folder });
    expect(found.path).toBe(path);
  });

  it.each([
    ['linux', 'sudo apt install ffmpeg, or npm i '],
    ['darwin', 'brew install ffmpeg, or npm i '],
    ['win32', 'winget install ffmpeg, or npm i '],
  ] as const)('that is nowhere on %s is one sentence that says how to get it', async (platform, how) => {
    await expect(findFfmpeg({ env: { PATH: '/nowhere' }, platform, ...notInstalled })).rejects.toThrow(
      `ffmpeg is needed to read audio and isn't installed: ${how}`,
    );
  });

  it.each([
    ['/usr/local/lib/node_modules/tracklistify/dist/cli.js', '-g'],
    ['/home/dj/.npm/_npx/1a2b3c/node_modules/tracklistify/dist/cli.js', '-g'],
    ['C:\\Users\\dj\\AppData\\Roaming\\npm\\node_modules\\tracklistify\\dist\\cli.js', '-g'],
    ['/home/dj/my sets/node_modules/tracklistify/dist/cli.js', '--prefix "/home/dj/my sets"'],
    ['/home/dj/src/tracklistify/dist/cli.js', '--prefix "/home/dj/src/tracklistify"'],
  ])('is to be installed where %s looks for it', (program, where) => {
    expect(howToInstall('linux', program)).toBe(`sudo apt install ffmpeg, or npm i ${where} @ffmpeg-installer/ffmpeg`);
  });
});

describe('the PATH', () => {
  it('of Windows is parted by semicolons, may be called Path, and its programs end in .exe', () => {
    const env = { Path: 'tools;.;C:\\Windows;D:\\my tools' };
    const there = ['D:\\my tools\\ffmpeg.exe', 'tools\\ffmpeg.exe', '.\\ffmpeg.exe'];
    const find = (name: string): string | undefined => onPath(name, env, 'win32', (path) => there.includes(path));
    expect(find('ffmpeg')).toBe('D:\\my tools\\ffmpeg.exe');
    expect(find('ffmpeg.exe')).toBe('D:\\my tools\\ffmpeg.exe');
    expect(find('yt-dlp')).toBeUndefined();
  });

  it.each(['linux', 'darwin'] as const)('of %s is parted by colons, and its programs have no ending', (platform) => {
    const there = ['/opt/my tools/ffmpeg', 'tools/ffmpeg', './ffmpeg'];
    const env = { PATH: 'tools:.::/usr/bin:/opt/my tools' };
    expect(onPath('ffmpeg', env, platform, (path) => there.includes(path))).toBe('/opt/my tools/ffmpeg');
  });

  it('has the package of the platform where npm puts global ones there', async () => {
    const prefix = tempFolder();
    const own = fake(join(prefix, 'node_modules/@ffmpeg-installer/win32-x64/ffmpeg.exe'), 'N-2');
    const { resolvePackage } = notInstalled;
    const env = { npm_config_prefix: prefix };
    expect((await findFfmpeg({ env, platform: 'win32', arch: 'x64', resolvePackage })).path).toBe(own);
    const elsewhere = findFfmpeg({ env, platform: 'linux', arch: 'x64', resolvePackage });
    await expect(elsewhere).rejects.toThrow(/isn't installed/);
  });
});
