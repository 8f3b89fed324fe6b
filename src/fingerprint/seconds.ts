import { ENGINE_RATE, HOP, TIME_UNITS, WINDOW } from './constants.js';

/** Quarters of a frame in seconds. A frame stands for the middle of its window. */
export function secondsAt(quarters: number): number {
  return Math.max(0, ((quarters / TIME_UNITS) * HOP + WINDOW / 2) / ENGINE_RATE);
}
