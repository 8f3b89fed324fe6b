import type { Context } from '../../domain/ports/context.js';

/** Says once what AudD wants changed, though it answers. */
export function noticing(): (notice: string | undefined, context: Context) => void {
  let said = false;
  return (notice, { emit }) => {
    if (notice === undefined || said) return;
    said = true;
    const message = `AudD answers, and says that it soon won't in this way ("${notice}"): look for a newer tracklistify.`;
    emit({ type: 'warning', message });
  };
}
