import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { bashCompletion } from '../../../src/cli/completion/bash.js';
import { sampleCommands } from '../../support/completion.js';

const PROBE = `
eval "$SCRIPT"
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_tracklistify
[ \${#COMPREPLY[@]} -gt 0 ] && printf '%s\\n' "\${COMPREPLY[@]}" | sort
exit 0
`;

/** What bash offers for the last word; bash itself splits at `=`. */
function offers(...words: string[]): string[] {
  const said = execFileSync('bash', ['--norc', '-c', PROBE, 'bash', 'tracklistify', ...words], {
    encoding: 'utf8',
    env: { ...process.env, SCRIPT: bashCompletion(sampleCommands) },
  });
  return said.split('\n').filter(Boolean);
}

it('offers commands', () => {
  expect(offers('')).toEqual(['help', 'identify', 'library', 'pick']);
  expect(offers('li')).toEqual(['library']);
  expect(offers('library', '')).toEqual(['add', 'help', 'list']);
  expect(offers('--config', 'library', 'p')).toEqual(['pick']);
  expect(offers('--config', '=', 'library', 'p')).toEqual(['pick']);
});

it('offers flags of the command, the globals, and those of the default command', () => {
  expect(offers('library', 'list', '--j')).toEqual(['--json']);
  expect(offers('library', 'add', '--j')).toEqual(['--jobs-at-once']);
  expect(offers('library', 'add', '--conf')).toEqual(['--config']);
  expect(offers('mix.mp3', '--for')).toEqual(['--format']);
  expect(offers('--', '--for')).toEqual([]);
});

it('offers values, and each of a list', () => {
  expect(offers('--mode', '')).toEqual(['fast', 'slow']);
  expect(offers('--mode', '=', 's')).toEqual(['slow']);
  expect(offers('--mode', '=')).toEqual(['fast', 'slow']);
  expect(offers('-f', 'c')).toEqual(['csv', 'cue']);
  expect(offers('identify', '--format', 'json,cs')).toEqual(['json,csv']);
  expect(offers('pick', 'g')).toEqual(['green']);
});

it('leaves files and folders to readline', () => {
  expect(offers('identify', '')).toEqual([]);
  expect(offers('--output', 'l')).toEqual([]);
  expect(offers('--count', 'l')).toEqual([]);
});
