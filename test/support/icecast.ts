import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';

const PASSWORD = 'hackme';

/** The real Icecast, on a free port, with its own folder; it can be killed and started again. */
export class Icecast {
  readonly port: number;
  readonly #config: string;
  #server: ChildProcess | null = null;
  readonly #feeds = new Set<ChildProcess>();

  static async start(folder: string): Promise<Icecast> {
    const port = await freePort();
    const logs = join(folder, 'icecast');
    await mkdir(logs);
    // It won't run as root, and becomes nobody there.
    await chmod(folder, 0o755);
    await chmod(logs, 0o777);
    const config = join(folder, 'icecast.xml');
    await writeFile(config, configuration(port, logs));
    const icecast = new Icecast(port, config);
    await icecast.revive();
    return icecast;
  }

  constructor(port: number, config: string) {
    this.port = port;
    this.#config = config;
  }

  url(mount: string): string {
    return `http://127.0.0.1:${this.port}${mount}`;
  }

  async revive(): Promise<void> {
    this.#server = spawn('icecast2', ['-c', this.#config], { stdio: 'ignore' });
    await until(async () => (await fetch(`${this.url('/')}status-json.xsl`)).ok);
  }

  /** As a crash would, in the middle of everything. */
  async kill(): Promise<void> {
    await ended(this.#server);
    this.#server = null;
  }

  /** ffmpeg as the station's own encoder. `rate` is how many times faster than in life it plays. */
  async feed(ffmpeg: string, file: string, mount: string, options: readonly string[], rate: number): Promise<void> {
    const target = `icecast://source:${PASSWORD}@127.0.0.1:${this.port}${mount}`;
    const input = ['-nostdin', '-v', 'error', '-readrate', String(rate), '-i', file];
    const feed = spawn(ffmpeg, [...input, ...options, target], { stdio: 'ignore' });
    this.#feeds.add(feed);
    await until(async () => {
      const answer = await fetch(this.url(mount));
      await answer.body?.cancel();
      return answer.ok;
    });
  }

  async stopFeeds(): Promise<void> {
    for (const feed of this.#feeds) await ended(feed);
    this.#feeds.clear();
  }

  async title(mount: string, title: string): Promise<void> {
    const query = new URLSearchParams({ mount, mode: 'updinfo', charset: 'UTF-8', song: title });
    const headers = { authorization: `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}` };
    const answer = await fetch(`${this.url('/admin/metadata')}?${query}`, { headers });
    if (!answer.ok) throw new Error(`Icecast refused the title: ${answer.status}`);
    await answer.text();
  }

  async close(): Promise<void> {
    await this.stopFeeds();
    await this.kill();
  }
}

async function ended(child: ChildProcess | null): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((done) => {
    child.once('exit', done);
    child.kill('SIGKILL');
  });
}

/** Asks until the answer is yes; a test's own time limit ends it. */
async function until(ready: () => Promise<boolean>): Promise<void> {
  while (!(await ready().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

function configuration(port: number, logs: string): string {
  const user = process.getuid?.() === 0;
  const owner = user ? '<changeowner><user>nobody</user><group>nogroup</group></changeowner>' : '';
  return `<icecast>
  <location>Here</location><admin>nobody@localhost</admin><hostname>localhost</hostname>
  <limits><clients>20</clients><sources>4</sources><queue-size>2097152</queue-size><burst-size>65535</burst-size></limits>
  <authentication>
    <source-password>${PASSWORD}</source-password>
    <admin-user>admin</admin-user><admin-password>${PASSWORD}</admin-password>
  </authentication>
  <listen-socket><port>${port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
  <fileserve>1</fileserve>
  <paths>
    <basedir>/usr/share/icecast2</basedir><logdir>${logs}</logdir>
    <webroot>/usr/share/icecast2/web</webroot><adminroot>/usr/share/icecast2/admin</adminroot>
  </paths>
  <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>2</loglevel></logging>
  <security><chroot>0</chroot>${owner}</security>
</icecast>
`;
}
