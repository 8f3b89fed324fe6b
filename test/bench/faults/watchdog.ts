import { Worker } from 'node:worker_threads';

/** Seconds without a sign of life; the machine may have other things to do. */
const PATIENCE = 120;

const WATCHING = `
  const { workerData: { shared, patience } } = require('node:worker_threads');
  const signs = new Int32Array(shared);
  let [last, quiet] = [-1, 0];
  setInterval(() => {
    quiet = signs[0] === last ? quiet + 1 : 0;
    last = signs[0];
    if (quiet < patience) return;
    require('node:fs').writeSync(2, 'It hangs: nothing has happened for ' + patience + ' s, at number ' + last + '.\\n');
    process.kill(process.pid, 'SIGKILL');
  }, 1000);
`;

/** Ends the process, saying so, when `alive` isn't called for long: even while a loop without an end keeps its thread. */
export function watchdog(): { alive: (number: number) => void; stop: () => Promise<unknown> } {
  const shared = new SharedArrayBuffer(4);
  const worker = new Worker(WATCHING, { eval: true, workerData: { shared, patience: PATIENCE } });
  worker.unref();
  const signs = new Int32Array(shared);
  return {
    alive(number) {
      signs[0] = number;
    },
    stop: () => worker.terminate(),
  };
}
