export function obstacles(release: {
  tag: string | undefined;
  manifest: { version: string; repository?: unknown };
  changelog: string;
}): string[];
