import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSettings, type SettingsInput } from '../../src/config/load.js';
import { UsageError } from '../../src/domain/errors.js';
import { settingsChecks } from '../../src/wiring/settings-checks.js';
import { registry, schema } from '../support/settings.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-config-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const load = (more: Partial<SettingsInput> = {}) =>
  loadSettings({ schema, env: {}, cwd: folder, configFile: join(folder, 'config.json'), ...more });
const config = (value: unknown) => writeFile(join(folder, 'config.json'), JSON.stringify(value));
const dotenv = (text: string) => writeFile(join(folder, '.env'), text);

describe('where settings come from', () => {
  it('has defaults for everything', async () => {
    const { settings, origins } = await load();
    expect(settings.providers).toEqual(['auto']);
    expect(settings.output).toMatchObject({ folder: '.', formats: ['json', 'm3u8', 'csv'] });
    expect(new Set(Object.values(origins))).toEqual(new Set(['default']));
  });

  it('refuses a NUL, which is in no name and no key, with where it stands', async () => {
    await config({ cache: { path: '/a\0b' } });
    await expect(load()).rejects.toThrow(/cache\.path.*config\.json.*NUL/);
    await config({ output: { formats: ['json', '\0'] } });
    await expect(load()).rejects.toThrow(UsageError);
    await config({});
    const env = { ACRCLOUD_ACCESS_KEY: 'a\0b' };
    await expect(load({ env })).rejects.toThrow(/ACRCLOUD_ACCESS_KEY in the environment.*NUL/);
  });

  it('takes flags over environment over a named file of variables over the config file', async () => {
    await config({
      output: { folder: 'file', formats: ['csv'] },
      library: { path: '/file', jobs: 1 },
      ffmpeg: '/file',
    });
    await writeFile(
      join(folder, 'named.env'),
      'TRACKLISTIFY_OUTPUT_FOLDER=dotenv\nTRACKLISTIFY_LIBRARY_PATH=/dotenv\nTRACKLISTIFY_FFMPEG=/dotenv\n',
    );
    const { settings, origins } = await load({
      envFile: join(folder, 'named.env'),
      env: { TRACKLISTIFY_OUTPUT_FOLDER: 'env', TRACKLISTIFY_LIBRARY_PATH: '/env' },
      flags: { 'output.folder': 'flag', 'library.path': undefined },
    });
    expect(settings.output).toMatchObject({ folder: 'flag', formats: ['csv'] });
    expect(settings.library).toMatchObject({ path: '/env', jobs: 1 });
    expect(settings.ffmpeg).toBe('/dotenv');
    expect(origins).toMatchObject({
      'output.folder': 'flag',
      'library.path': 'environment',
      ffmpeg: 'env file',
      'library.jobs': 'config file',
      'cache.path': 'default',
    });
  });

  it("prefers our own name of a variable to the tool's usual one", async () => {
    expect((await load({ env: { FFMPEG_PATH: '/usual' } })).settings.ffmpeg).toBe('/usual');
    const both = { FFMPEG_PATH: '/usual', TRACKLISTIFY_FFMPEG: '/own' };
    expect((await load({ env: both })).settings.ffmpeg).toBe('/own');
  });

  it('reads lists and numbers from the environment', async () => {
    const env = { TRACKLISTIFY_OUTPUT_FORMATS: 'cue, txt', TRACKLISTIFY_LIBRARY_JOBS: '3' };
    const { settings } = await load({ env });
    expect(settings.output.formats).toEqual(['cue', 'txt']);
    expect(settings.library.jobs).toBe(3);
  });
});

