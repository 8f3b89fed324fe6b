import { expect, it } from 'vitest';
import { sampleCommands } from '../../support/completion.js';

const at = (path: string) => sampleCommands.find((command) => command.path.join(' ') === path)!;
const option = (path: string, flag: string) => at(path).options.find(({ flags }) => flags.includes(flag));

it('finds every command, however deep', () => {
  const paths = sampleCommands.map(({ path }) => path.join(' '));
  expect(paths).toEqual(['', 'identify', 'library', 'library add', 'library list', 'pick']);
  expect(at('').children.map(({ name }) => name)).toEqual(['identify', 'library', 'pick', 'help']);
});

it('knows what a value is by its name and its choices', () => {
  expect(option('identify', '-f')).toMatchObject({
    flags: ['-f', '--format'],
    values: { kind: 'choices', choices: ['json', 'cue', 'csv'], list: true },
  });
  expect(option('identify', '--mode')!.values).toEqual({ kind: 'choices', choices: ['fast', 'slow'], list: false });
  expect(option('identify', '--output')!.values).toEqual({ kind: 'folders' });
  expect(option('identify', '--count')!.values).toEqual({ kind: 'nothing' });
  expect(option('library list', '--json')!.values).toBeNull();
  expect(at('identify').values).toEqual({ kind: 'files' });
  expect(at('library add').values).toEqual({ kind: 'folders' });
  expect(at('pick').values).toEqual({ kind: 'choices', choices: ['red', 'green'], list: false });
});

it('offers the global flags everywhere, and the version at the top only', () => {
  expect(option('library add', '--config')!.values).toEqual({ kind: 'files' });
  expect(option('library add', '-h')).toBeDefined();
  expect(option('', '--version')).toBeDefined();
  expect(option('library', '--version')).toBeUndefined();
});

it('lets the program itself take what its default command takes', () => {
  expect(option('', '--format')).toBeDefined();
  expect(at('').values).toEqual({ kind: 'files' });
});
