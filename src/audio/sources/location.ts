/** `https://…`, and not `C:\…`. */
export const isAddress = (location: string): boolean => /^[a-z][a-z0-9+.-]+:\/\//i.test(location);

/** What a browser would open; everything else that looks like an address is refused. */
export function isWebAddress(location: string): boolean {
  return /^https?:\/\//i.test(location);
}

/** The address without user, password and the parts that may hold a token. */
export function withoutCredentials(location: string): string {
  if (!isAddress(location)) return location;
  return location.replace(/^([a-z][a-z0-9+.-]+:\/\/)[^/@]*@/i, '$1').replace(/[?#].*$/s, '');
}
