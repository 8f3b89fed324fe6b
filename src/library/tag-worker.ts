import { parentPort } from 'node:worker_threads';
import type { FromTagReader, ToTagReader } from './tags/messages.js';
import { parseTags } from './tags/parse.js';

/** The entry of a worker thread: bundled into a file of its own. */
const answer = (message: FromTagReader): void => parentPort!.postMessage(message);

parentPort!.on('message', async ({ path }: ToTagReader) => {
  try {
    answer({ type: 'read', parsed: await parseTags(path, undefined, (beyond) => answer({ type: 'beyond', beyond })) });
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    answer({ type: 'failed', message, code });
  }
});
