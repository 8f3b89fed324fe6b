import type { Emit } from '../../domain/events.js';
import { jsonText } from '../../domain/text.js';
import type { OutputStream } from './terminal.js';

/** Each event as one JSON object on a line of its own (NDJSON), for programs that follow a run. */
export function eventWriter(stream: OutputStream): Emit {
  return (event) => stream.write(jsonLine(event));
}

/** Nothing in it can act on a terminal, and no secret of an address is in it. */
export function jsonLine(value: unknown): string {
  return jsonText(value, undefined, (_, part) => (typeof part === 'string' ? withoutSecrets(part) : part));
}

const SECRET_NAME = /key|token|secret|password|signature|credential/i;

/** Messages are made without secrets; this is the second lock: `user:password@` and keys in a query. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/(:\/\/)[^\s/?#]*@/g, '$1')
    .replace(/([?&][^=&?\s]*=)[^&\s"']+/g, (all, name: string) => (SECRET_NAME.test(name) ? `${name}***` : all));
}
