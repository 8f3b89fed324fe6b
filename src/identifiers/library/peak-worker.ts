import { parentPort } from 'node:worker_threads';
import { servePeaks } from './serve-peaks.js';

/** The entry of a worker thread: bundled into a file of its own. */
servePeaks(parentPort!);
