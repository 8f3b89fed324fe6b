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
  about: {
    group: 'paid',
    cost: 'Paid by the call after a trial of 14 days; the console shows what your plan costs.',
    rate: 'Two calls a second by default, since plans differ (TRACKLISTIFY_ACRCLOUD_CALLS_PER_SECOND).',
    terms: 'For your own use; read in its terms what results may be used for, and how its name is shown with them.',
    setUp: [
      'console.acrcloud.com: make a project of the kind "Audio & Video Recognition".',
      'Set ACRCLOUD_HOST, ACRCLOUD_ACCESS_KEY and ACRCLOUD_ACCESS_SECRET to what it shows.',
      'tracklistify mix.mp3 --dry-run shows how many calls a mix takes; --max-calls is a limit.',
    ],
  },
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
