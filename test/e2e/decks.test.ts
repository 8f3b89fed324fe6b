import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ended, runCli } from '../support/cli.js';
import { makeDatabase } from '../support/databases.js';
import { tempFolder } from '../support/temp.js';

let cwd: string;
beforeEach(() => {
  cwd = tempFolder();
});

function mixxxHere(): string {
  const folder = join(cwd, '.mixxx');
  mkdirSync(folder);
  const path = join(folder, 'mixxxdb.sqlite');
  makeDatabase(path, {
    track_locations: { columns: 'id INTEGER PRIMARY KEY, location', rows: [[1, '/m/1.mp3']] },
    library: { columns: 'id INTEGER PRIMARY KEY, title, location', rows: [[1, 'B', 1]] },
  });
  return path;
}

interface Shown {
  decks: Array<{ path: string; tracks: number | null; problem?: string; commands: string[] }>;
}

describe.skipIf(process.platform !== 'linux')('tracklistify decks', () => {
  it('shows what is here, and what to type', async () => {
    const path = mixxxHere();
    const { code, stdout } = await runCli(['decks'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain(`Mixxx  ${path}\n  1 track and history, last changed on `);
    expect(stdout).toContain(`\n  tracklistify library add --from ${path}\n  tracklistify mix.mp3 --history ${path}\n`);
    const json = JSON.parse((await runCli(['decks', '--json'], { cwd })).stdout) as Shown;
    expect(json.decks.find((one) => one.path === path)).toMatchObject({ deck: 'mixxx', tracks: 1, history: true });
  });

  it('says how a file is named where there is none', async () => {
    const { code, stderr } = await runCli(['decks'], { cwd });
    expect(code).toBe(0);
    expect(stderr).toContain('Name the file yourself: "tracklistify library add --from FILE"');
  });

  it('does without the package for SQLite, which it names, and finds it where npm has put it', async () => {
    const path = mixxxHere();
    const root = resolve(import.meta.dirname, '../..');
    const installed = join(cwd, 'node_modules');
    const program = join(installed, 'tracklistify');
    mkdirSync(program, { recursive: true });
    for (const part of ['bin', 'dist', 'package.json'])
      cpSync(join(root, part), join(program, part), { recursive: true });
    const run = async () => {
      const child = spawn(process.execPath, [join(program, 'bin/tracklistify.js'), 'decks', '--json'], {
        cwd,
        env: { HOME: cwd, PATH: process.env['PATH'] },
      });
      const { stdout } = await ended(child);
      return (JSON.parse(stdout) as Shown).decks.find((one) => one.path === path);
    };
    const without = await run();
    expect(without).toMatchObject({ tracks: null });
    expect(without!.problem).toContain(
      '"mixxxdb.sqlite" is a SQLite database, for which the package node-sqlite3-wasm is missing here',
    );
    symlinkSync(
      dirname(createRequire(import.meta.url).resolve('node-sqlite3-wasm/package.json')),
      join(installed, 'node-sqlite3-wasm'),
    );
    expect(await run()).toMatchObject({ tracks: 1 });
  });
});
