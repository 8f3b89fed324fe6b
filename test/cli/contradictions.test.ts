import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/registry.js';
import { refuseContradictions } from '../../src/cli/contradictions.js';
import { buildProgram } from '../../src/cli/program.js';

/** What a command line parses to, whichever command it is of. */
async function refuse(...args: string[]): Promise<void> {
  const program = buildProgram('0', commands, async (_, command) => refuseContradictions(command.optsWithGlobals()));
  await program.parseAsync(args, { from: 'user' });
}

describe('flags that say the opposite of each other', () => {
  it.each([
    'mix.mp3 --on-exist skip --force',
    'export mix.json --on-exist fail --force',
    'mix.mp3 --no-files -o lists',
    'mix.mp3 --no-files -f csv',
    'enrich mix.json --no-files --on-exist skip',
    'mix.mp3 --no-cache --refresh',
    'listen http://radio.example --refresh --no-cache',
    'mix.mp3 -q -v',
    'library list --quiet --verbose',
  ])('%s is wrong usage', async (line) => {
    await expect(refuse(...line.split(' '))).rejects.toMatchObject({ code: 'usage' });
  });

  it.each([
    'mix.mp3 --on-exist overwrite --force',
    'export mix.json -f setlist --csv-bom --sender Ours --shazam-lines',
    'mix.mp3 --no-files --json --no-cache',
    'mix.mp3 -o lists -f csv --on-exist skip --refresh -v',
    'export mix.json --stdout -f csv --csv-bom',
  ])('%s is none of it', async (line) => {
    await expect(refuse(...line.split(' '))).resolves.toBeUndefined();
  });
});