describe('wrong settings are named', () => {
  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['an unknown key in the file', () => config({ libary: { path: 'x' } }).then(() => load()), /"libary".*"library/],
    [
      'an unknown key inside a section',
      () => config({ output: { folder: 'x', format: [] } }).then(() => load()),
      /output\.format"/,
    ],
    [
      'a key of the wrong type',
      () => config({ library: { jobs: 'many' } }).then(() => load()),
      /"library\.jobs" in .*config\.json/,
    ],
    ['a section that is no object', () => config({ library: 3 }).then(() => load()), /"library".*object/],
    ['a file that is no JSON', () => writeFile(join(folder, 'config.json'), '{').then(() => load()), /not valid JSON/],
    ['an unknown variable', () => load({ env: { TRACKLISTIFY_LIBRARY_PAHT: 'x' } }), /TRACKLISTIFY_LIBRARY_PATH/],
    [
      'a variable of the wrong type',
      () => load({ env: { TRACKLISTIFY_LIBRARY_JOBS: 'x' } }),
      /TRACKLISTIFY_LIBRARY_JOBS/,
    ],
    [
      'an unknown variable in a file of variables that was named',
      () => dotenv('TRACKLISTIFY_NONSENSE=1').then(() => load({ envFile: join(folder, '.env') })),
      /TRACKLISTIFY_NONSENSE in .*\.env/,
    ],
    [
      'a file of variables that is not there',
      () => load({ envFile: join(folder, 'no.env') }),
      /no\.env \(--env-file\)/,
    ],
    ['a wrong flag', () => load({ flags: { 'library.jobs': 0 } }), /--jobs/],
    ['a config file that was named and is not there', () => load({ configFileRequired: true }), /config init/],
  ])('%s', async (_, act, message) => {
    await expect(act()).rejects.toThrow(message);
  });
});

it('passes over what nobody knows in a .env that may be a stranger’s, and names the first of it', async () => {
  await dotenv(Array.from({ length: 50 }, (_, i) => `TRACKLISTIFY_NONSENSE_${i}=1`).join('\n'));
  const { ignored } = await load();
  expect(ignored).toEqual([0, 1, 2, 3, 4].map((i) => `TRACKLISTIFY_NONSENSE_${i}`));
});

it.each([
  ['TRACKLISTIFY_SHAZAM_TIMEOUT', 'abc', 'it must be a number.'],
  ['TRACKLISTIFY_SHAZAM_TIMEOUT', '-1', 'it must be more than 0.'],
  ['TRACKLISTIFY_SHAZAM_TIMEOUT', '9999', 'it must be at most 300.'],
  ['TRACKLISTIFY_LIBRARY_JOBS', '1.5', 'it must be a whole number.'],
  ['TRACKLISTIFY_OUTPUT_CSV_BOM', 'maybe', 'it must be true or false.'],
  ['TRACKLISTIFY_ENRICH_LISTEN', 'some', 'it must be one of unknown, all, none.'],
])('%s=%s is told in words', async (name, value, words) => {
  await expect(load({ env: { [name]: value } })).rejects.toThrow(
    `Setting ${name} in the environment is not usable: ${words}`,
  );
});

describe('a value that nobody can use', () => {
  const checks = settingsChecks(registry);
  const wrong = {
    TRACKLISTIFY_OUTPUT_FORMATS: 'nonsense',
    TRACKLISTIFY_OUTPUT_CSV_COLUMNS: 'nonsense',
    TRACKLISTIFY_OUTPUT_CSV_BOM: 'maybe',
    TRACKLISTIFY_SHAZAM_SECONDS_BETWEEN_CALLS: '9999',
    ACRCLOUD_ACCESS_KEY: 'a\0b',
  };

  it('is passed over in a .env that may be a stranger’s, and what is wrong with it is known', async () => {
    const before = (await load()).settings;
    await dotenv(
      Object.entries(wrong)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
    const { settings, ignored, unusable } = await load({ checks });
    expect(settings).toEqual(before);
    expect(ignored.sort()).toEqual(Object.keys(wrong).sort());
    expect(Object.fromEntries(unusable.map(({ name, reason }) => [name, reason]))).toMatchObject({
      TRACKLISTIFY_OUTPUT_FORMATS: expect.stringMatching(/^there is no format "nonsense"/),
      TRACKLISTIFY_OUTPUT_CSV_BOM: 'it must be true or false.',
    });
  });

  it.each(Object.entries(wrong))('%s is wrong usage elsewhere, which is said with the place', async (name, value) => {
    await expect(load({ checks, env: { [name]: value } })).rejects.toThrow(`Setting ${name} in the environment is`);
    const envFile = join(folder, 'my.env');
    await writeFile(envFile, `${name}=${value}`);
    await expect(load({ checks, envFile })).rejects.toThrow(`Setting ${name} in ${envFile} is not usable: `);
  });

  it('is an identifier that there is none of', async () => {
    const env = { TRACKLISTIFY_PROVIDERS: 'nonsense' };
    await expect(load({ checks, env })).rejects.toThrow(/^Setting TRACKLISTIFY_PROVIDERS in .*there is no provider/);
  });
});
