/** Whom an address leads to. Of a release, only where a record is shown or sold: elsewhere it is no track's own page. */
const PLACES: ReadonlyArray<{ host: RegExp; name: string; ofRecords?: true }> = [
  { host: /^open\.spotify\.com$/, name: 'spotify' },
  { host: /^(?:www\.)?deezer\.com$/, name: 'deezer' },
  { host: /^(?:www\.)?youtube\.com$/, name: 'youtube' },
  { host: /^(?:www\.)?soundcloud\.com$/, name: 'soundcloud' },
  { host: /^music\.apple\.com$/, name: 'apple' },
  { host: /^(?:www\.)?tidal\.com$/, name: 'tidal' },
  { host: /^(?:www\.)?beatport\.com$/, name: 'beatport', ofRecords: true },
  { host: /\.bandcamp\.com$/, name: 'bandcamp', ofRecords: true },
  { host: /^(?:www\.)?discogs\.com$/, name: 'discogs', ofRecords: true },
];

/** Links to other places, the first one to each. */
export function linksIn(
  relations: ReadonlyArray<{ ended?: boolean | undefined; url?: { resource?: string | undefined } | undefined }>,
  which: 'all' | 'of a record' = 'all',
): Record<string, string> {
  const links: Record<string, string> = {};
  for (const { ended, url } of relations) {
    if (ended || !url?.resource || !URL.canParse(url.resource)) continue;
    const { hostname } = new URL(url.resource);
    const place = PLACES.find(({ host, ofRecords }) => host.test(hostname) && (which === 'all' || ofRecords));
    if (place) links[place.name] ??= url.resource;
  }
  return links;
}
