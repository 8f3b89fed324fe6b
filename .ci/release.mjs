// Whether the tag that started a release fits what would be published. Run by the release workflow, before anything else.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What has to be mended before this tag can be published, a sentence each. */
export function obstacles({ tag, manifest, changelog }) {
  const found = [];
  if (tag !== `v${manifest.version}`) {
    found.push(
      `The tag is ${tag || 'missing'}, but package.json says ${manifest.version}: the tag has to be v${manifest.version}.`,
    );
  }
  const heading = `## [${manifest.version}] - `;
  if (!changelog.split('\n').some((line) => line.startsWith(heading) && /\d{4}-\d\d-\d\d$/.test(line))) {
    found.push(`CHANGELOG.md has no section "${heading}YYYY-MM-DD": give what stands under Unreleased this heading.`);
  }
  if (!manifest.repository) {
    found.push(
      'package.json names no repository: npm signs the provenance only of a package that names the one it is built from.',
    );
  }
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const read = (file) => readFileSync(join(root, file), 'utf8');
  const found = obstacles({
    tag: process.env['GITHUB_REF_NAME'] ?? process.argv[2],
    manifest: JSON.parse(read('package.json')),
    changelog: read('CHANGELOG.md'),
  });
  for (const sentence of found) console.error(sentence);
  if (found.length > 0) process.exit(1);
}
