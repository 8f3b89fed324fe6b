// Packs the built program and looks at what a stranger would install: publint at the manifest and the files it names, "are the
// types wrong" at what TypeScript makes of the types. Needs a build.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { filterProblems } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/** The package is an ES module. TypeScript's two oldest ways to look for modules know none, and that is no mistake of ours. */
const RESOLUTIONS = ['node16-esm', 'bundler'];

/** What is wrong with a packed package, a sentence each. */
export async function complaintsAbout(tarball) {
  const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(tarball).buffer }, strict: true });
  const types = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
  const problems = types.types
    ? RESOLUTIONS.flatMap((resolutionKind) => filterProblems(types, { resolutionKind }))
    : [{ kind: 'no types at all' }];
  return [
    ...messages.map((message) => `publint: ${formatMessage(message, pkg)}`),
    ...new Set(problems.map((problem) => `types: ${JSON.stringify(problem)}`)),
  ];
}

/** Packs a folder as npm would publish it, without building it anew. */
export function pack(folder) {
  const work = mkdtempSync(join(tmpdir(), 'tracklistify-pack-'));
  try {
    const args = ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', work];
    const [{ filename }] = JSON.parse(
      execFileSync('npm', args, { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' }),
    );
    return readFileSync(join(work, filename));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const complaints = await complaintsAbout(pack(root));
  for (const complaint of complaints) console.error(complaint);
  if (complaints.length > 0) process.exit(1);
  console.log('Package: publint and the types are content.');
}
