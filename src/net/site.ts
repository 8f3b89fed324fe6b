/** Second-level names under which countries register sites of unrelated owners: `co.uk`, `com.au`, `gob.mx`. */
const SHARED = /^(?:ac|co|com|edu|gob|gov|gouv|go|ltd|mil|ne|net|nom|or|org|plc)$/;

/**
 * Whether two addresses belong to one owner as far as their names tell: the same host, or the same name under a public
 * ending. A rule of thumb instead of the public suffix list's 200 kB; where it is wrong, it is wrong for refusing.
 */
export function isSameSite(a: URL, b: URL): boolean {
  if (a.hostname === b.hostname) return true;
  if (isAddress(a.hostname) || isAddress(b.hostname)) return false;
  return siteOf(a.hostname) === siteOf(b.hostname);
}

function siteOf(host: string): string {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  const country = labels.at(-1)!.length === 2;
  return labels.slice(country && SHARED.test(labels.at(-2) ?? '') ? -3 : -2).join('.');
}

const isAddress = (host: string): boolean => host.startsWith('[') || /^[\d.]+$/.test(host) || !host.includes('.');
