import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Measured {
  stdout: string;
  code: number;
  /** Seconds on the clock, and of processor time with that of all children. */
  wall: number;
  cpu: number;
  /** Largest resident size of the process itself, in MB; NaN where there is no /proc. */
  peak: number;
}

/** Runs a program under bash's `time`, which counts the children's processor time too. */
export async function measured(command: string, args: readonly string[]): Promise<Measured> {
  const script = 'TIMEFORMAT="measured %R %U %S"; time "$@" 2>&3';
  const child = spawn('bash', ['-c', script, 'bash', command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 2],
  });
  const out: Buffer[] = [];
  let said = '';
  let peak = Number.NaN;
  child.stdout!.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr!.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  const watch = setInterval(() => {
    const size = peakOf(child.pid);
    if (!Number.isNaN(size)) peak = size;
  }, 100);
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve(status ?? 1));
  });
  clearInterval(watch);
  const [, real, user, system] = /measured (\S+) (\S+) (\S+)/.exec(said) ?? [];
  return {
    stdout: Buffer.concat(out).toString('utf8'),
    code,
    wall: Number(real),
    cpu: Number(user) + Number(system),
    peak,
  };
}

/** Of the first child of the shell, or of the shell itself where it has given its place to it. */
function peakOf(shell: number | undefined): number {
  try {
    const children = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim().split(' ');
    const status = readFileSync(`/proc/${children[0] || shell}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}

/** Decodes files to nowhere, as many at once as `jobs`: what no identification can be faster than. */
export function decodeAll(files: readonly string[], rate: number, jobs: number): Promise<Measured> {
  const script = `printf '%s\\0' "$@" | xargs -0 -P ${jobs} -I{} ffmpeg -v error -nostdin -i {} -ac 1 -ar ${rate} -f s16le -y /dev/null`;
  return measured('bash', ['-c', script, 'bash', ...files]);
}
