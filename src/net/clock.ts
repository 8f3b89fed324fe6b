import type { Clock } from '../domain/ports/clock.js';

/** Timers of a longer time go off at once. So the caller looks at the clock after each sleep. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const leave = (): void => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(
        () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
        Math.min(milliseconds, LONGEST_TIMER_MS),
      );
      signal.addEventListener('abort', leave, { once: true });
    }),
};

/** Dates later than this aren't taken seriously. */
const LONG_TIME_MS = 31 * 24 * 3600_000;

/** `21:40` of the user's own day, or with the date when it isn't today any more; "a long time from now" beyond a month. */
export function timeOfDay(epoch: number, now: number): string {
  if (!(epoch - now <= LONG_TIME_MS)) return 'a long time from now';
  const at = new Date(epoch);
  const two = (n: number): string => String(n).padStart(2, '0');
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  if (at.toDateString() === new Date(now).toDateString()) return time;
  return `${time} on ${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
