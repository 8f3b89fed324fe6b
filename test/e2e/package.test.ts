import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type * as Api from '../../src/index.js';
import { knowingListener, toneSource } from '../support/fakes.js';
import { followed } from '../support/matches.js';

const root = resolve(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

describe('the package', () => {
  it('holds only what runs', () => {
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'], {
        cwd: root,
        encoding: 'utf8',
      }),
    );
    const files: string[] = packed.files.map((f: { path: string }) => f.path);
    // Pictures are shown from the repository.
    const links = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/(!?)\[[^\]]*\]\((?!https?:)([^)#]+)/g)]
      .filter(([, isPicture]) => !isPicture)
      .map(([, , to]) => to!);
    expect(files).toEqual(expect.arrayContaining(links));
    const ours =
      /^(dist\/|bin\/|package\.json$|README\.md$|LICENSE$|CHANGELOG\.md$|test\/bench\/(store\/)?RESULTS\.md$)/;
    expect(files.filter((file) => !ours.test(file))).toEqual([]);
    expect(files).toContain('dist/tracklist.schema.json');
    expect(files).toContain('dist/THIRD-PARTY-LICENCES.txt');
    expect(files).toContain('dist/fingerprint-worker.js');
    expect(files).toContain('dist/tag-worker.js');
  });

  it('brings no packages along but the optional ffmpeg and SQLite', () => {
    expect(manifest.dependencies).toBeUndefined();
    expect(Object.keys(manifest.optionalDependencies)).toEqual(['@ffmpeg-installer/ffmpeg', 'node-sqlite3-wasm']);
    // npm warns strangers of these, and of `prepare`.
    expect(Object.keys(manifest.scripts).filter((name) => /^((pre|post)?install|prepare)$/.test(name))).toEqual([]);
  });

  it('has types that need no other package', () => {
    const types = join(root, 'dist/types');
    const foreign = readdirSync(types, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.d.ts'))
      .flatMap((file) =>
        [...readFileSync(join(types, file), 'utf8').matchAll(/from '([^.'][^']*)'/g)].map((m) => `${file}: ${m[1]}`),
      );
    expect(foreign).toEqual([]);
  });

  it('lets a program identify a mix through ports of its own', async () => {
    const api: typeof Api = await import(join(root, manifest.exports['.'].default));
    const identifiers = [knowingListener([followed('A', 0, 120)])];
    const { tracklist } = await api.createTracklistify({ env: {} }).identify(toneSource(120), { identifiers });
    expect(api.trackLabel(tracklist.entries[0]!.track!)).toBe('Somebody - A');
  });
});
