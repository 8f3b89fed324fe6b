import { jsonText } from '../../domain/text.js';
import type { Check } from '../../wiring/checkup/check.js';
import { defineCommand } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { type OutputStream, plain } from '../terminal/terminal.js';

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Say what works on this machine, what does not, and how to mend it. Asks nobody without --online.',
  examples: [
    ['tracklistify doctor', 'ffmpeg, folders, disk, library, keys and clock, a line each'],
    ['tracklistify doctor --json | jq \'.checks[] | select(.state != "ok")\'', 'what needs mending, for a script'],
  ],
  define: (command) => {
    command.option(
      '--online',
      'also ask services whether they can be reached and when models will be switched off, which is free',
    );
    command.option('--json', 'print a JSON document');
  },
  shape: (of) => ({ args: of.tuple([]), options: of.object({ online: of.flag, json: of.flag }) }),
  async run(cli, _args, { online, json }) {
    const { checkUp } = await import('../../wiring/checkup/checkup.js');
    const { withoutSecrets } = await import('../terminal/event-writer.js');
    const checks = (await checkUp(cli, online)).map((check) => ({
      ...check,
      found: withoutSecrets(check.found),
      ...(check.mend && { mend: withoutSecrets(check.mend) }),
    }));
    const ok = checks.every((check) => check.state !== 'problem');
    const { out } = cli.terminal;
    out.write(json ? jsonText({ ok, checks }, 2) : renderChecks(checks, out));
    return ok ? EXIT.done : EXIT.usage;
  },
});

/** One line for each check, and one more for what to do. */
export function renderChecks(checks: readonly Check[], { style, unicode }: OutputStream): string {
  const PAINT = { ok: style.green, warning: style.yellow, problem: style.red };
  const width = Math.max(...checks.map((check) => check.name.length));
  return checks
    .map(({ name, state, found, mend }) => {
      const line = `${PAINT[state](state.padEnd(8))} ${name.padEnd(width)}  ${plain(found)}\n`;
      const indent = ' '.repeat(8 + 1 + width + 2);
      return mend ? `${line}${indent}${style.bold(`${unicode ? '→' : '->'} ${plain(mend)}`)}\n` : line;
    })
    .join('');
}
