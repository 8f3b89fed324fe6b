import type { WriteStream } from 'node:tty';

/**
 * Lines that are drawn again and again in place. Between two drawings the cursor waits at the start of the first one: a
 * terminal that is narrowed meanwhile wraps them, and takes the cursor along with what stands there, so that everything from
 * it downwards is what was drawn, on however many rows. Nobody can tell from the width where a cursor at their end would be.
 */
export function drawnInPlace(lines: readonly string[]): string {
  const up = lines.length > 1 ? `\u001b[${lines.length - 1}A` : '';
  return `${WRAP_OFF}${lines.join('\n')}${WRAP_ON}\r${up}`;
}

/**
 * Takes them away: the first row, then from its second column on all that is below. From the very first column tmux would
 * take it for clearing the screen, and keep what is cleared among the lines that have scrolled away.
 */
export const ERASED = '\r\u001b[K\u001b[C\u001b[J\r';

/** A line for the width of a moment ago is cut by the terminal then, and never wraps. */
const WRAP_OFF = '\u001b[?7l';
const WRAP_ON = '\u001b[?7h';

/** What a terminal is taken for that says that it has no columns, as a serial line or a container's does. */
const COLUMNS = 80;

/**
 * The terminal for ora, which erases no more than the row where the cursor is: from there on everything goes. It takes a line to wrap
 * into as many rows as the columns tell, which would be endlessly many where those are none.
 */
export function erasingDownwards(tty: WriteStream): WriteStream {
  return Object.create(tty, {
    clearLine: { value: () => tty.write(ERASED) },
    columns: { get: () => tty.columns || COLUMNS },
  }) as WriteStream;
}
