import { UsageError } from '../../domain/errors.js';
import type { FileIdentifier } from '../../domain/ports/identify.js';
import type { ProviderDescriptor } from '../../net/provider.js';
import { consoleAddress } from '../acrcloud/address.js';
import { acrcloudScanSettings } from './settings.js';

const VARIABLES = { token: 'ACRCLOUD_TOKEN', container: 'ACRCLOUD_CONTAINER' } as const;

const NO_TOKEN =
  'Set ACRCLOUD_TOKEN: a token under "Developer Settings" in console.acrcloud.com, with the permissions for buckets.';

export const acrcloudScan: ProviderDescriptor<FileIdentifier, typeof acrcloudScanSettings> = {
  name: 'acrcloud-scan',
  title: 'ACRCloud File Scanning',
  settings: acrcloudScanSettings,
  wholeMix: true,
  about: {
    group: 'paid',
    cost: 'Paid by the length of the audio after a trial of 14 days; the console shows what your plan costs.',
    rate: 'One file for a mix, and one look every five seconds until it is scanned, which takes minutes.',
    terms: 'For your own use; read in its terms what results may be used for, and how its name is shown with them.',
    setUp: [
      'console.acrcloud.com: make a File Scanning container, and a token under "Developer Settings".',
      'Set ACRCLOUD_TOKEN to the token, and ACRCLOUD_CONTAINER to the name of the container.',
      'tracklistify mix.mp3 --providers acrcloud-scan --dry-run shows how many minutes would be scanned.',
    ],
  },
  ready(own) {
    const lacking = (['token', 'container'] as const).filter((name) => !own[name]).map((name) => VARIABLES[name]);
    if (lacking.length === 0) return { ready: true };
    return {
      ready: false,
      credentials: true,
      lacks: `Set ${lacking.join(' and ')}${lacking.length === 1 ? ' too' : ''}: a token under "Developer Settings" in console.acrcloud.com, and the name of a File Scanning container there.`,
    };
  },
  address: ({ server }) => consoleAddress(server),
  async tryOut({ token = '', container = '', ...rest }, tools, context) {
    const [{ Console }, { containerOf }] = await Promise.all([
      import('../acrcloud/console.js'),
      import('./containers.js'),
    ]);
    const console = new Console({ ...rest, title: 'ACRCloud File Scanning', token }, tools);
    try {
      const found = await containerOf(console, { container, region: rest.region, createContainer: false }, context);
      return `the token is known, and container ${found.id} is in the region ${found.region}`;
    } catch (error) {
      const isToBeMade = rest.createContainer && error instanceof UsageError;
      if (isToBeMade) return `the token is known; the container "${container}" will be made`;
      throw error;
    } finally {
      await console.close();
    }
  },
  shelves: {
    name: 'acrcloud',
    title: 'ACRCloud Buckets',
    ready: ({ token }) => (token ? { ready: true } : { ready: false, credentials: true, lacks: NO_TOKEN }),
    async open({ token = '', region, ...rest }, tools, { place, create }, context) {
      const [{ Console }, { openBucket }] = await Promise.all([
        import('../acrcloud/console.js'),
        import('../acrcloud/buckets.js'),
      ]);
      const console = new Console({ ...rest, title: 'ACRCloud', token }, tools);
      const close = () => console.close();
      try {
        return { provider: await openBucket(console, { bucket: place, region, create }, context), close };
      } catch (error) {
        await close();
        throw error;
      }
    },
  },
  async make({ token = '', container = '', ...rest }, tools) {
    const { createAcrcloudScan } = await import('./identifier.js');
    return createAcrcloudScan({ ...rest, token, container }, tools);
  },
};
