import type { FileIdentifier, SampleIdentifier } from '../domain/ports/identify.js';
import type { ProviderDescriptor } from '../net/provider.js';
import { acrcloud } from './acrcloud/descriptor.js';
import { acrcloudScan } from './acrcloud-scan/descriptor.js';
import { audd } from './audd/descriptor.js';
import { auddEnterprise } from './audd-enterprise/descriptor.js';
import { shazam } from './shazam/descriptor.js';

/**
 * The remote identifiers, cheapest first. A new one is a folder beside these and a line here. Of the two that cost money, ACRCloud's
 * plans hold calls that are paid for already, and its sure answers spare AudD's, of which each is charged. Shazam costs no money, but
 * ten seconds a call and an interface that isn't public: it is asked about what is left.
 */
export const remoteIdentifiers: ReadonlyArray<ProviderDescriptor<SampleIdentifier | FileIdentifier>> = [
  acrcloud,
  acrcloudScan,
  audd,
  auddEnterprise,
  shazam,
];
