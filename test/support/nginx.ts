import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tempFolder } from './temp.js';

export interface Nginx {
  url: string;
  /** Request line and status of everything that was asked so far. */
  log(): string[];
  /** Ends it at once, in the middle of whatever it is doing. */
  kill(): Promise<void>;
  /** With these directives instead of those before. */
  start(directives: string): Promise<void>;
}

/** The real nginx on a folder; `directives` go into its `server`. */
export async function nginx(folder: string, directives = ''): Promise<Nginx> {
  const port = await freePort();
  const own = tempFolder();
  mkdirSync(join(own, 'temp'));
  const temps = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((t) => `${t}_temp_path ${own}/temp/${t};`);
  const config = (inside: string): string => `daemon off; master_process off; pid ${own}/pid;
    error_log ${own}/error.log; events {}
    http { ${temps.join(' ')} log_format short '$request $status'; access_log ${own}/access.log short;
    server { listen 127.0.0.1:${port}; root ${folder}; ${inside} } }`;
  let child: ChildProcess;
  const server: Nginx = {
    url: `http://127.0.0.1:${port}`,
    log: () => readFileSync(join(own, 'access.log'), 'utf8').trim().split('\n'),
    async start(inside) {
      writeFileSync(join(own, 'nginx.conf'), config(inside));
      child = spawn('nginx', ['-p', own, '-c', join(own, 'nginx.conf'), '-e', join(own, 'error.log')], {
        stdio: 'ignore',
      });
      while (!(await accepts(port))) {
        if (child.exitCode !== null) throw new Error(readFileSync(join(own, 'error.log'), 'utf8'));
      }
    },
    async kill() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
  await server.start(directives);
  onTestFinished(() => server.kill());
  return server;
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => setImmediate(resolve, false));
  });
