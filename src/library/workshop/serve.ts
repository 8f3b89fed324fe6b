import type { MessagePort } from 'node:worker_threads';
import { runMerge } from '../store/merge-job.js';
import type { FromWorker, ToWorker } from './messages.js';
import { type Engine, type Printer, writePrinted } from './printing.js';

/** The worker's side: one task after the other, as the messages come. */
export function serve(port: MessagePort, engine: Engine): void {
  let printer: Printer | null = null;
  const answer = (message: FromWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
  port.on('message', (message: ToWorker) => {
    try {
      switch (message.type) {
        case 'pcm':
          printer ??= engine.newPrinter();
          printer.push(message.pcm);
          answer({ type: 'taken', pcm: message.pcm }, [message.pcm.buffer as ArrayBuffer]);
          break;
        case 'write': {
          const ended = printer ?? engine.newPrinter();
          printer = null;
          answer({ type: 'written', printed: writePrinted(engine, ended, message.job) });
          break;
        }
        case 'drop':
          printer = null;
          break;
        case 'merge':
          answer({ type: 'merged', outcome: runMerge(message.job) });
          break;
      }
    } catch (error) {
      printer = null;
      const { message: text, code, stack } = error as NodeJS.ErrnoException;
      answer({ type: 'failed', message: text, code, stack });
    }
  });
}
