import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import type { ReviewState } from '../../src/web/review/contract.js';
import { ended, type Ran, startCli } from './cli.js';

export interface OpenReview {
  /** Of the page. */
  address: string;
  child: ChildProcessWithoutNullStreams;
  /** What the command said, once it has ended. */
  end: Promise<Ran>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  state(): Promise<ReviewState>;
  /** As the page sends it: on the state that it shows, unless a revision is named. */
  edit(verb: string, words?: string[], revision?: string): Promise<Response>;
  /** Revisions as the page is told them, from now on. */
  events(): Promise<AsyncIterator<string>>;
}

/** The built program's `review`, without a browser. It is ended with the test. */
export async function startReview(cwd: string, args: readonly string[]): Promise<OpenReview> {
  const child = startCli(['review', ...args, '--no-open'], { cwd });
  const end = ended(child);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await end;
  });
  const address = await Promise.race([
    new Promise<string>((resolve) => child.stdout.once('data', (text: string) => resolve(text.trim()))),
    end.then(({ stderr }) => Promise.reject(new Error(stderr))),
  ]);
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(new URL(path, address), { headers });
  const state = async (): Promise<ReviewState> => (await (await get('api/mix')).json()) as ReviewState;
  return {
    address,
    child,
    end,
    get,
    state,
    edit: async (verb, words = [], revision) =>
      fetch(new URL('api/edit', address), {
        method: 'POST',
        headers: { 'x-tracklistify': '1' },
        body: JSON.stringify({ revision: revision ?? (await state()).revision, verb, words }),
      }),
    async events() {
      const stop = new AbortController();
      onTestFinished(() => stop.abort());
      const { body } = await fetch(new URL('api/events', address), { signal: stop.signal });
      return revisionsIn(body!);
    },
  };
}

async function* revisionsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  const { Readable } = await import('node:stream');
  for await (const line of createInterface({ input: Readable.fromWeb(body as never) })) {
    if (line.startsWith('data: ')) yield JSON.parse(line.slice(6)).revision;
  }
}
