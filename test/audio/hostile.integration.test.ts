import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSource } from '../../src/audio/sources/registry.js';
import { FormatError } from '../../src/domain/errors.js';
import { encode, everyFfmpeg, synth, toInt16, writeWav } from '../support/audio.js';
import { tempFolder } from '../support/temp.js';

/** Files that ask ffmpeg to read another one, which is real sound and would decode. */
const SCRIPTS: ReadonlyArray<readonly [what: string, script: (file: string, url: string) => string]> = [
  ['an HLS playlist naming a file', (f) => `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n${f}\n#EXT-X-ENDLIST\n`],
  [
    'an HLS playlist naming a file URL',
    (f) => `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:${f}\n#EXT-X-ENDLIST\n`,
  ],
  [
    'an HLS playlist naming an address',
    (_, u) => `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n${u}\n#EXT-X-ENDLIST\n`,
  ],
  [
    'an HLS playlist with the concat protocol',
    (f) => `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nconcat:${f}|${f}\n#EXT-X-ENDLIST\n`,
  ],
  ['an ffconcat script', (f) => `ffconcat version 1.0\nfile '${f}'\n`],
  [
    'a session description',
    (_, u) => `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\na=control:${u}\nm=audio 9 RTP/AVP 0\n`,
  ],
  [
    'a DASH manifest',
    (_, u) =>
      `<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet mimeType="audio/mp4"><Representation id="1" bandwidth="1"><BaseURL>${u}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
  ],
  [
    'an SVG with a picture from elsewhere',
    (_, u) => `<svg xmlns="http://www.w3.org/2000/svg"><image href="${u}"/></svg>`,
  ],
];

describe.each(await everyFfmpeg())('with the ffmpeg by $name, a file named .mp3', ({ path: ffmpeg }) => {
  const tools = { ffmpeg, reach: 'anywhere' as const, stdin: new PassThrough(), tempFolder: tmpdir() };

  it.each(SCRIPTS)('that is %s is refused and nothing else is read', async (_, script) => {
    const folder = tempFolder();
    const bait = join(folder, 'bait.mp3');
    await writeWav(join(folder, 'bait.wav'), toInt16(synth(1)), 44_100);
    await encode(ffmpeg, join(folder, 'bait.wav'), bait);
    let requests = 0;
    const server = createServer((_request, response) => {
      requests++;
      response.end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bait.mp3`;

    const hostile = join(folder, 'mix.mp3');
    writeFileSync(hostile, script(bait, url));
    const opened = openSource(hostile, tools);
    await expect(opened).rejects.toBeInstanceOf(FormatError);
    await expect(opened).rejects.toThrow(`"${hostile}"`);
    expect(requests).toBe(0);
  });

  it('that plays its sound 30,000 times over is refused before it takes gigabytes', async () => {
    const folder = tempFolder();
    await writeWav(join(folder, 'sound.wav'), toInt16(synth(30)), 44_100);
    await encode(ffmpeg, join(folder, 'sound.wav'), join(folder, 'sound.m4a'), ['-c:a', 'aac', '-b:a', '32k']);
    const bomb = join(folder, 'bomb.mp3');
    writeFileSync(bomb, withEdits(readFileSync(join(folder, 'sound.m4a')), 30_000));
    await expect(openSource(bomb, tools)).rejects.toThrow(/bomb\.mp3" asks for more memory than any mix/);
  });
});

/** An MP4 (whose index comes last) with so many edits, each of them the whole: ISO 14496-12, section 8.6.6. */
function withEdits(bytes: Buffer, count: number): Buffer {
  const at = bytes.indexOf('elst') - 4;
  const size = bytes.readUInt32BE(at);
  const list = Buffer.alloc(16 + 12 * count);
  list.writeUInt32BE(list.length);
  list.write('elst', 4);
  list.writeUInt32BE(count, 12);
  for (let edit = 0; edit < count; edit++) {
    list.writeUInt32BE(30_000, 16 + 12 * edit);
    list.writeUInt32BE(0x10000, 24 + 12 * edit);
  }
  const bomb = Buffer.concat([bytes.subarray(0, at), list, bytes.subarray(at + size)]);
  for (const outer of ['edts', 'trak', 'moov']) {
    const box = bomb.lastIndexOf(outer, at) - 4;
    bomb.writeUInt32BE(bomb.readUInt32BE(box) + list.length - size, box);
  }
  return bomb;
}
