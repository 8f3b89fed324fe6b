import { parentPort } from 'node:worker_threads';
import { ownEngine } from './workshop/own-engine.js';
import { serve } from './workshop/serve.js';

/** The entry of a worker thread: bundled into a file of its own. */
serve(parentPort!, ownEngine());
