import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { wavOf } from '../../../../src/domain/wav.js';
import { ended } from '../../cli.js';
import type { Loopback } from '../../loopback.js';
import { tls } from '../../network.js';
import { acrcloudServer } from '../acrcloud-server.js';
import { tracks } from '../music.js';
import { serve } from '../protocol.js';

// A client that people use with the real service must be taken by ours, or ours is strict about the wrong things.

const KEYS = { accessKey: 'key', accessSecret: 'secret' };
const [song] = tracks(1, 20);
const sample = wavOf(song!.pcm.subarray(0, 16_000 * 10), 16_000);
const fixture = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

let server: Loopback;
beforeAll(async () => {
  const { provider } = acrcloudServer({ ...KEYS, recognise: () => ({ track: song!, offset: 3, votes: 100 }) });
  server = await serve(provider, tls);
});
afterAll(() => server.close());

async function ask(accessSecret: string, zone: string, clock: string): Promise<unknown> {
  const args = [fixture('ask-acrcloud.mjs'), new URL(server.url).host, KEYS.accessKey, accessSecret, clock];
  const trusting = fixture('../../../../fixtures/net/loopback.crt');
  const env = { PATH: process.env['PATH'], TZ: zone, NODE_EXTRA_CA_CERTS: trusting };
  const { stdout, stderr } = await ended(spawn(process.execPath, args, { env }), sample);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

it.each([
  ['UTC', 'right'],
  ['Pacific/Kiritimati', 'right'],
  ['Pacific/Kiritimati', 'utc-as-local'],
  ['America/St_Johns', 'utc-as-local'],
])('the client on npm is answered in the zone %s with a %s clock', async (zone, clock) => {
  expect(await ask(KEYS.accessSecret, zone, clock)).toMatchObject({
    status: { code: 0 },
    metadata: { music: [{ title: 'Song 1' }] },
  });
});

it('the client on npm is refused with a wrong secret', async () => {
  expect(await ask('another', 'UTC', 'right')).toMatchObject({ status: { code: 3014 } });
});
