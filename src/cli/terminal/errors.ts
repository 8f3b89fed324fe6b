import type { Terminal } from './terminal.js';
import { plain } from './terminal.js';

export function explainError(error: unknown, _terminal: Terminal): string {
  return `${plain(error instanceof Error ? error.message : String(error))}\n`;
}
