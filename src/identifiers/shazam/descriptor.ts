import type { SampleIdentifier } from '../../domain/ports/identify.js';
import { baseUrl } from '../../net/base-url.js';
import type { ProviderDescriptor } from '../../net/provider.js';
import type { ShazamSettings } from './identifier.js';

export const shazam: ProviderDescriptor<{ shazam: ShazamSettings & { enabled: boolean } }, SampleIdentifier> = {
  name: 'shazam',
  title: 'Shazam',
  unasked: true,
  notice:
    "Shazam has no public interface: this asks the mobile app's, unofficially and slowly, and may stop working any day. " +
    'TRACKLISTIFY_SHAZAM_ENABLED=false turns it off.',
  ready: ({ shazam: section }) =>
    section.enabled
      ? { ready: true }
      : { ready: false, lacks: 'It is turned off; set TRACKLISTIFY_SHAZAM_ENABLED=true to use it.' },
  address: ({ shazam: { host } }) => baseUrl(host, 'TRACKLISTIFY_SHAZAM_HOST'),
  async load() {
    const { createShazam } = await import('./identifier.js');
    return ({ shazam: section }, tools) => createShazam(section, tools);
  },
};
