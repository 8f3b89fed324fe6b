import { describe, expect, it } from 'vitest';
import { type ListenRun, listenLive } from '../../../src/app/listen-live.js';
import { ListenTeller } from '../../../src/app/live/telling.js';
import { AuthenticationError, NetworkError } from '../../../src/domain/errors.js';
import type { Listen, ListenBook, ListenKeeper, NotedListen } from '../../../src/domain/ports/listens.js';
import type { TrackEntry } from '../../../src/domain/tracklist.js';
import { memorySpool, type Scene, scriptedBroadcast } from '../../support/broadcast.js';
import { ManualClock } from '../../support/clock.js';
import { eventsOf, knowingListener, recorder } from '../../support/fakes.js';
import { followed, track } from '../../support/matches.js';
import { trackEntry, unknownEntry } from '../../support/tracklists.js';

const RATE = 11_025;

/** A book and a service in memory. */
function world(fail: () => Error | null = () => null) {
  const listens: Listen[] = [];
  const batches: number[] = [];
  let written: NotedListen[] = [];
  const book: ListenBook = {
    read: async () => structuredClone(written),
    write: async (notes) => {
      written = structuredClone([...notes]);
    },
  };
  const keeper: ListenKeeper = {
    title: 'Keeper',
    async submit(told) {
      const error = fail();
      if (error) throw error;
      batches.push(told.length);
      listens.push(...told);
      return [];
    },
  };
  const heard = () => listens.map(({ track: { title }, listenedAt }) => [title, listenedAt]);
  return { telling: { keeper, book }, heard, batches, notes: () => written };
}

/** Follows a broadcast whose clock goes along with its sound. */
async function listen(
  seconds: number,
  run: Partial<ListenRun> & Pick<ListenRun, 'telling'>,
  gap?: { at: number; seconds: number },
) {
  const clock = (run.clock as ManualClock | undefined) ?? new ManualClock();
  function* scenes(): Generator<Scene> {
    for (let second = 0; second < seconds; second++) {
      yield { act: () => clock.advance(1000) };
      yield { sound: 1 };
      if (gap && second === gap.at) {
        yield { gap: gap.seconds };
        yield { act: () => clock.advance(gap.seconds * 1000) };
      }
    }
  }
  const context = recorder();
  const whole: ListenRun = {
    source: scriptedBroadcast(scenes()),
    identifiers: [],
    spool: memorySpool(RATE),
    clock,
    save: async () => {},
    tool: { name: 'tracklistify', version: '0' },
    ...run,
  };
  const result = await listenLive(whole, context);
  return { ...result, warnings: eventsOf(context, 'warning').map(({ message }) => message) };
}
const BEGIN = 1_800_000_000;

