import { crc32 } from '../../files/checksum.js';
import { PAGE_BYTES, PAGE_WORDS, ROWS_A_PAGE } from './rows.js';

/** Checksum of the page whose words begin at `at`. Its number counts with it: a page in another's place isn't the right one. */
export const pageChecksum = (words: Uint32Array, at: number, page: number): number =>
  crc32(new Uint8Array(words.buffer, words.byteOffset + at * 4 + 4, PAGE_BYTES - 4), page);

/** Whether these are the words that were written as that page. */
export const isSoundPage = (words: Uint32Array, at: number, page: number): boolean =>
  at + PAGE_WORDS <= words.length && words[at + 1]! <= ROWS_A_PAGE && words[at] === pageChecksum(words, at, page);
