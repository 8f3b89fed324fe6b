import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testFfmpeg, wavBytes } from '../support/audio.js';
import { BIN } from '../support/cli.js';
import { rawServer, withTitles } from '../support/radio.js';
import { crossfade, piece, RATE } from '../support/synth.js';
import { Tmux } from '../support/tmux.js';

let cwd: string;
let tmux: Tmux;
let sound: Buffer;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'tracklistify-board-'));
  tmux = new Tmux(cwd);
  await mkdir(join(cwd, 'music'));
  for (const seed of [1, 2]) {
    await writeFile(join(cwd, `music/Artist ${seed} - Song ${seed}.wav`), wavBytes(piece(seed, 50), RATE));
  }
  const mix = crossfade([piece(1, 50), piece(77, 40), piece(2, 50)], 8);
  await writeFile(join(cwd, 'mix.wav'), wavBytes(mix, RATE));
  const mp3 = join(cwd, 'mix.mp3');
  await promisify(execFile)(await testFfmpeg(), ['-v', 'error', '-i', join(cwd, 'mix.wav'), '-b:a', '128k', mp3]);
  sound = await readFile(mp3);
});
afterAll(async () => {
  tmux.end();
  await rm(cwd, { recursive: true, force: true });
});

it('redraws what may still change, leaves what is settled, and ends in the rows and the summary', async () => {
  const { url } = await rawServer((socket) => {
    socket.write('ICY 200 OK\r\nicy-name: Test $(id) Radio\r\nicy-metaint:8000\r\ncontent-type:audio/mpeg\r\n\r\n');
    socket.write(withTitles(sound, 8000, ['Show\u001b[2J']));
  });
  const home = { HOME: cwd, XDG_CONFIG_HOME: cwd, XDG_DATA_HOME: cwd, XDG_CACHE_HOME: cwd };
  const args = ['listen', url, '--library', `${cwd}/music`, '--providers', 'library', '-o', `${cwd}/out`];
  tmux.start([BIN, ...args], 80, home);
  const playing = await tmux.screen(/▸ Artist 2[\s\S]*Listening 2:0/);
  const rows = playing.split('\n').map((row) => row.trim().replace(/ {2,}/g, ' '));
  expect(rows).toEqual([
    expect.stringMatching(/^0:00 Artist 1 - Song 1 0\.0 % \d+ %$/),
    expect.stringMatching(/^0:4\d ID - ID$/),
    expect.stringMatching(/^1:1\d ▸ Artist 2 - Song 2 0\.0 % \d+ %$/),
    expect.stringMatching(/^Listening 2:0\d 2 tracks Test \$\(id\) Radio \(says: Show \[2J\)$/),
  ]);

  tmux.run('send-keys', 'C-c');
  const after = await tmux.screen(/To go on: tracklistify listen --resume/);
  expect(after).not.toMatch(/▸|Listening/);
  // Pasted, the station's name must not run.
  expect(after.replaceAll('\n', '')).toMatch(/--resume '[^']*\$\(id\)[^']*\.json'/);
  expect(after.match(/Artist 2 - Song 2/g)).toHaveLength(1);
  expect(after).toMatch(/\n2 tracks identified, 1 unknown/);
});
