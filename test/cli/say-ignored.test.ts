import { expect, it } from 'vitest';
import { sayIgnored } from '../../src/cli/say-ignored.js';
import { createTerminal } from '../../src/cli/terminal/create.js';

/** What is written to standard error about these variables. */
async function said(
  ignored: string[],
  flags: { quiet?: boolean; events?: boolean } = {},
  unusable: Array<{ name: string; reason: string }> = [],
): Promise<string> {
  let text = '';
  const write = (part: string): void => {
    text += part;
  };
  const terminal = createTerminal({ stdout: process.stdout, stderr: process.stderr, env: {} } as never, flags);
  const err = { ...terminal.err, write };
  await sayIgnored({ ignored, unusable }, { ...terminal, err });
  return text;
}

it('names in one line what a .env said in vain, and how to mean it', async () => {
  expect(await said([])).toBe('');
  expect(await said(['FFMPEG_PATH'])).toMatch(
    /^warning: FFMPEG_PATH in the \.env .* is ignored, .* --env-file \.env\n$/,
  );
  expect(await said(['A', 'B', 'C'])).toContain(' A, B and C in the .env of this folder are ignored');
  const many = Array.from({ length: 20 }, (_, i) => `V${i}`);
  expect(await said(many)).toContain(' V0, V1, V2, V3, V4 and 15 more in the .env');
});

it('says it as an event where events are asked for, and not at all where quiet is', async () => {
  const event = JSON.parse(await said(['FFMPEG_PATH'], { events: true }));
  expect(event).toMatchObject({ type: 'warning', message: expect.stringContaining('FFMPEG_PATH') });
  expect(await said(['FFMPEG_PATH'], { quiet: true })).toBe('');
});

it('says what is wrong with a value, unless a stranger made that long', async () => {
  const about = (reason: string) => said(['BOM'], {}, [{ name: 'BOM', reason }]);
  expect(await about('it must be true or false.')).toBe(
    'warning: BOM in the .env of this folder is ignored: it must be true or false.\n',
  );
  expect(await about('x'.repeat(5000))).toMatch(
    /^warning: BOM in the \.env of this folder is ignored, since .{1,100}\n$/,
  );
});
