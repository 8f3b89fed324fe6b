import { describe, expect, it } from 'vitest';
import { FEW_POSTINGS, POSITIONS_PER_SECOND, TIME_UNITS } from '../../src/fingerprint/constants.js';
import { SecondLook } from '../../src/fingerprint/second-look.js';

const SECOND = POSITIONS_PER_SECOND * TIME_UNITS;
const BLOCK = 8 * SECOND;
const END = Number.POSITIVE_INFINITY;

/** One that has noted so many blocks, each with the one before it. */
function noted(blocks: number, postingCount: number): SecondLook {
  const look = new SecondLook({ postingCount });
  for (let i = 0; i < blocks; i++) look.note({ start: Math.max(0, i - 1) * BLOCK, end: (i + 1) * BLOCK });
  return look;
}

function line(from: number, to: number, share: number, expected = 1000) {
  return { mixStart: from * BLOCK, mixEnd: to * BLOCK, expected, present: share * expected };
}

/** The blocks of all stretches that are due, each told by its first. */
function due(look: SecondLook, now: number, lines: ReturnType<typeof line>[] = []): number[] {
  const starts: number[] = [];
  for (let next = look.next(now, lines); next; next = look.next(now, lines)) starts.push(next.start / BLOCK);
  return starts;
}

describe('the second look', () => {
  it('goes to two of three blocks that no line passes through', () => {
    expect(due(noted(12, 1000), 12 * BLOCK)).toEqual([0, 3, 6, 9]);
    expect(due(noted(12, 1000), 12 * BLOCK, [line(2.5, 7.5, 0.4)])).toEqual([0, 9]);
  });

  it('goes there once', () => {
    const look = noted(6, 1000);
    expect(due(look, 6 * BLOCK)).toEqual([0, 3]);
    expect(due(look, END)).toEqual([]);
  });

  it('comes two minutes later in a large library, and at the end of the mix at the latest', () => {
    const look = noted(18, FEW_POSTINGS + 1);
    expect(due(look, 18 * BLOCK)).toEqual([0]);
    expect(due(look, END)).toEqual([3, 6, 9, 12, 15]);
  });

  it('is left out in a large library once a track tells that the mix is clear, and only there', () => {
    const clear = line(3, 6, 0.8);
    expect(due(noted(9, FEW_POSTINGS + 1), END, [clear])).toEqual([]);
    expect(due(noted(9, FEW_POSTINGS), END, [clear])).toEqual([0, 6]);
  });

  it.each([
    ['shows too few of its peaks', line(3, 6, 0.6)],
    ['is too short to tell', line(3, 6, 0.9, 300)],
  ])('is taken where the one track that was found %s', (_, murky) => {
    expect(due(noted(9, FEW_POSTINGS + 1), END, [murky])).toEqual([0, 6]);
  });
});
