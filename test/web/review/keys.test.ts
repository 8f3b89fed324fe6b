import { expect, it } from 'vitest';
import { commandOf, KEYS } from '../../../src/web/review/keys.js';

const press = (key: string, more = {}) => commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });

it('knows its keys, also in capitals', () => {
  expect(press(' ')).toEqual({ do: 'play' });
  expect(press('A')).toEqual({ do: 'accept' });
  expect(press('ArrowLeft')).toEqual({ do: 'seek', by: -5 });
  expect(press('3')).toEqual({ do: 'take', candidate: 2 });
  expect(press('Delete')).toEqual(press('d'));
});

it('leaves everything else alone, and its own keys with a modifier', () => {
  for (const key of ['q', '0', 'Tab', 'Escape', 'F5', 'Shift']) expect(press(key)).toBeNull();
  for (const modifier of ['ctrlKey', 'metaKey', 'altKey']) expect(press('a', { [modifier]: true })).toBeNull();
});

it('has one meaning for each key', () => {
  const all = KEYS.flatMap(({ keys }) => keys);
  expect(new Set(all).size).toBe(all.length);
});
