import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileJournal, type FileJournalOptions } from '../../src/cache/file-journal.js';
import { eventsOf, recorder } from '../support/fakes.js';
import { quickClock } from '../support/network.js';
import { tempFolder } from '../support/temp.js';

const KEY = 'quiz/1/8000/a-sound';
/** Processes that run, by their pids; the others have been killed. */
function room() {
  const folder = join(tempFolder(), 'calls');
  const running = new Set<number>();
  const answered = new Set<string>();
  const start = (pid: number, more: Partial<FileJournalOptions> = {}): FileJournal => {
    running.add(pid);
    const isRunning = (other: number): boolean => running.has(other);
    const clock = quickClock();
    return new FileJournal({ folder, clock, pid, isRunning, isAnswered: async (key) => answered.has(key), ...more });
  };
  return { folder, start, kill: (pid: number) => running.delete(pid), answered };
}
/** Some turns of the event loop: a few looks of who waits, far from as many as make a run dead. */
const aWhile = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
};
const warningsOf = (context: ReturnType<typeof recorder>): string[] =>
  eventsOf(context, 'warning').map(({ message }) => message);

describe('the journal of calls under way', () => {
  it('lets one ask at a time, and leaves nothing when all is answered', async () => {
    const { folder, start } = room();
    const journals = [start(1), start(2), start(3)];
    let asking = 0;
    let most = 0;
    await Promise.all(
      journals.map(async (journal) => {
        const underWay = await journal.begin(KEY, recorder());
        most = Math.max(most, ++asking);
        underWay.sending();
        await aWhile();
        asking--;
        await underWay.done();
      }),
    );
    expect(most).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('lets the same program ask again what it gave up, and tells of it', async () => {
    const { start, folder } = room();
    const journal = start(1);
    const given = await journal.begin(KEY, recorder());
    given.sending();
    await given.leave();
    const context = recorder();
    const again = await journal.begin(KEY, context);
    expect(again.waited).toBe(false);
    expect(warningsOf(context)[0]).toContain('1 call was under way when an earlier run broke off');
    await again.done();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says who has waited for another one, and lets different questions pass', async () => {
    const { start } = room();
    const first = await start(1).begin(KEY, recorder());
    const second = start(2, { clock: { ...quickClock(), sleep: () => first.done() } });
    expect((await second.begin('quiz/1/8000/another', recorder())).waited).toBe(false);
    expect(first.waited).toBe(false);
    expect((await second.begin(KEY, recorder())).waited).toBe(true);
  });

  it('tells once of the calls that were under way when a run was killed, and lets them be made again', async () => {
    const { folder, start, kill } = room();
    const killed = start(1);
    for (const name of ['a', 'b', 'c']) (await killed.begin(`quiz/${name}`, recorder())).sending();
    await killed.begin('quiz/never-sent', recorder());
    kill(1);
    const context = recorder();
    const next = start(2);
    await (await next.begin('quiz/a', context)).done();
    await (await next.begin('quiz/b', context)).done();
    expect(warningsOf(context)).toEqual([expect.stringMatching(/^3 calls were under way .* may have been counted/)]);
    const later = recorder();
    await (await start(3).begin('quiz/c', later)).done();
    expect(warningsOf(later)).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says nothing of a call whose answer was kept before the kill', async () => {
    const { start, kill, answered } = room();
    (await start(1).begin(KEY, recorder())).sending();
    answered.add(KEY);
    kill(1);
    const context = recorder();
    await start(2).begin('quiz/another', context);
    expect(warningsOf(context)).toEqual([]);
  });

  it('takes over from a run that is killed while another one waits for it', async () => {
    const { start, kill } = room();
    (await start(1).begin(KEY, recorder())).sending();
    const context = recorder();
    const second = start(2, { clock: { ...quickClock(), sleep: async () => void kill(1) } });
    expect((await second.begin(KEY, context)).waited).toBe(true);
    expect(warningsOf(context)).toEqual([expect.stringMatching(/^1 call was under way/)]);
  });

  it('takes who shows no sign of life for dead: the pid may be another program’s by now', async () => {
    const { start } = room();
    await start(1).begin(KEY, recorder());
    // It stands still: nothing here lets its heart beat.
    const underWay = await start(2).begin(KEY, recorder());
    expect(underWay.waited).toBe(true);
  });

  it.each(['', '{"key":'])('is not kept up for ever by a note that reads %j', async (content) => {
    const { folder, start } = room();
    const journal = start(1);
    await (await journal.begin(KEY, recorder())).done();
    const open = await journal.begin(KEY, recorder());
    const [name] = readdirSync(folder);
    await open.done();
    writeFileSync(join(folder, name!), content);
    await (await journal.begin(KEY, recorder())).done();
  });

  it('tells of a call that was left without knowing what became of it', async () => {
    const { start, kill } = room();
    const first = start(1);
    const sent = await first.begin(KEY, recorder());
    sent.sending();
    await sent.leave();
    await (await first.begin('quiz/unsent', recorder())).leave();
    kill(1);
    const context = recorder();
    await start(2).begin(KEY, context);
    expect(warningsOf(context)).toEqual([expect.stringMatching(/^1 call was under way/)]);
  });

  it('ends its wait when the run is broken off', async () => {
    const { start } = room();
    await start(1).begin(KEY, recorder());
    const controller = new AbortController();
    const reason = new Error('Ctrl-C');
    const clock = quickClock();
    const sleep = async (): Promise<void> => {
      controller.abort(reason);
      throw reason;
    };
    const second = start(2, { clock: { ...clock, sleep } });
    await expect(second.begin(KEY, recorder(controller.signal))).rejects.toBe(reason);
  });

  it('says once that it can note nothing, and keeps nobody from asking', async () => {
    const root = tempFolder();
    mkdirSync(join(root, 'cache'));
    writeFileSync(join(root, 'cache', 'calls'), 'a file');
    const context = recorder();
    const journal = room().start(1, { folder: join(root, 'cache', 'calls') });
    for (const key of ['quiz/a', 'quiz/b']) {
      const underWay = await journal.begin(key, context);
      underWay.sending();
      await underWay.done();
    }
    expect(warningsOf(context)).toEqual([expect.stringMatching(/can't be noted/)]);
  });
});
