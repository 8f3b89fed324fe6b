import type { SampleIdentifier } from '../../domain/ports/identify.js';
import { baseUrl } from '../../net/base-url.js';
import type { ProviderDescriptor } from '../../net/provider.js';
import type { AcrcloudSettings } from './identifier.js';

type Sections = { acrcloud: Omit<AcrcloudSettings, Credential> & { [K in Credential]?: string | undefined } };
type Credential = 'host' | 'accessKey' | 'accessSecret';

const CREDENTIALS: Record<Credential, string> = {
  host: 'ACRCLOUD_HOST',
  accessKey: 'ACRCLOUD_ACCESS_KEY',
  accessSecret: 'ACRCLOUD_ACCESS_SECRET',
};

const missing = (section: Sections['acrcloud']): string[] =>
  Object.entries(CREDENTIALS).flatMap(([name, variable]) => (section[name as Credential] ? [] : [variable]));

export const acrcloud: ProviderDescriptor<Sections, SampleIdentifier> = {
  name: 'acrcloud',
  title: 'ACRCloud',
  ready({ acrcloud: section }) {
    const names = missing(section);
    if (names.length === 0) return { ready: true };
    return {
      ready: false,
      credentials: true,
      lacks: `Set ${names.join(', ')}: the console of console.acrcloud.com shows them for a project of the kind "Audio & Video Recognition".`,
    };
  },
  address: ({ acrcloud: { host = '' } }) => baseUrl(host, 'ACRCLOUD_HOST'),
  async load() {
    const { createAcrcloud } = await import('./identifier.js');
    return ({ acrcloud: section }, tools) => {
      const { host = '', accessKey = '', accessSecret = '' } = section;
      return createAcrcloud({ ...section, host, accessKey, accessSecret }, tools);
    };
  },
};
