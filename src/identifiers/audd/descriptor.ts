import type { SampleIdentifier } from '../../domain/ports/identify.js';
import { baseUrl } from '../../net/base-url.js';
import type { ProviderDescriptor } from '../../net/provider.js';
import { auddSettings } from './settings.js';

export const audd: ProviderDescriptor<SampleIdentifier, typeof auddSettings> = {
  name: 'audd',
  title: 'AudD',
  settings: auddSettings,
  about: {
    group: 'paid',
    cost: 'The first 300 requests are free, then 1,000 cost 5 US dollars and less in a plan (November 2026); a sample is a request.',
    rate: 'Two calls a second by default, since AudD tells no figure (TRACKLISTIFY_AUDD_CALLS_PER_SECOND).',
    terms:
      'Each user needs a token of their own; its terms forbid reselling answers, and using them to benchmark or build a recogniser or a database that competes.',
    setUp: [
      'dashboard.audd.io: make an account and copy its API token.',
      'Set AUDD_API_TOKEN to it.',
      'tracklistify mix.mp3 --dry-run shows how many calls a mix takes; --max-calls is a limit.',
    ],
  },
  ready: ({ apiToken }) =>
    apiToken
      ? { ready: true }
      : { ready: false, credentials: true, lacks: 'Set AUDD_API_TOKEN: dashboard.audd.io shows it.' },
  // The version of its terms: an answer that nobody counts.
  address: ({ host }) => `${baseUrl(host, 'TRACKLISTIFY_AUDD_HOST')}/terms/version`,
  async make({ apiToken = '', ...rest }, tools) {
    const { createAudd } = await import('./identifier.js');
    return createAudd({ ...rest, apiToken }, tools);
  },
};
