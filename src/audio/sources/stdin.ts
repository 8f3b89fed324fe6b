import { SourceError } from '../../domain/errors.js';
import type { AudioSource } from '../../domain/ports/source.js';
import type { SourceTools } from './kind.js';
import { openSpooled } from './spooled.js';

export async function openStdin(_location: string, tools: SourceTools): Promise<AudioSource> {
  if ('isTTY' in tools.stdin && tools.stdin.isTTY) {
    throw new SourceError(
      '"-" reads sound from standard input, which is a terminal: pipe a file into it, or name one.',
    );
  }
  return openSpooled(tools.stdin, 'standard input', { name: 'stdin', kind: 'stdin', location: '' }, tools);
}
