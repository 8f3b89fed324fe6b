import type { SampleIdentifier } from '../../domain/ports/identify.js';
import type { ProviderDescriptor } from '../../net/provider.js';
import { addressOf } from './address.js';
import { type AcrcloudSection, acrcloudSettings, type Credential } from './settings.js';

const CREDENTIALS: Record<Credential, string> = {
  host: 'ACRCLOUD_HOST',
  accessKey: 'ACRCLOUD_ACCESS_KEY',
  accessSecret: 'ACRCLOUD_ACCESS_SECRET',
};

const missing = (own: AcrcloudSection): string[] =>
  Object.entries(CREDENTIALS).flatMap(([name, variable]) => (own[name as Credential] ? [] : [variable]));

export const acrcloud: ProviderDescriptor<SampleIdentifier, typeof acrcloudSettings> = {
  name: 'acrcloud',
  title: 'ACRCloud',
  settings: acrcloudSettings,
  ready(own) {
    const names = missing(own);
    if (names.length === 0) return { ready: true };
    const begun = names.length < Object.keys(CREDENTIALS).length;
    return {
      ready: false,
      credentials: true,
      begun,
      lacks: `Set ${names.join(', ')}${begun ? ' too' : ''}: the console of console.acrcloud.com shows them for a project of the kind "Audio & Video Recognition".`,
    };
  },
  address: ({ host = '' }) => addressOf(host),
  async make({ host = '', accessKey = '', accessSecret = '', ...rest }, tools) {
    const { createAcrcloud } = await import('./identifier.js');
    return createAcrcloud({ ...rest, host, accessKey, accessSecret }, tools);
  },
};
