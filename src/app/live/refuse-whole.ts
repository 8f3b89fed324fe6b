import { UsageError } from '../../domain/errors.js';
import type { Identifier } from '../../domain/ports/identify.js';

/** Throws UsageError for an identifier that is handed a mix whole. */
export function refuseWhole(identifiers: ReadonlyArray<Pick<Identifier, 'kind' | 'name'>>): void {
  const whole = identifiers.find(({ kind }) => kind === 'file');
  if (!whole) return;
  throw new UsageError(
    `${whole.name} scans a mix as a whole, which a broadcast never is: leave it out of --providers, or record the broadcast ` +
      '(--save-audio) and identify the recording.',
  );
}
