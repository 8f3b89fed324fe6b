import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { findFfmpeg } from '../../../src/audio/find-ffmpeg.js';
import { labelOf } from '../../../src/domain/corrections.js';
import { parseTracklist } from '../../../src/domain/schema.js';
import { wavBytes } from '../../support/audio.js';
import { crossfade, piece, RATE } from '../../support/synth.js';
import type { Random } from '../random.js';
import { badEnd, type Room, type Scene } from './killing.js';

const LIBRARY = ['--library', '../music', '--providers', 'library', '--save-audio'];
const PART = ['--duration', '20s'];

/** `tracklistify listen`, gone on with again and again: what was heard, said and kept before stays. */
export async function listenScene(room: Room, random: Random): Promise<Scene> {
  const music = join(room.root, 'music');
  mkdirSync(music);
  for (const seed of [1, 2])
    writeFileSync(join(music, `Artist ${seed} - Song ${seed}.wav`), wavBytes(piece(seed, 40), RATE));
  const mix = join(room.root, 'mix.wav');
  writeFileSync(mix, wavBytes(crossfade([piece(1, 40), piece(2, 40), piece(77, 30)], 6), RATE));
  const { path } = await findFfmpeg({ env: process.env });
  const mp3 = join(room.root, 'mix.mp3');
  execFileSync(path, ['-nostdin', '-v', 'error', '-y', '-i', mix, '-b:a', '96k', mp3]);
  const station = await play(readFileSync(mp3));
  const saved = (end: string): string[] =>
    readdirSync(room.cwd)
      .filter((name) => name.endsWith(end))
      .sort();
  let document = '';
  /** What the document has named once, and stands for with its files of sound. */
  let labels: string[] = [];
  let sound = new Map<string, Buffer>();
  let edits = 0;
  const read = () => parseTracklist(readFileSync(join(room.cwd, document), 'utf8'), document);
  const remember = (): void => {
    labels = read().entries.slice(0, 2).map(labelOf);
    sound = new Map(saved('.mp3').map((name) => [name, readFileSync(join(room.cwd, name))]));
  };
  const resume = (): string[] => ['listen', '--resume', document, '--allow-private', ...LIBRARY, ...PART];
  const look = (): string[] => {
    const wrong: string[] = [];
    for (const [name, bytes] of sound) {
      const now = saved('.mp3').includes(name) ? readFileSync(join(room.cwd, name)) : Buffer.alloc(0);
      if (!now.equals(bytes)) wrong.push(`${name} isn't as it was`);
    }
    try {
      const now = read().entries.map(labelOf);
      for (const label of labels) if (!now.includes(label)) wrong.push(`${label} is gone from ${now.join(', ')}`);
    } catch (error) {
      wrong.push(`${document}: ${(error as Error).message}`);
    }
    if (saved('.json').length > 1) wrong.push(`there are ${saved('.json').join(', ')}`);
    return wrong;
  };
  return {
    name: 'listen',
    async begin() {
      room.empty();
      const ended = await room.run(['listen', station.url, ...LIBRARY, '--duration', '1:05']);
      document = saved('.json')[0] ?? '';
      if (ended.code !== 0) throw new Error(`listen ended with ${ended.code}: ${ended.stderr}`);
      remember();
    },
    next() {
      if (random.next() < 0.3) {
        const tracklist = read();
        const entry = tracklist.entries[Math.floor(random.next() * 2)]!;
        if (entry.kind === 'track') entry.track = { title: `Corrected ${++edits}`, artists: [] };
        writeFileSync(join(room.cwd, document), JSON.stringify(tracklist, null, 2));
        labels = tracklist.entries.slice(0, 2).map(labelOf);
      }
      return { args: resume() };
    },
    look,
    async settle() {
      const ended = await room.run(resume());
      const wrong = [...badEnd(ended), ...look()];
      if (wrong.length === 0) remember();
      return wrong;
    },
    close: station.close,
  };
}

/** A station that gives all it has at once, then holds the line. */
async function play(sound: Buffer): Promise<{ url: string; close: () => Promise<void> }> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', () => {
      socket.write('ICY 200 OK\r\nicy-name: Test Radio\r\ncontent-type:audio/mpeg\r\n\r\n');
      socket.write(sound);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
