import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { render } from '../../src/demo/render.js';
import { nightFerry } from '../../src/demo/tracks/night-ferry.js';
import { wavFile } from '../../src/demo/wav.js';
import { testFfmpeg } from '../support/audio.js';
import { BIN } from '../support/cli.js';
import { ffmpegMakes, serveFolder } from '../support/hls.js';
import { Tmux } from '../support/tmux.js';

const cwd = mkdtempSync(join(tmpdir(), 'tracklistify-live-'));
const tmux = new Tmux(cwd);
const library = join(cwd, 'music');
const mix = join(cwd, 'mix.wav');

beforeAll(() => {
  const bytes = wavFile(render({ ...nightFerry, sections: nightFerry.sections.slice(2, 4) }), nightFerry);
  mkdirSync(library);
  writeFileSync(join(library, 'track.wav'), bytes);
  writeFileSync(mix, bytes);
});
afterAll(() => {
  tmux.end();
  rmSync(cwd, { recursive: true });
});

it('leaves nothing on the terminal but the table and the summary', async () => {
  const home = { HOME: cwd, XDG_CONFIG_HOME: cwd, XDG_DATA_HOME: cwd, XDG_CACHE_HOME: cwd };
  tmux.start([BIN, mix, '--library', library, '--providers', 'library', '-o', cwd], 80, home);
  const text = await tmux.screen(/^wrote/m);
  expect(text).toMatch(/^1█/);
  expect(text).toMatch(/\n1 track identified/);
  expect(text).not.toMatch(/ora|Listening|Indexing/);
  expect(tmux.run('display-message', '-p', '#{cursor_flag}').trim()).toBe('1');
});

it('listens to an address that is live, when somebody sits before it', async () => {
  const ffmpeg = await testFfmpeg();
  await ffmpegMakes(ffmpeg, cwd, ['-i', mix, '-c:a', 'aac', '-hls_time', '2', '-hls_list_size', '0', 'whole.m3u8']);
  const whole = readFileSync(join(cwd, 'whole.m3u8'), 'utf8');
  const server = await serveFolder(cwd);
  let looks = 0;
  server.instead = ({ url }, response) => {
    if (url !== '/live.m3u8') return false;
    // It is over when it is looked at again by who follows it.
    response.end(
      looks++ < 2 ? whole.replace('#EXT-X-ENDLIST', '').split('#EXTINF').slice(0, 4).join('#EXTINF') : whole,
    );
    return true;
  };
  const home = { HOME: cwd, XDG_CONFIG_HOME: cwd, XDG_DATA_HOME: cwd, XDG_CACHE_HOME: cwd };
  const args = [`${server.url}/live.m3u8`, '--library', library, '--providers', 'library', '-o', join(cwd, 'live')];
  tmux.start([BIN, ...args], 80, home);
  const text = await tmux.screen(/^wrote/m);
  expect(text).toMatch(/^This is a live stream: it is listened to until Ctrl-C\./m);
  expect(text).toMatch(/1 track identified/);
});
