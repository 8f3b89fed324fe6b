import type { Resolver } from '../domain/ports/resolve.js';
import type { ProviderDescriptor } from '../net/provider.js';
import { spotify } from './spotify/descriptor.js';

/** What completes and checks named tracks, in the order in which it is asked. A new one is a folder beside these and a line here. */
export const remoteResolvers: ReadonlyArray<ProviderDescriptor<Resolver>> = [spotify];
