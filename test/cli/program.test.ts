import { afterEach, describe, expect, it, vi } from 'vitest';
import { commands } from '../../src/cli/commands/registry.js';
import { completedCommands } from '../../src/cli/completion/model.js';
import { buildProgram, isUsageExit } from '../../src/cli/program.js';

afterEach(() => vi.restoreAllMocks());
const program = () => buildProgram('1.0.0', commands, async () => {});

describe('the help of the program', () => {
  const help = program().helpInformation();
  const blocks = help.split('\n\n');

  it('begins with a source, five flags and two examples', () => {
    expect(help).toMatch(/^Usage: tracklistify \[options\] <source…>\n/);
    const flags = [...blocks[2]!.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag]) => flag);
    expect(flags.sort()).toEqual(['--dry-run', '--format', '--json', '--library', '--output']);
    expect(blocks[3]!.match(/^ {2}\$ tracklistify /gm)).toHaveLength(2);
  });

  it('lists every command after that, and keeps to its width', () => {
    const listed = [...blocks[4]!.matchAll(/^ {2}(\w\S*)/gm)].map(([, name]) => name);
    expect(listed).toEqual([...commands.map(({ name }) => name), 'help']);
    expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('leaves every flag to be found in the help of its command', () => {
    const built = program();
    for (const command of built.commands) {
      const text = command.helpInformation();
      for (const option of [...command.options, ...built.options]) expect(text).toContain(option.long);
    }
    expect(help).toContain('tracklistify identify --help');
  });

  it('takes nothing from what shells complete', () => {
    const [root] = completedCommands(program(), 'identify');
    const flags = root!.options.flatMap((option) => option.flags);
    expect(flags).toEqual(expect.arrayContaining(['--start', '--quiet', '--version', '--help']));
  });
});

describe('a mistake on the command line', () => {
  async function said(...args: string[]): Promise<string> {
    let text = '';
    vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
      text += String(chunk);
      return true;
    });
    const error = await program()
      .parseAsync(args, { from: 'user' })
      .catch((caught) => caught);
    expect(isUsageExit(error) && error.exitCode).not.toBe(0);
    return text;
  }

  it.each([
    [['mix.mp3', '--fromat', 'csv'], 'There is no option --fromat. Did you mean --format?'],
    [['mix.mp3', '--xyzzy'], 'There is no option --xyzzy. "tracklistify identify --help" shows what there is.'],
    [['library', 'ad', 'x'], 'There is no command "ad". Did you mean add?'],
    [['library', 'search'], '<word> is missing. "tracklistify library search --help" shows what there is.'],
    [['mix.mp3', '--step'], '--step needs a value after it. "tracklistify identify --help" shows what there is.'],
    [['mix.mp3', '--start', 'x'], '--start can\'t be "x". Write it as 90, 1:30, 1:02:45, 1m30, 45s or 2h.'],
    [
      ['listen', 'x', '--duration', '0s'],
      '--duration can\'t be "0s". It must be longer than nothing: write it as 90, 1:30, 1:02:45, 1m30, 45s or 2h.',
    ],
    [['completion', 'tcsh'], '<shell> can\'t be "tcsh". Allowed choices are bash, zsh, fish.'],
    [
      ['library', 'list', 'a', 'b'],
      'list takes 1, and 2 are named. "tracklistify library list --help" shows what there is.',
    ],
    [
      ['enrich', 'a', '--listen', 'a\u001b[31m\nb'],
      '--listen can\'t be "a [31m b". Allowed choices are unknown, all, none.',
    ],
  ])('%j is told in one line with what to do next', async (args, sentence) => {
    expect(await said(...args)).toBe(`error: ${sentence}\n`);
  });

  it('is told above the help where that is shown for it', async () => {
    expect(await said('library')).toMatch(
      /^error: "tracklistify library" needs one of the commands below\.\n\nUsage: /,
    );
    expect(await said('help', 'librry')).toMatch(/^error: There is no command of that name\.\n\nUsage: /);
  });
});

describe('a window of a mix', () => {
  const identify = commands.find(({ name }) => name === 'identify')!;
  const run = (options: Record<string, unknown>) => identify.run!({} as never, [['mix.mp3']], options);

  it.each([
    [{ start: 120, end: 90 }, /Nothing lies between --start 2:00 and --end 1:30/],
    [{ start: 90, end: 90 }, /--end must be the later one/],
    [{ end: 0 }, /--end 0 leaves nothing/],
  ])('%j is refused before anything is looked at', async (options, sentence) => {
    await expect(run(options)).rejects.toThrow(sentence);
    await expect(run(options)).rejects.toMatchObject({ code: 'usage' });
  });
});
