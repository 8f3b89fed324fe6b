import { keyName, keyNumber, keyOnWheel } from '../domain/musical-key.js';

/** How DJ programs number musical keys. Traktor's MUSICAL_KEY does it as `musical-key.ts`. */
export const keyOfTraktor = (number: number): string | undefined => keyName(number);

export const traktorOfKey = (text: string): number | undefined => keyNumber(text);

/** Mixxx' `key_id`, which is Traktor's from 1 on. */
export const keyOfMixxx = (id: number): string | undefined => keyName(id - 1);

/** Engine's: up the fifths from C, each major key before the minor one of the same notes. */
export function keyOfEngine(number: number): string | undefined {
  const isKey = Number.isInteger(number) && number >= 0 && number < 24;
  return isKey ? keyName(keyOnWheel(number >> 1, number % 2 === 1)) : undefined;
}
