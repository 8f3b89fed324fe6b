import { parentPort } from 'node:worker_threads';
import { serve } from '../threads/serve.js';
import { ownEngine } from './workshop/own-engine.js';
import { workshopWork } from './workshop/work.js';

/** The entry of a worker thread: bundled into a file of its own. */
serve(parentPort!, workshopWork(ownEngine()));
