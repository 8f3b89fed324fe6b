import { spawnSync } from 'node:child_process';
import { readdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BatchStore } from '../../src/enrichers/batch/store.js';
import { outputFolder } from '../../src/exporters/output-folder.js';
import { Results } from '../../src/exporters/results.js';
import { sweepTemporaries, temporaryIn } from '../../src/files/temporary.js';
import { TokenFile } from '../../src/playlists/spotify/token-file.js';
import { quickClock } from '../support/network.js';
import { tempFolder } from '../support/temp.js';

const DAY = 86_400_000;

/** What a killed run has left in a folder: its process is no more. */
function leftIn(folder: string): string {
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  const path = temporaryIn(folder, pid);
  writeFileSync(path, 'half a fi');
  return basename(path);
}

describe('what a killed run has left', () => {
  it('is swept, and nothing that somebody may be writing, or that is somebody else’s', async () => {
    const folder = tempFolder();
    leftIn(folder);
    const alive = basename(temporaryIn(folder));
    const elsewhere = leftIn(folder).replace(/-[0-9a-f]{8}-/, '-00000000-');
    for (const name of [alive, elsewhere, '.tracklistify-notes.tmp', 'mix.tmp']) writeFileSync(join(folder, name), '');
    await sweepTemporaries(folder, Date.now());
    expect(readdirSync(folder).sort()).toEqual([alive, elsewhere, '.tracklistify-notes.tmp', 'mix.tmp'].sort());
  });

  it('is swept after a day where its machine can’t be asked', async () => {
    const folder = tempFolder();
    const name = leftIn(folder);
    renameSync(join(folder, name), join(folder, name.replace(/-[0-9a-f]{8}-/, '-00000000-')));
    await sweepTemporaries(folder, Date.now());
    expect(readdirSync(folder)).toHaveLength(1);
    const [only] = readdirSync(folder);
    const before = (Date.now() - 2 * DAY) / 1000;
    utimesSync(join(folder, only!), before, before);
    await sweepTemporaries(folder, Date.now());
    expect(readdirSync(folder)).toEqual([]);
  });

  const uses: Array<[string, (folder: string) => Promise<unknown>]> = [
    ['the results', (folder) => outputFolder(folder).write({ name: 'mix.txt', content: '' }, [], false)],
    ['what is known of them', (folder) => new Results(folder).put('mix', { sources: [], sums: {}, tracklist: null })],
    ['batches', (folder) => new BatchStore(folder).all()],
    ['a login', (folder) => new TokenFile(join(folder, 'spotify.json'), quickClock()).remove()],
  ];
  it.each(uses)('is swept by the next run that looks after %s', async (_, use) => {
    const folder = tempFolder();
    const left = leftIn(folder);
    await use(folder);
    expect(readdirSync(folder)).not.toContain(left);
  });
});
