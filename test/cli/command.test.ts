import type { Command, Option } from 'commander';
import { afterEach, expect, it, vi } from 'vitest';
import { type CommandModule, defineCommand } from '../../src/cli/command.js';
import { commands } from '../../src/cli/commands/registry.js';
import { buildProgram, isUsageExit } from '../../src/cli/program.js';
import * as shapes from '../../src/cli/shapes.js';
import { registry } from '../support/settings.js';

afterEach(() => vi.restoreAllMocks());

/** What a command line comes to, as `main` would hand it to the command; null where commander refuses it. */
async function parsed(
  line: readonly string[],
): Promise<{ args: unknown; options: object; module: CommandModule } | null> {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  let found: Awaited<ReturnType<typeof parsed>> = null;
  const run = async (module: CommandModule, command: Command): Promise<void> => {
    found = { args: command.processedArgs, options: command.opts(), module };
  };
  try {
    await buildProgram('1.0.0', commands, run, { registry }).parseAsync([...line], { from: 'user' });
  } catch (error) {
    if (!isUsageExit(error)) throw error;
  }
  return found;
}

/** For each option of each command that runs, the lines that try it: one of them has a value that commander takes. */
function linesOf(command: Command, path: readonly string[]): string[][][] {
  const subs = command.commands.filter((sub) => sub.name() !== 'help');
  if (subs.length > 0) return subs.flatMap((sub) => linesOf(sub, [...path, sub.name()]));
  const named = command.registeredArguments.filter(({ required }) => required).map((a) => a.argChoices?.[0] ?? 'x');
  const tries = ({ long, required, argChoices = [] }: Option): string[][] =>
    required ? [...argChoices, '1', '23:30', '200', 'x'].map((value) => [long!, value]) : [[long!]];
  return [[[]], ...command.options.map(tries)].map((lines) => lines.map((line) => [...path, ...named, ...line]));
}

it('has a shape for every argument and option that a command line can bring', async () => {
  const program = buildProgram('1.0.0', commands, async () => {}, { registry });
  const all = linesOf(program, []);
  expect(all.length).toBeGreaterThan(100);
  for (const lines of all) {
    let taken = 0;
    for (const line of lines) {
      const found = await parsed(line);
      if (!found) continue;
      taken++;
      const shape = found.module.shape?.(shapes) ?? { args: shapes.tuple([]), options: shapes.object({}) };
      expect(shape.args.safeParse(found.args).error, line.join(' ')).toBeUndefined();
      expect(shape.options.safeParse(found.options).error, line.join(' ')).toBeUndefined();
    }
    expect(taken, lines.join(' | ')).toBeGreaterThan(0);
  }
});

it('hands a command what its shape says, and takes anything else for a bug', async () => {
  const got: unknown[] = [];
  const command = defineCommand({
    name: 'x',
    summary: '',
    examples: [],
    shape: (of) => ({ args: of.tuple([of.words]), options: of.object({ jobs: of.number }) }),
    async run(_cli, [words], { jobs = 1 }) {
      got.push(words.join(' ').length + jobs);
      return 0;
    },
  });
  const run = (args: unknown, options: unknown) => command.run!({} as never, args, options);
  expect(await run([['a', 'b']], { jobs: 2 })).toBe(0);
  expect(got).toEqual([5]);
  await expect(run([['a']], { jobs: '2' })).rejects.toThrow(/number/);
  await expect(run([['a']], { more: true })).rejects.toThrow(/more/);
  await expect(run(['a'], {})).rejects.toThrow(/array/);
});
