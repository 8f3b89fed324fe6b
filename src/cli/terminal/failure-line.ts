import type { TracklistifyError } from '../../domain/errors.js';
import { jsonText } from '../../domain/text.js';

/** A source that came to nothing, as scripts see it among the documents of the others. */
export function failureLine(source: string, error: TracklistifyError, exitCode: number): string {
  const line = { schema: 'tracklistify/failure/1', source, code: error.code, exitCode, message: error.message };
  return jsonText(line);
}
