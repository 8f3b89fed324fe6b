import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellWord } from '../../../src/cli/terminal/shell-word.js';

describe('a word of a printed command', () => {
  it('stays as it is where a shell leaves it alone', () => {
    expect(shellWord('radio/2026-11-21.json')).toBe('radio/2026-11-21.json');
  });

  it.each(['Radio $(touch gone).json', 'a`id`b', "it's live", 'two words', '"quoted"', '$HOME', '!!', 'a;b|c&d', ''])(
    'reaches a program unchanged through a shell: %s',
    (word) => {
      expect(execFileSync('sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' })).toBe(word);
    },
  );

  it('is quoted as PowerShell wants it on Windows', () => {
    expect(shellWord("it's $(live)", 'win32')).toBe("'it''s $(live)'");
  });
});