describe('telling what was heard', () => {
  it('tells of each named track once it is settled, with the time at which it began', async () => {
    const { telling, heard, batches } = world();
    const matches = [followed('A', 0, 100), followed('B', 100, 300), followed('C', 320, 400)];
    const { failure, warnings } = await listen(400, { identifiers: [knowingListener(matches)], telling });
    expect(failure).toBeNull();
    expect(warnings).toEqual([]);
    expect(heard()).toEqual([
      ['A', BEGIN],
      ['B', BEGIN + 100],
      ['C', BEGIN + 320],
    ]);
    // One by one, while it plays.
    expect(batches).toEqual([1, 1, 1]);
  });

  it('tells nobody of a run without it', async () => {
    const { failure } = await listen(100, { identifiers: [knowingListener([followed('A', 0, 100)])], telling: null });
    expect(failure).toBeNull();
  });

  it.each<[string, Partial<TrackEntry>, number]>([
    ['what is not sure', { confidence: 0.75 }, 0],
    ['what is sure', { confidence: 0.8 }, 1],
    ['what has no artist', { track: track('A', { artists: [' '] }) }, 0],
    ['a few seconds', { end: 25 }, 0],
  ])('judges %s', async (_, more, count) => {
    const { telling, heard } = world();
    const clock = new ManualClock();
    const teller = new ListenTeller(telling, clock, () => {});
    teller.listener({ type: 'entry', state: 'settled', entry: trackEntry(0, 200, 'A', more) });
    teller.listener({ type: 'entry', state: 'playing', entry: trackEntry(200, 400, 'Playing') });
    teller.listener({ type: 'entry', state: 'settled', entry: unknownEntry(0, 200) });
    await teller.conclude();
    expect(heard()).toHaveLength(count);
  });

  it.each([
    [50, 1],
    [160, 0],
  ])('counts only what was heard: %i of 300 seconds were missed', async (missed, count) => {
    const { telling, heard } = world();
    const teller = new ListenTeller(telling, new ManualClock(), () => {});
    teller.listener({ type: 'gap', mixTime: 100, seconds: missed, reason: 'lost' });
    teller.listener({ type: 'entry', state: 'settled', entry: trackEntry(0, 300, 'A') });
    await teller.conclude();
    expect(heard()).toHaveLength(count);
  });

  it('says nothing again of a row that was settled twice, and nothing other of one that was told', async () => {
    const { telling, heard, notes } = world();
    const teller = new ListenTeller(telling, new ManualClock(), () => {});
    teller.listener({ type: 'entry', state: 'settled', entry: trackEntry(0, 200, 'A') });
    teller.listener({ type: 'entry', state: 'settled', entry: trackEntry(40, 210, 'A') });
    teller.listener({ type: 'entry', state: 'corrected', entry: trackEntry(5, 200, 'Other') });
    teller.listener({ type: 'entry', state: 'settled', entry: trackEntry(600, 800, 'A') });
    await teller.conclude();
    expect(heard().map(([title]) => title)).toEqual(['A', 'A']);
    expect(notes().map(({ start, told }) => [start, told])).toEqual([
      [0, true],
      [600, true],
    ]);
  });

  it('takes a correction of what could not be told yet, and tells all at the end in one', async () => {
    let down: Error | null = new NetworkError('Keeper', 'gone');
    const { telling, heard, batches } = world(() => down);
    const said: string[] = [];
    const teller = new ListenTeller(telling, new ManualClock(), (event) => {
      if (event.type === 'warning') said.push(event.message);
    });
    teller.listener({ type: 'entry', state: 'settled', entry: trackEntry(0, 200, 'Wrong') });
    teller.listener({ type: 'entry', state: 'corrected', entry: trackEntry(5, 200, 'Right') });
    teller.listener({ type: 'entry', state: 'settled', entry: trackEntry(200, 400, 'B') });
    await new Promise(setImmediate);
    down = null;
    await teller.conclude();
    expect(heard().map(([title]) => title)).toEqual(['Right', 'B']);
    expect(batches).toEqual([2]);
    expect(said).toEqual([]);
  });

  it('follows the broadcast whatever the service does, warns once, and tells of the rest after --resume', async () => {
    let down: Error | null = new NetworkError('Keeper', 'it is gone');
    const { telling, heard, batches } = world(() => down);
    const matches = [followed('A', 0, 100), followed('B', 100, 300)];
    const first = await listen(300, { identifiers: [knowingListener(matches)], telling });
    expect(first.failure).toBeNull();
    expect(first.tracklist.complete).toBe(true);
    expect(first.warnings).toEqual([
      '2 tracks that you heard couldn\'t be told to Keeper (it is gone). The next "listen --resume" tells of them.',
    ]);
    down = null;
    const clock = new ManualClock();
    clock.advance(Date.parse(first.tracklist.createdAt) - clock.now() + 10_000);
    const second = await listen(100, { resume: first.tracklist, telling, clock });
    expect(second.warnings).toEqual(first.warnings.slice(0, 0));
    expect(heard()).toEqual([
      ['A', BEGIN],
      ['B', BEGIN + 100],
    ]);
    expect(batches).toEqual([2]);
  });

  it('takes a track that plays on over a restart for one listen', async () => {
    const { telling, heard } = world();
    const long = followed('Long', 0, 1000);
    const clock = new ManualClock();
    const first = await listen(200, {
      identifiers: [knowingListener([{ ...long, mixDuration: 200 }])],
      telling,
      clock,
    });
    clock.advance(300_000);
    const on = { ...long, mixTime: 0, mixDuration: 200, trackTime: 500 };
    const again = await listen(200, { identifiers: [knowingListener([on])], resume: first.tracklist, telling, clock });
    expect(again.tracklist.entries).toHaveLength(1);
    expect(heard()).toEqual([['Long', BEGIN]]);
  });

  it('says at once that the account is refused, and not again at the end', async () => {
    const { telling } = world(() => new AuthenticationError('Keeper', 'The token is unknown.'));
    const { warnings, failure } = await listen(200, {
      identifiers: [knowingListener([followed('A', 0, 100), followed('B', 100, 200)])],
      telling,
    });
    expect(failure).toBeNull();
    expect(warnings).toEqual(["What you hear isn't told to anybody: The token is unknown."]);
  });

  it('leaves a service that never answers alone after a while', async () => {
    const clock = new ManualClock((milliseconds) => milliseconds === 5000);
    const { telling } = world();
    const submit: ListenKeeper['submit'] = (_, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
    const said: string[] = [];
    const teller = new ListenTeller({ ...telling, keeper: { title: 'Keeper', submit } }, clock, (event) => {
      if (event.type === 'warning') said.push(event.message);
    });
    teller.listener({ type: 'entry', state: 'settled', entry: trackEntry(0, 200, 'A') });
    await teller.conclude();
    expect(said).toEqual([
      expect.stringMatching(/^One track that you heard couldn't be told to Keeper \(it gave no answer in time\)/),
    ]);
  });

  it('keeps nothing of a file on this machine in its notes', async () => {
    const { telling, notes } = world();
    const teller = new ListenTeller(telling, new ManualClock(), () => {});
    const about = track('A', {
      file: '/home/somebody/a.mp3',
      artwork: 'https://host.example/a.jpg',
      ids: { musicbrainz: 'x', spotify: 'y' },
      isrc: 'GBAYE0000001',
    });
    teller.listener({ type: 'entry', state: 'settled', entry: trackEntry(0, 200, 'A', { track: about }) });
    await teller.conclude();
    expect(notes()[0]!.track).toEqual({
      title: 'A',
      artists: ['Somebody'],
      isrc: 'GBAYE0000001',
      ids: { musicbrainz: 'x', spotify: 'y' },
    });
  });
});
