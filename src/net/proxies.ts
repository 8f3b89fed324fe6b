type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy for an address by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in either case, as curl reads them. */
export function proxyFor(url: URL, env: Environment): URL | null {
  const named = (name: string): string | undefined => env[name.toLowerCase()] || env[name] || undefined;
  const bypassed = (named('NO_PROXY') ?? '')
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((rule) => isCovered(url, rule));
  if (bypassed) return null;
  // HTTP_PROXY in capitals can be set by a request header under CGI; nobody runs this there, so both cases count.
  const proxy = named(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') ?? named('ALL_PROXY');
  if (!proxy) return null;
  try {
    const parsed = new URL(proxy.includes('://') ? proxy : `http://${proxy}`);
    return /^https?:$/.test(parsed.protocol) ? parsed : null;
  } catch {
    return null;
  }
}

function isCovered(url: URL, rule: string): boolean {
  if (rule === '*') return true;
  const [, name, port] = /^(.*?)(?::(\d+))?$/.exec(rule.toLowerCase().replace(/^\*?\./, ''))!;
  if (port && port !== portOf(url)) return false;
  const host = url.hostname.toLowerCase();
  return host === name || host.endsWith(`.${name}`);
}

export function portOf(url: URL): string {
  return url.port || (url.protocol === 'https:' ? '443' : '80');
}
