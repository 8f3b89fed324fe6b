import manifest from '../package.json' with { type: 'json' };

export const version: string = manifest.version;

/** Where a bug may be reported; null while the package names no such place. */
export const reportTo: string | null = placeToReport(manifest);

interface Manifest {
  version?: string;
  bugs?: string | { url?: string; email?: string };
  repository?: string | { url?: string };
}

export function placeToReport({ bugs, repository }: Manifest): string | null {
  const named = typeof bugs === 'string' ? bugs : (bugs?.url ?? bugs?.email);
  const home = typeof repository === 'string' ? repository : repository?.url;
  // npm's short forms, `github:owner/name`, are no address that anybody could open.
  const address = home?.replace(/^git\+/, '').replace(/\.git$/, '');
  return named ?? (address && /^https?:/.test(address) ? address : null);
}
