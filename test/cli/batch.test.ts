import { describe, expect, it } from 'vitest';
import { inOrder } from '../../src/cli/batch.js';

const never = new AbortController().signal;

describe('several things at once', () => {
  it('speak in order, whichever is ready first', async () => {
    const said: number[] = [];
    const ready: Array<() => void> = [];
    const working = inOrder([0, 1, 2], 3, never, async (item, turn) => {
      await new Promise<void>((resolve) => {
        ready[item] = resolve;
      });
      await turn.mine;
      said.push(item);
      return item * 10;
    });
    for (const item of [2, 1, 0]) ready[item]!();
    expect(await working).toEqual([0, 10, 20]);
    expect(said).toEqual([0, 1, 2]);
  });

  it('are never more than the lanes', async () => {
    let now = 0;
    let most = 0;
    await inOrder(Array.from({ length: 20 }), 3, never, async () => {
      most = Math.max(most, ++now);
      await Promise.resolve();
      now--;
    });
    expect(most).toBe(3);
  });

  it('take their names in order', async () => {
    const named: number[] = [];
    await inOrder([0, 1, 2, 3], 4, never, async (item, turn) => {
      await turn.named;
      named.push(item);
      turn.isNamed();
    });
    expect(named).toEqual([0, 1, 2, 3]);
  });

  it('go on when one of them fails, and fail with it', async () => {
    const done: number[] = [];
    const working = inOrder([0, 1], 2, never, async (item, turn) => {
      if (item === 0) throw new Error('broken');
      await turn.mine;
      done.push(item);
    });
    await expect(working).rejects.toThrow('broken');
    expect(done).toEqual([1]);
  });

  it('are not begun once it is over', async () => {
    const stop = new AbortController();
    const results = await inOrder([0, 1, 2], 1, stop.signal, async (item) => {
      if (item === 1) stop.abort();
      return item;
    });
    expect(results).toEqual([0, 1]);
  });
});
