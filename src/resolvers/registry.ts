import type { Resolver } from '../domain/ports/resolve.js';
import type { ProviderDescriptor } from '../net/provider.js';
import { coverart } from './coverart/descriptor.js';
import { deezer } from './deezer/descriptor.js';
import { discogs } from './discogs/descriptor.js';
import { itunes } from './itunes/descriptor.js';
import { lastfm } from './lastfm/descriptor.js';
import { musicbrainz } from './musicbrainz/descriptor.js';
import { spotify } from './spotify/descriptor.js';

/** What completes and checks named tracks, in the order in which it is asked. A new one is a folder beside these and a line here. */
export const remoteResolvers: ReadonlyArray<ProviderDescriptor<Resolver>> = [
  musicbrainz,
  coverart,
  spotify,
  deezer,
  discogs,
  itunes,
  lastfm,
];
