import { describe, expect, it, onTestFinished } from 'vitest';
import { Lane } from '../../src/threads/lane.js';

type Task = 'sum' | 'refuse' | 'wait' | 'leave';

/** Adds samples up, and says after each message how many came with it. Takes -1 for something that it can't work with. */
const ADDER = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    let sum = 0;
    const failed = (text) => ({ type: 'failed', error: { message: text, code: 'EADD', stack: undefined } });
    parentPort.on('message', (message) => {
      if (message.type === 'task') {
        if (message.task === 'leave') process.exit(0);
        if (message.task === 'wait') return;
        parentPort.postMessage(message.task === 'refuse' ? failed('no') : { type: 'done', done: sum });
        sum = 0;
        return;
      }
      const { pcm, used } = message;
      const wrong = pcm.subarray(0, used).includes(-1);
      for (let i = 0; i < used; i++) sum += pcm[i];
      parentPort.postMessage(wrong ? { ...failed('minus'), pcm } : { type: 'heard', heard: used, pcm }, [pcm.buffer]);
    });
  `)}`,
);

function laneOf(messagesAhead = 4) {
  const lane = new Lane<Task, number, number>(ADDER, {
    ...{ messageSamples: 10, messagesAhead },
    stopped: () => new Error('stopped'),
  });
  onTestFinished(() => lane.stop());
  return lane;
}
const ones = (count: number): Int16Array => new Int16Array(count).fill(1);

describe('a lane', () => {
  it('sends sound in messages of one size, however it comes, and the rest before a task', async () => {
    const lane = laneOf();
    const heard: number[] = [];
    lane.begin((count) => heard.push(count));
    for (const count of [3, 25, 0, 4, 1]) await lane.hear(ones(count));
    expect(await lane.run('sum')).toBe(33);
    expect(heard).toEqual([10, 10, 10, 3]);
    expect(await lane.run('sum')).toBe(0);
  });

  it('rejects with what the worker says of a task, and goes on', async () => {
    const lane = laneOf();
    await expect(lane.run('refuse')).rejects.toMatchObject({ message: 'no', code: 'EADD' });
    await lane.hear(ones(12));
    expect(await lane.run('sum')).toBe(12);
  });

  it.each([
    ['the worker can’t work with it', Int16Array.of(-1), () => {}, 'minus'],
    [
      'whoever takes it throws',
      ones(1),
      () => {
        throw new Error('full');
      },
      'full',
    ],
  ])('lets sound come to nothing when %s, until it is broken off', async (_, first, take, message) => {
    const lane = laneOf();
    lane.begin(take);
    await lane.hear(first);
    await expect(lane.run('sum')).rejects.toThrow(message);
    expect(lane.usable).toBe(false);
    await expect(lane.hear(ones(20))).rejects.toThrow(message);
    expect(await lane.breakOff('sum')).toBe(true);
    expect(lane.usable).toBe(true);
    lane.begin(() => {});
    await lane.hear(ones(7));
    expect(await lane.run('sum')).toBe(7);
  });

  it('forgets what it was given when it is broken off', async () => {
    const lane = laneOf();
    const heard: number[] = [];
    lane.begin((count) => heard.push(count));
    await lane.hear(ones(5));
    expect(await lane.breakOff('sum')).toBe(true);
    expect(await lane.run('sum')).toBe(0);
    expect(heard).toEqual([]);
  });

  it('wakes whoever waits when the worker ends, and can’t be used again', async () => {
    for (const end of ['leaves', 'is stopped']) {
      const lane = laneOf();
      const waiting = [expect(lane.run('wait')).rejects.toThrow('stopped')];
      if (end === 'leaves') waiting.push(expect(lane.run('leave')).rejects.toThrow('stopped'));
      else await lane.stop();
      await Promise.all(waiting);
      expect(lane.usable).toBe(false);
      expect(await lane.breakOff('sum')).toBe(false);
    }
  });

  it('has so many messages under way at most', async () => {
    const mute = new URL(
      "data:text/javascript,import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => {});",
    );
    const lane = new Lane<Task, number, number>(mute, {
      ...{ messageSamples: 10, messagesAhead: 2 },
      stopped: () => new Error('stopped'),
    });
    let sent = 0;
    const hearing = (async () => {
      for (;;) {
        await lane.hear(ones(10));
        sent++;
      }
    })();
    const rejected = expect(hearing).rejects.toThrow('stopped');
    await new Promise(setImmediate);
    expect(sent).toBe(2);
    await lane.stop();
    await rejected;
  });
});
