import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { fishCompletion } from '../../../src/cli/completion/fish.js';
import { sampleCommands } from '../../support/completion.js';

const folder = mkdtempSync(join(tmpdir(), 'tracklistify-fish-'));
mkdirSync(join(folder, 'music'));
writeFileSync(join(folder, 'mix.mp3'), '');
writeFileSync(join(folder, 'script.fish'), fishCompletion(sampleCommands));
afterAll(() => rmSync(folder, { recursive: true }));

function offers(line: string): string[] {
  const said = execFileSync('fish', ['--no-config', '-c', 'source script.fish; complete -C $argv[1]', line], {
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, HOME: folder },
  });
  return said
    .split('\n')
    .filter(Boolean)
    .map((row) => row.split('\t')[0]!)
    .sort();
}

it('offers commands', () => {
  expect(offers('tracklistify li')).toEqual(['library']);
  expect(offers('tracklistify library ')).toEqual(['add', 'help', 'list']);
  expect(offers('tracklistify --config library p')).toEqual(['pick']);
});

it('offers flags of the command, the globals, and those of the default command', () => {
  expect(offers('tracklistify library list --j')).toEqual(['--json']);
  expect(offers('tracklistify library add --conf')).toEqual(['--config']);
  expect(offers('tracklistify mix.mp3 --for')).toEqual(['--format']);
});

it('offers values, and each of a list', () => {
  expect(offers('tracklistify --mode ')).toEqual(['fast', 'slow']);
  expect(offers('tracklistify identify --format=c')).toEqual(['--format=csv', '--format=cue']);
  expect(offers('tracklistify -f json,c')).toEqual(['json,csv', 'json,cue']);
  expect(offers('tracklistify pick g')).toEqual(['green']);
  expect(offers('tracklistify --count m')).toEqual([]);
});

it('offers files where files are meant, and folders where folders are', () => {
  expect(offers('tracklistify m')).toEqual(['mix.mp3', 'music/']);
  expect(offers('tracklistify -o m')).toEqual(['music/']);
  expect(offers('tracklistify library add m')).toEqual(['music/']);
  expect(offers('tracklistify library list m')).toEqual([]);
});
