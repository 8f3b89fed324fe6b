import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SOURCE = 'test/bench/sound/peers/qm-key.cpp';

/**
 * Queen Mary's key detector, which Mixxx uses: a program of Debian's libqm-dsp-dev, compiled in passing; CXXFLAGS and LDFLAGS say where
 * it lies if not where compilers look. Undefined where it isn't installed.
 */
export function keyPeer(): { keyOf: (pcm: Int16Array, rate: number) => number; close: () => void } | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'tracklistify-key-peer-'));
  const program = join(folder, 'qm-key');
  const flags = (name: string) => (process.env[name] ?? '').split(' ').filter(Boolean);
  const compiled = spawnSync('g++', [
    '-O2',
    ...flags('CXXFLAGS'),
    SOURCE,
    '-o',
    program,
    ...flags('LDFLAGS'),
    '-lqm-dsp',
  ]);
  const close = () => rmSync(folder, { recursive: true, force: true });
  if (compiled.status !== 0) {
    close();
    return undefined;
  }
  return {
    close,
    keyOf: (pcm, rate) => {
      const bytes = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);
      const format = ['-f', 's16le', '-ac', '1', '-ar'];
      const options = { maxBuffer: 2 ** 31 - 1 };
      const { stdout: input } = spawnSync(
        'ffmpeg',
        ['-v', 'error', ...format, String(rate), '-i', '-', ...format, '44100', '-'],
        { ...options, input: bytes },
      );
      const { stdout } = spawnSync(program, [], { ...options, input });
      const heard = stdout.toString().trim().split(' ').slice(1).map(Number);
      return heard.indexOf(Math.max(...heard));
    },
  };
}
