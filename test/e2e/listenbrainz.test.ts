import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ran, runCli } from '../support/cli.js';
import { type ListenbrainzServer, listenbrainzServer } from '../support/providers/listenbrainz-server.js';
import { mbid, musicbrainzServer } from '../support/providers/musicbrainz-server.js';
import { serve } from '../support/providers/protocol.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const TOKEN = '0f3c1a52-1111-4222-8333-known-token';

let cwd: string;
let server: ListenbrainzServer;
let env: Record<string, string>;
const closing: Array<() => unknown> = [];

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'listenbrainz-'));
  server = listenbrainzServer({ token: TOKEN });
  const recordings = [{ id: mbid(2), title: 'Song 2', artists: ['Somebody'], length: 200_000 }];
  const [there, catalogue] = await Promise.all([
    serve(server.provider),
    serve(musicbrainzServer({ recordings, gapMs: 0 }).provider),
  ]);
  closing.push(there.close, catalogue.close);
  env = {
    // As it is pasted.
    LISTENBRAINZ_TOKEN: ` ${TOKEN}\n`,
    TRACKLISTIFY_LISTENBRAINZ_API_URL: `${there.url}/1`,
    TRACKLISTIFY_LISTENBRAINZ_CALLS_PER_SECOND: '100',
    TRACKLISTIFY_MUSICBRAINZ_API_URL: `${catalogue.url}/ws/2`,
    TRACKLISTIFY_MUSICBRAINZ_CALLS_PER_SECOND: '100',
  };
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(cwd, { recursive: true, force: true });
});

const run = (args: string): Promise<Ran> => runCli(args.split(' '), { cwd, env });

describe('a playlist', () => {
  beforeEach(() => {
    const entries = [
      trackEntry(0, 200, 'Song 1', {
        track: { title: 'Song 1', artists: ['Somebody'], ids: { musicbrainz: mbid(1) } },
      }),
      trackEntry(200, 400, 'Song 2'),
      unknownEntry(400, 600),
      trackEntry(600, 800, 'Nowhere to be found'),
    ];
    writeFileSync(join(cwd, 'mix.json'), JSON.stringify(tracklistOf(entries)));
  });

  it('is made of what has an id, or is found by MusicBrainz, and once', async () => {
    const first = await run('export mix.json --to listenbrainz --verbose');
    const [playlist] = server.playlists;
    expect(first.code).toBe(0);
    expect(first.stdout).toBe(`https://listenbrainz.org/playlist/${playlist!.id}\n`);
    expect(first.stderr).toMatch(/made the private playlist "mix" of 2 tracks/);
    expect(first.stderr).toMatch(/6:40 {2}ID - ID: nobody has named it/);
    expect(first.stderr).toMatch(/10:00 {2}Somebody - Nowhere to be found: not found there/);
    expect(first.stderr).not.toContain(TOKEN);
    expect(playlist).toMatchObject({ title: 'mix', public: false, tracks: [mbid(1), mbid(2)] });
    const again = await run('export mix.json --to listenbrainz');
    expect(again.stderr).toMatch(/there already/);
    expect(server.playlists).toHaveLength(1);
  });

  it('is refused in a sentence without a token, and with a wrong one', async () => {
    env['LISTENBRAINZ_TOKEN'] = 'a-wrong-token-0001';
    const wrong = await run('export mix.json --to listenbrainz');
    expect(wrong.stderr).toMatch(/doesn't know the user token/);
    expect(wrong.code).toBe(4);
    env['LISTENBRAINZ_TOKEN'] = '';
    const none = await run('export mix.json --to listenbrainz');
    expect(none.stderr).toMatch(/Set LISTENBRAINZ_TOKEN/);
    expect(none.code).toBe(4);
  });
});
