import type { FileIdentifier } from '../../domain/ports/identify.js';
import { baseUrl } from '../../net/base-url.js';
import type { ProviderDescriptor } from '../../net/provider.js';
import { audd } from '../audd/descriptor.js';
import { auddEnterpriseSettings } from './settings.js';

export const auddEnterprise: ProviderDescriptor<FileIdentifier, typeof auddEnterpriseSettings> = {
  name: 'audd-enterprise',
  title: 'AudD Enterprise',
  settings: auddEnterpriseSettings,
  wholeMix: true,
  about: {
    ...audd.about,
    cost: '5 US dollars for 1,000 requests and less in a plan (November 2026); each scanned chunk of 12 s is one: 75 in an hour of mix.',
    rate: 'One request at a time of up to 50 chunks; TRACKLISTIFY_AUDD_ENTERPRISE_SECONDS_BETWEEN says how dense they are.',
    setUp: [
      'dashboard.audd.io: make an account and copy its API token.',
      'Set AUDD_API_TOKEN to it.',
      'tracklistify mix.mp3 --providers library,audd-enterprise --max-calls 50: it is asked only by its name.',
    ],
  },
  ready: ({ apiToken }) =>
    apiToken
      ? { ready: true }
      : { ready: false, credentials: true, lacks: 'Set AUDD_API_TOKEN: dashboard.audd.io shows it.' },
  // Nothing is recognised there, so nothing is counted, whatever this host answers.
  address: ({ host }) => `${baseUrl(host, 'TRACKLISTIFY_AUDD_ENTERPRISE_HOST')}/terms/version`,
  async make({ apiToken = '', ...rest }, tools) {
    const { createAuddEnterprise } = await import('./identifier.js');
    return createAuddEnterprise({ ...rest, apiToken }, tools);
  },
};
