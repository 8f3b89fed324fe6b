import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';

const EVERY_MS = 10;

/** Of a child the most that it ever held: one that lives for a moment may have had more between two looks. */
const LOOKING = `
  const { readFileSync } = require('node:fs');
  const { workerData: { shared, pid, every } } = require('node:worker_threads');
  const peaks = new Float64Array(shared);
  const read = (path) => { try { return readFileSync(path, 'latin1'); } catch { return ''; } };
  const bytes = (pid, field) => 1024 * (new RegExp('^' + field + ':\\\\s*(\\\\d+) kB', 'm').exec(read('/proc/' + pid + '/status'))?.[1] ?? 0);
  const children = (pid) => read('/proc/' + pid + '/task/' + pid + '/children').split(' ').filter(Boolean);
  const below = (pid) => children(pid).flatMap((child) => [child, ...below(child)]);
  setInterval(() => {
    const others = below(pid).map((child) => bytes(child, 'VmHWM'));
    const all = others.reduce((sum, one) => sum + one, bytes(pid, 'VmRSS'));
    peaks[0] = Math.max(peaks[0], all);
    peaks[1] = Math.max(peaks[1], ...others);
  }, every);
`;

export interface TreeMemory {
  /** Begins to count, without the garbage of what was done before: the program does it once, in a process of its own. */
  begin(): void;
  /** Megabytes, the most since then: of this process and all below it together, and of the largest below it. */
  take(): { all: number; child: number };
  stop(): Promise<unknown>;
}

/** Watches what this process and those that it starts hold, as Linux tells it; elsewhere zeros. */
export function treeMemory(): TreeMemory {
  const shared = new SharedArrayBuffer(16);
  // Its own garbage would count.
  const resourceLimits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 16 };
  const workerData = { shared, pid: process.pid, every: EVERY_MS };
  const worker = new Worker(LOOKING, { eval: true, workerData, resourceLimits });
  worker.unref();
  const peaks = new Float64Array(shared);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  return {
    begin() {
      collect();
      peaks.fill(0);
    },
    take: () => ({ all: peaks[0]! / 1e6, child: peaks[1]! / 1e6 }),
    stop: () => worker.terminate(),
  };
}
