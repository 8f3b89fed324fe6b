import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { openSpooled } from '../../../src/audio/sources/spooled.js';

it('ends before the disk is full, and leaves nothing behind', async () => {
  const tempFolder = mkdtempSync(join(tmpdir(), 'spooled-'));
  onTestFinished(() => rmSync(tempFolder, { recursive: true }));
  const endless = Readable.from(
    (async function* () {
      for (;;) yield Buffer.alloc(1 << 20);
    })(),
  );
  let free = 200e6;
  const tools = {
    ffmpeg: 'none',
    reach: 'anywhere' as const,
    stdin: endless,
    tempFolder,
    free: async () => (free -= 17e6),
  };
  const info = { name: 'stdin', kind: 'stdin', location: '' };
  await expect(openSpooled(endless, 'standard input', info, tools)).rejects.toThrow(
    /^"standard input" needs more room than there is: \d+ MB are free in ".*spooled-.*Set TMPDIR to a folder with more room\.$/,
  );
  expect(readdirSync(tempFolder)).toEqual([]);
});
