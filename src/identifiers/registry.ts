import type { FileIdentifier, SampleIdentifier } from '../domain/ports/identify.js';
import type { ProviderDescriptor } from '../net/provider.js';
import { acrcloud } from './acrcloud/descriptor.js';
import { shazam } from './shazam/descriptor.js';

/** The remote identifiers, cheapest first. A new one is a folder beside these and a line here. */
export const remoteIdentifiers: ReadonlyArray<ProviderDescriptor<SampleIdentifier | FileIdentifier>> = [
  acrcloud,
  shazam,
];
