import type { SampleIdentifier } from '../../domain/ports/identify.js';
import { baseUrl } from '../../net/base-url.js';
import type { ProviderDescriptor } from '../../net/provider.js';
import { shazamSettings } from './settings.js';

export const shazam: ProviderDescriptor<SampleIdentifier, typeof shazamSettings> = {
  name: 'shazam',
  title: 'Shazam',
  settings: shazamSettings,
  about: {
    group: 'free',
    cost: 'Costs nothing.',
    rate: 'A call every ten seconds; TRACKLISTIFY_SHAZAM_SECONDS_BETWEEN_CALLS sets it, six at the least.',
    terms: 'It has no public interface and no terms for one: this is unofficial, for private use only.',
    setUp: [
      'Nothing: it is asked where nothing surer knows the track. TRACKLISTIFY_SHAZAM_ENABLED=false turns it off.',
    ],
  },
  unasked: true,
  notice:
    "Shazam has no public interface: this asks the mobile app's, unofficially and slowly, and may stop working any day. " +
    'TRACKLISTIFY_SHAZAM_ENABLED=false turns it off.',
  ready: ({ enabled }) =>
    enabled
      ? { ready: true }
      : { ready: false, lacks: 'It is turned off; set TRACKLISTIFY_SHAZAM_ENABLED=true to use it.' },
  address: ({ host }) => baseUrl(host, 'TRACKLISTIFY_SHAZAM_HOST'),
  async make(own, tools) {
    const { createShazam } = await import('./identifier.js');
    return createShazam(own, tools);
  },
};
