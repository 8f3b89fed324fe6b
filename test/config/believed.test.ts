import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fieldsOf } from '../../src/config/fields.js';
import { loadSettings, type SettingsInput } from '../../src/config/load.js';
import { everyProvider } from '../../src/wiring/registry.js';
import { registry, schema, type WholeSettings } from '../support/settings.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-dotenv-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const load = async (more: Partial<SettingsInput> = {}) => {
  const input = { schema, env: {}, cwd: folder, configFile: join(folder, 'config.json'), ...more };
  const { settings, ...rest } = await loadSettings(input);
  return { settings: settings as WholeSettings, ...rest };
};
const text = (values: Record<string, string>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
const dotenv = (values: Record<string, string>) => writeFile(join(folder, '.env'), text(values));
const config = (value: unknown) => writeFile(join(folder, 'config.json'), JSON.stringify(value));

const HOST = 'identify-eu-west-1.acrcloud.com';
const ACRCLOUD = { ACRCLOUD_HOST: HOST, ACRCLOUD_ACCESS_KEY: 'key', ACRCLOUD_ACCESS_SECRET: 'secret' };

const providers = everyProvider(registry).map(({ name }) => name);
const isProviders = ({ place }: { place: string }): boolean => providers.includes(place.split('.')[0]!);

describe('a .env in the working directory', () => {
  it('counts for little of what no provider owns: these settings, and no other', () => {
    const counting = fieldsOf(schema).filter((field) => field.dotenv !== null && !isProviders(field));
    expect(counting.map(({ place, dotenv: how }) => `${place}: ${how}`)).toEqual([
      'output.formats: harmless',
      'output.csvColumns: harmless',
      'output.csvBom: harmless',
      'enrich.enabled: lower',
      'enrich.maxTokens: lower',
      'enrich.maxCost: lower',
    ]);
  });

  it("counts for a provider's credentials and for narrower limits, and never says where something is sent", () => {
    const counting = fieldsOf(schema).filter((field) => field.dotenv !== null && isProviders(field));
    expect(counting.length).toBeGreaterThan(10);
    // A country of a catalogue, and how long a sample is.
    const harmless = /\.(?:market|country|sampleSeconds)$/;
    for (const { place, type, secret, address, known, dotenv: how } of counting) {
      const may = harmless.test(place) ? ['harmless'] : type === 'string' ? ['credential'] : ['lower', 'raise'];
      expect(may, place).toContain(how);
      if (address) expect(known, place).not.toBeNull();
      if (secret) expect(how, place).toBe('credential');
    }
  });

  it('has no say in any other setting, by any of its names, and each is named', async () => {
    const { settings: before } = await load();
    for (const field of fieldsOf(schema).filter((one) => one.dotenv === null)) {
      for (const name of field.env) {
        await dotenv({ [name]: { number: '99.5', boolean: 'true', list: 'evil', string: './evil' }[field.type] });
        const { settings, origins, ignored } = await load();
        expect(settings, name).toEqual(before);
        expect(new Set(Object.values(origins)), name).toEqual(new Set(['default']));
        // Except where it says what is so anyway.
        if (!['enrich.useFallback', 'archive.enabled', 'library.analyse', 'claims.histories'].includes(field.place))
          expect(ignored).toEqual([name]);
      }
    }
  });

  it('gives keys to a service whose address is the usual one', async () => {
    await dotenv({ OPENAI_API_KEY: 'sk-1', SPOTIFY_CLIENT_ID: 'id', SPOTIFY_CLIENT_SECRET: 'secret' });
    const { settings, origins, ignored } = await load();
    expect(settings.openai['apiKey']).toBe('sk-1');
    expect(settings.spotify).toMatchObject({ clientId: 'id', clientSecret: 'secret' });
    expect(origins['openai.apiKey']).toBe('.env');
    expect(ignored).toEqual([]);
  });

  it('gives keys of ACRCloud with one of its own hosts', async () => {
    await dotenv(ACRCLOUD);
    const { settings, ignored } = await load();
    expect(settings.acrcloud).toMatchObject({ host: HOST, accessKey: 'key', accessSecret: 'secret' });
    expect(ignored).toEqual([]);
  });

  it.each([
    ...['evil.example', 'identify-eu-west-1.acrcloud.com.evil.example', 'evil.example/identify-x.acrcloud.com'],
    ...[`user@${HOST}`, `${HOST}:8443`, `http://${HOST}`, `${HOST}@evil.example`, 'identify-a.b.acrcloud.com'],
    ...['identify-.evil.acrcloud.com', 'xidentify-a.acrcloud.com', '127.0.0.1', `${HOST}#`, `evil\\n${HOST}`],
  ])('gives no other host: %s', async (host) => {
    await dotenv({ ...ACRCLOUD, ACRCLOUD_HOST: `"${host}"` });
    const { settings, ignored } = await load();
    expect(settings.acrcloud['host']).toBeUndefined();
    expect(settings.acrcloud['accessKey']).toBeUndefined();
    expect(ignored).toEqual(Object.keys(ACRCLOUD));
  });

  it('gives no key that was meant for an address which it may not give', async () => {
    await dotenv({
      OPENAI_BASE_URL: 'https://models.example/v1',
      OPENAI_API_KEY: 'for models.example',
      TRACKLISTIFY_SPOTIFY_API_URL: 'spotify.example',
      SPOTIFY_CLIENT_ID: 'for spotify.example',
    });
    const { settings } = await load();
    expect(settings.openai['baseUrl']).toBe('https://api.openai.com/v1');
    expect(settings.openai['apiKey']).toBeUndefined();
    expect(settings.spotify['clientId']).toBeUndefined();
    await dotenv({ OPENAI_BASE_URL: 'https://api.openai.com/v1', OPENAI_API_KEY: 'for-OpenAI' });
    expect((await load()).settings.openai['apiKey']).toBe('for-OpenAI');
  });

  it('gives nothing of a service of which the user has set something', async () => {
    await dotenv({ ...ACRCLOUD, OPENAI_API_KEY: 'sk-stranger', SPOTIFY_CLIENT_ID: 'stranger' });
    await config({ spotify: { accountsUrl: 'accounts.mine.example' } });
    const { settings, ignored } = await load({
      env: { ACRCLOUD_ACCESS_KEY: 'mine', OPENAI_BASE_URL: 'http://localhost:8000/v1' },
    });
    expect(settings.acrcloud['accessKey']).toBe('mine');
    expect(settings.acrcloud['host']).toBeUndefined();
    expect(settings.acrcloud['accessSecret']).toBeUndefined();
    expect(settings.openai['apiKey']).toBeUndefined();
    expect(settings.spotify['clientId']).toBeUndefined();
    expect(ignored).toEqual(['ACRCLOUD_HOST', 'ACRCLOUD_ACCESS_SECRET', 'SPOTIFY_CLIENT_ID', 'OPENAI_API_KEY']);
  });

  it('takes the place of no key in the config file', async () => {
    await config({ openai: { apiKey: 'sk-mine' } });
    await dotenv({ OPENAI_API_KEY: 'sk-stranger', OPENAI_ORG_ID: 'org-stranger' });
    const { settings, ignored } = await load();
    expect(settings.openai).toMatchObject({ apiKey: 'sk-mine' });
    expect(settings.openai['organization']).toBeUndefined();
    expect(ignored).toEqual(['OPENAI_API_KEY', 'OPENAI_ORG_ID']);
  });

  it('gives keys beside a config file that holds the usual addresses, as "config init" writes it', async () => {
    await config(schema.parse({}));
    await dotenv({ ...ACRCLOUD, OPENAI_API_KEY: 'sk-1' });
    const { settings, ignored } = await load();
    expect(settings.openai['apiKey']).toBe('sk-1');
    expect(settings.acrcloud['host']).toBe(HOST);
    expect(ignored).toEqual([]);
  });

  it('makes limits narrower, never wider', async () => {
    await config({ enrich: { enabled: true, maxCost: 1 }, acrcloud: { callsPerSecond: 5 } });
    await dotenv({
      TRACKLISTIFY_SHAZAM_ENABLED: 'false',
      TRACKLISTIFY_SHAZAM_SECONDS_BETWEEN_CALLS: '19',
      TRACKLISTIFY_ACRCLOUD_CALLS_PER_SECOND: '4',
      TRACKLISTIFY_ACRCLOUD_CONCURRENCY: '1',
      TRACKLISTIFY_ENRICH_ENABLED: 'false',
      TRACKLISTIFY_ENRICH_MAX_TOKENS: '100',
      TRACKLISTIFY_ENRICH_MAX_COST: '0.5',
    });
    const narrower = await load();
    expect(narrower.ignored).toEqual([]);
    expect(narrower.settings).toMatchObject({
      shazam: { enabled: false, secondsBetweenCalls: 19 },
      acrcloud: { callsPerSecond: 4, concurrency: 1 },
      enrich: { enabled: false, maxTokens: 100, maxCost: 0.5 },
    });

    await config({ shazam: { enabled: false }, enrich: { maxTokens: 10, maxCost: 1 } });
    const wider = {
      TRACKLISTIFY_SHAZAM_ENABLED: 'true',
      TRACKLISTIFY_SHAZAM_SECONDS_BETWEEN_CALLS: '1',
      TRACKLISTIFY_ACRCLOUD_CALLS_PER_SECOND: '3',
      TRACKLISTIFY_ENRICH_ENABLED: 'true',
      TRACKLISTIFY_ENRICH_MAX_TOKENS: '11',
      TRACKLISTIFY_ENRICH_MAX_COST: '2',
    };
    await dotenv(wider);
    const { settings, ignored } = await load();
    expect(new Set(ignored)).toEqual(new Set(Object.keys(wider)));
    expect(settings).toMatchObject({
      shazam: { enabled: false, secondsBetweenCalls: 10 },
      acrcloud: { callsPerSecond: 2 },
      enrich: { enabled: false, maxTokens: 10, maxCost: 1 },
    });
  });

  it('is not named for what is set elsewhere, or says the same', async () => {
    await config({ ffmpeg: '/mine' });
    await dotenv({ FFMPEG_PATH: '/mine', YT_DLP_PATH: './evil', TRACKLISTIFY_OUTPUT_FOLDER: '.' });
    expect((await load({ env: { YT_DLP_PATH: '/mine' } })).ignored).toEqual([]);
  });

  it('counts whole when it is named', async () => {
    await dotenv({ ...ACRCLOUD, FFMPEG_PATH: './mine', ACRCLOUD_HOST: 'mine.example' });
    const { settings, origins, ignored } = await load({
      envFile: join(folder, '.env'),
      env: { ACRCLOUD_ACCESS_KEY: 'environment' },
    });
    expect(settings.ffmpeg).toBe('./mine');
    expect(settings.acrcloud).toMatchObject({ host: 'mine.example', accessKey: 'environment', accessSecret: 'secret' });
    expect(origins).toMatchObject({ ffmpeg: 'env file', 'acrcloud.host': 'env file' });
    expect(ignored).toEqual([]);
  });

  it('is not looked at when another file is named', async () => {
    await dotenv({ OPENAI_API_KEY: 'sk-stranger' });
    await writeFile(join(folder, 'mine.env'), 'SPOTIFY_CLIENT_ID=mine\n');
    const { settings } = await load({ envFile: join(folder, 'mine.env') });
    expect(settings.openai['apiKey']).toBeUndefined();
    expect(settings.spotify['clientId']).toBe('mine');
  });

  it('of a strange kind or size is none', async () => {
    await writeFile(join(folder, '.env'), `OPENAI_API_KEY=x\n${'#'.repeat(100_000)}`);
    expect((await load()).settings.openai['apiKey']).toBeUndefined();
    await rm(join(folder, '.env'));
    if (process.platform === 'win32') return;
    execFileSync('mkfifo', [join(folder, '.env')]);
    expect((await load()).settings.openai['apiKey']).toBeUndefined();
  });
});
