import type { Deck } from '../domain/ports/deck.js';
import { engine } from './engine/deck.js';
import { m3u8 } from './m3u8/deck.js';
import { mixxx } from './mixxx/deck.js';
import { rekordbox } from './rekordbox/deck.js';
import { serato } from './serato/deck.js';
import { traktor } from './traktor/deck.js';
import { virtualdj } from './virtualdj/deck.js';

/** Every DJ program that is read. A new one is a folder beside this file and a line here; it is loaded when it is needed. */
export const decks: readonly Deck[] = [engine, m3u8, mixxx, rekordbox, serato, traktor, virtualdj];
