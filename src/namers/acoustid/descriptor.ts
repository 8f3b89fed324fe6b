import { baseUrl } from '../../net/base-url.js';
import type { NamerDescriptor } from '../descriptor.js';
import { acoustidSettings } from './settings.js';

export const acoustid: NamerDescriptor<typeof acoustidSettings> = {
  name: 'acoustid',
  title: 'AcoustID',
  settings: acoustidSettings,
  about: {
    group: 'free',
    cost: 'Costs nothing for non-commercial use.',
    rate: 'Three calls a second for all runs together, each about up to twenty files.',
    terms:
      'For non-commercial use; a company asks acoustid.biz first. What it says comes from MusicBrainz and is free (CC0).',
    setUp: [
      'acoustid.org/new-application gives the key of an application at once; a demo key ends within days.',
      'Set ACOUSTID_KEY to it; fpcalc (libchromaprint-tools) or an ffmpeg with Chromaprint makes the fingerprints.',
      'tracklistify library add ~/Music --name-by acoustid',
    ],
  },
  notice: 'Names files of the library that have no tags: "tracklistify library add ~/Music --name-by acoustid".',
  ready: ({ key }) =>
    key
      ? { ready: true }
      : {
          ready: false,
          credentials: true,
          lacks: 'Set ACOUSTID_KEY: acoustid.org/new-application gives the key of an application at once, for nothing.',
        },
  submits: ({ userKey }) =>
    userKey
      ? { ready: true }
      : {
          ready: false,
          credentials: true,
          lacks: 'Set ACOUSTID_USER_KEY to your own key, which acoustid.org/api-key shows once you have logged in.',
        },
  address: ({ apiUrl }) => baseUrl(apiUrl, 'TRACKLISTIFY_ACOUSTID_API_URL'),
  async make({ key = '', ...rest }, tools) {
    const { createAcoustid } = await import('./namer.js');
    return createAcoustid({ ...rest, key }, tools);
  },
};
