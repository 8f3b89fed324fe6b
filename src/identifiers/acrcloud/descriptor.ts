import type { SampleIdentifier } from '../../domain/ports/identify.js';
import { baseUrl } from '../../net/base-url.js';
import type { ProviderDescriptor } from '../../net/provider.js';
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
    return {
      ready: false,
      credentials: true,
      lacks: `Set ${names.join(', ')}: the console of console.acrcloud.com shows them for a project of the kind "Audio & Video Recognition".`,
    };
  },
  address: ({ host = '' }) => baseUrl(host, 'ACRCLOUD_HOST'),
  async make({ host = '', accessKey = '', accessSecret = '', ...rest }, tools) {
    const { createAcrcloud } = await import('./identifier.js');
    return createAcrcloud({ ...rest, host, accessKey, accessSecret }, tools);
  },
};
