/** An address as a page at `base` means it; null for one that isn't of the web. */
export function resolveAgainst(base: string, address: string): string | null {
  try {
    const url = new URL(address, base);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}
