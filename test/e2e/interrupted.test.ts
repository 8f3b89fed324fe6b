import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  createWriteStream,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { synth, toInt16, wavBytes } from '../support/audio.js';
import { startCli } from '../support/cli.js';
import { loopback } from '../support/loopback.js';
import { trackEntry, tracklistOf } from '../support/tracklists.js';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'interrupted-'));
  writeFileSync(join(cwd, 'mix.wav'), wavBytes(toInt16(synth(2, { rate: 8000 })), 8000));
  // Says that it has begun, and then nothing more.
  writeFileSync(join(cwd, 'hanging'), '#!/bin/sh\n: > "$0.$$"\nexec sleep 1000\n', { mode: 0o755 });
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** Ends by itself once interrupted; a test of something that doesn't waits until vitest gives up. */
async function interrupted(args: readonly string[], begun: () => Promise<unknown>): Promise<number> {
  const child = startCli(args, { cwd, env: { TRACKLISTIFY_SHAZAM_ENABLED: 'true' } });
  for (const stream of [child.stdout, child.stderr]) stream.resume();
  const ended = once(child, 'close');
  // A run that is over already isn't one that was interrupted.
  await Promise.race([begun(), ended]);
  child.kill('SIGINT');
  const [code] = await ended;
  return code as number;
}

const until = async (is: () => boolean): Promise<void> => {
  while (!is()) await new Promise((resolve) => setTimeout(resolve, 20));
};
const hangingRuns = (): string[] => readdirSync(cwd).filter((name) => name.startsWith('hanging.'));

it.each([
  ['a mix', ['mix.wav', '--dry-run', '--ffmpeg', './hanging']],
  ['what is added', ['library', 'add', 'mix.wav', '--ffmpeg', './hanging']],
  ['the check-up', ['doctor', '--ffmpeg', './hanging']],
])('ends at once while ffmpeg hangs on %s', async (_, args) => {
  for (const name of hangingRuns()) rmSync(join(cwd, name));
  expect(await interrupted(args, () => until(() => hangingRuns().length > 0))).toBe(130);
});

it.each([
  ['as a mix', ['--dry-run']],
  ['as a list', ['--dry-run', '--from-file']],
  ['as a tracklist', ['export']],
  ['to go on with', ['listen', '--resume']],
  ['as settings', ['providers', '--config']],
])('ends at once while a pipe without a writer is read %s', async (what, args) => {
  const pipe = join(cwd, `pipe ${what}`);
  execFileSync('mkfifo', [pipe]);
  let writer: number | undefined;
  // That succeeds once somebody reads it. Nothing is ever written.
  const isRead = (): boolean => {
    try {
      writer = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
      return true;
    } catch {
      return false;
    }
  };
  expect(await interrupted([...args, pipe], () => until(isRead))).toBe(130);
  closeSync(writer!);
});

it.each([
  ['to be printed', ['export', '-f', 'csv', '--stdout']],
  ['to be written', ['export', '-f', 'csv', '-o', 'out']],
  ['to be enriched', ['enrich', '--listen', 'none', '-o', 'out']],
  ['to go on with', ['listen', '-o', 'out', '--resume']],
])('makes nothing of a tracklist %s when it is interrupted while that is parsed', async (what, args) => {
  const pipe = join(cwd, `document ${what}`);
  execFileSync('mkfifo', [pipe]);
  const entries = Array.from({ length: 5000 }, (_, i) => trackEntry(i, i + 1, 'Title '.repeat(50)));
  const child = startCli([...args, pipe], { cwd, env: { OPENAI_API_KEY: 'sk-known-key-0001' } });
  child.stdin.end();
  const printed = child.stdout.setEncoding('utf8').toArray();
  child.stderr.resume();
  const ended = once(child, 'close');
  const writing = createWriteStream(pipe);
  // Interrupted before the last piece was read, it reads no more.
  writing.on('error', () => {});
  writing.end(JSON.stringify(tracklistOf(entries)));
  // Then all but the last piece is read, and nothing of it is parsed yet.
  await once(writing, 'finish');
  child.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
  expect(await printed).toEqual([]);
  expect(readdirSync(cwd)).not.toContain('out');
});

it('ends at once while a server drips', async () => {
  const asked: Array<() => void> = [];
  const server = await loopback((_, response) => {
    response.writeHead(200, { 'content-type': 'audio/mpeg' }).write('x');
    asked.shift()?.();
  });
  const seen = new Promise<void>((resolve) => asked.push(resolve));
  expect(await interrupted([`${server.url}/mix.mp3`, '--dry-run'], () => seen)).toBe(130);
  await server.close();
});
