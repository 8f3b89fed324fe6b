import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/registry.js';
import { runCli } from '../support/cli.js';
import { registry } from '../support/settings.js';

const cwd = tmpdir();

it.each(['bash', 'zsh', 'fish'])('prints a script for %s that knows every command', async (shell) => {
  const { code, stdout, stderr } = await runCli(['completion', shell], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const { name, subcommands = [] } of commands) {
    expect(stdout).toContain(name);
    const below = typeof subcommands === 'function' ? subcommands(registry) : subcommands;
    for (const sub of below) expect(stdout).toMatch(new RegExp(`${name}.${sub.name}|${name}__${sub.name}`));
  }
  expect(stdout).toContain('m3u8');
});

it('names the shells that it knows', async () => {
  const { code, stderr } = await runCli(['completion', 'tcsh'], { cwd });
  expect(code).toBe(2);
  expect(stderr).toMatch(/bash, zsh, fish/);
});
