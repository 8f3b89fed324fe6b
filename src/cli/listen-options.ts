import { InvalidArgumentError } from 'commander';
import type { OptionsOf, Shapes } from './command.js';

/** Megabytes: more than an hour at the highest rate that a service wants. */
export const SPOOL_SIZE = 200;

/** What the command line of `listen` parses to. */
export const listenShape = (of: Shapes) => ({
  args: of.tuple([of.word.optional()]),
  options: of.object({
    ...of.output,
    ...of.said,
    ...of.answers,
    files: of.flag,
    json: of.flag,
    library: of.list,
    providers: of.list,
    duration: of.number,
    until: of.custom<(now: number) => number>((value) => typeof value === 'function').exactOptional(),
    resume: of.text,
    saveAudio: of.flag,
    archive: of.flag,
    spoolSize: of.count,
    maxCalls: of.number,
    allowPrivate: of.flag,
  }),
});

export type ListenOptions = OptionsOf<typeof listenShape>;

/** `23:30` is the next time that it is that; `2026-01-02T03:04` is that very moment. Both of the user's own clock. */
export function parseUntil(text: string): (now: number) => number {
  const time = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text.trim());
  if (time) {
    const [h, m, s] = [Number(time[1]), Number(time[2]), Number(time[3] ?? 0)];
    if (h > 23 || m > 59 || s > 59) throw new InvalidArgumentError('There is no such time of day.');
    return (now) => {
      const at = new Date(now);
      at.setHours(h, m, s, 0);
      if (at.getTime() <= now) at.setDate(at.getDate() + 1);
      return at.getTime();
    };
  }
  const moment = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d|$)/.test(text.trim())
    ? Date.parse(text.trim().replace(' ', 'T'))
    : Number.NaN;
  if (Number.isNaN(moment)) throw new InvalidArgumentError('Write a time as 23:30 or 2026-01-02T23:30.');
  return () => moment;
}

/** Megabytes. */
export function parseSize(text: string): number {
  const size = /^(\d+(?:\.\d+)?)\s*(mb?|gb?)?$/i.exec(text.trim());
  const megabytes = size ? Number(size[1]) * (/^g/i.test(size[2] ?? '') ? 1000 : 1) : 0;
  if (!(megabytes >= 10)) throw new InvalidArgumentError('Write a size of at least 10 megabytes, as 200 or 1G.');
  return megabytes;
}
