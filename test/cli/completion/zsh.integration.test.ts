import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { zshCompletion } from '../../../src/cli/completion/zsh.js';
import { sampleCommands, sampleDefault } from '../../support/completion.js';

const folder = mkdtempSync(join(tmpdir(), 'tracklistify-zsh-'));
mkdirSync(join(folder, 'music'));
writeFileSync(join(folder, 'mix.mp3'), '');
writeFileSync(join(folder, 'script.zsh'), zshCompletion(sampleCommands, sampleDefault));
// Inside an interactive shell: a key that completes and prints every match that is added on the way.
writeFileSync(
  join(folder, 'inside.zsh'),
  `autoload -Uz compinit && compinit -u -d $PWD/dump
source ./script.zsh
typeset -a added
compadd() {
  local -a hits
  if [[ ! \${@[1,(i)(-|--)]} == *-[OAD]\\ * ]]; then
    builtin compadd -O hits "$@"
    added+=($hits)
  fi
  builtin compadd "$@"
}
probe() {
  added=()
  _main_complete
  print -r -- "<<\${(j: :)added}>>"
}
zle -C probe complete-word probe
bindkey '^X' probe
print RE''ADY
`,
);
const OUTSIDE = `
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PROMPT=; source ./inside.zsh'
zpty -r shell out '*READY*'
for line in "$@"; do
  zpty -w -n shell "$line"$'\\x18'
  zpty -r shell out '*<<*>>*'
  print -r -- "\${\${out##*<<}%%>>*}"
  zpty -w -n shell $'\\x15'
done
zpty -d shell
`;
afterAll(() => rmSync(folder, { recursive: true }));

/** What zsh should offer at the end of each line. */
const offers: Array<[line: string, offered: string]> = [
  // Commands.
  ['li', 'library'],
  ['library ', 'add help list'],
  ['--config library p', 'pick'],
  // Flags of the command, the globals, and those of the default command.
  ['library list --j', '--json'],
  ['library add --conf', '--config'],
  ['mix.mp3 --for', '--format'],
  ['--for', '--format'],
  // Values, and each of a list.
  ['--mode ', 'fast slow'],
  ['identify --format=c', 'csv cue'],
  ['-f json,c', 'csv cue'],
  ['pick g', 'green'],
  ['--count m', ''],
  // Files where files are meant, and folders where folders are.
  ['m', 'mix.mp3 music'],
  ['identify m', 'mix.mp3 music'],
  ['-o m', 'music'],
  ['library add m', 'music'],
  ['library list m', ''],
];
let offered: string[];
beforeAll(() => {
  const lines = offers.map(([line]) => `tracklistify ${line}`);
  // One shell for all: it takes most of the time to start.
  const said = execFileSync('zsh', ['-f', '-c', OUTSIDE, 'zsh', ...lines], {
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, HOME: folder, ZDOTDIR: folder, TERM: 'xterm' },
  });
  offered = said.split('\n').map((line) => [...new Set(line.split(' '))].sort().join(' '));
});

it('is taken without complaint', () => {
  expect(execFileSync('zsh', ['-f', '-n', 'script.zsh'], { cwd: folder, encoding: 'utf8' })).toBe('');
});

it.each(offers.map(([line, expected], i) => ({ line, expected, i })))(
  'offers "$expected" after "$line"',
  ({ expected, i }) => {
    expect(offered[i]).toBe(expected);
  },
);
