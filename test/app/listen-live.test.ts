import { describe, expect, it } from 'vitest';
import { type ListenRun, listenLive } from '../../src/app/listen-live.js';
import { SourceError } from '../../src/domain/errors.js';
import type { Match } from '../../src/domain/match.js';
import type { MixSound } from '../../src/domain/mix-sound.js';
import type { Unknowns } from '../../src/domain/ports/archive.js';
import type { Clock } from '../../src/domain/ports/clock.js';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { ear } from '../../src/identifiers/library/ear.js';
import { localPeaks } from '../../src/identifiers/library/peaks.js';
import { memorySpool, type Scene, scriptedBroadcast } from '../support/broadcast.js';
import { ManualClock } from '../support/clock.js';
import { answering, eventsOf, knowingListener, recorder, scanning } from '../support/fakes.js';
import { followed, sampled, track } from '../support/matches.js';

const RATE = 11_025;
const labels = (tracklist: Tracklist): Array<[string, number]> =>
  tracklist.entries.map((entry) => [entry.track?.title ?? 'ID', Math.round(entry.start)]);

async function listen(scenes: Iterable<Scene>, more: Partial<ListenRun> = {}, signal?: AbortSignal) {
  const source = scriptedBroadcast(scenes);
  const clock: Clock = new ManualClock();
  const context = recorder(signal);
  const saved: Tracklist[] = [];
  const run: ListenRun = {
    source,
    identifiers: [],
    spool: memorySpool(RATE),
    clock,
    save: async (tracklist) => void saved.push(tracklist),
    tool: { name: 'tracklistify', version: '0' },
    ...more,
  };
  return { ...(await listenLive(run, context)), context, saved, source };
}

describe('listening to a broadcast', () => {
  it('names what it hears, and tells of each row as it goes', async () => {
    const matches = [followed('A', 0, 100), followed('B', 100, 300)];
    const { tracklist, failure, context } = await listen([{ sound: 300 }], {
      identifiers: [knowingListener(matches)],
    });
    expect(failure).toBeNull();
    expect(tracklist).toMatchObject({ complete: true, duration: 300, source: { kind: 'radio' } });
    expect(labels(tracklist)).toEqual([
      ['A', 0],
      ['B', 100],
    ]);
    expect(eventsOf(context, 'entry').map((e) => `${e.state} ${e.entry.track?.title}`)).toContain('settled B');
    expect(eventsOf(context, 'position').length).toBeGreaterThan(100);
  });

  it('refuses whoever takes a mix only as a whole, before it listens to anything', async () => {
    const refused = listen([{ sound: 300 }], { identifiers: [knowingListener([]), scanning('scanner', [])] });
    await expect(refused).rejects.toThrow(
      'scanner scans a mix as a whole, which a broadcast never is: leave it out of --providers, or record the broadcast',
    );
  });

  it('hears in chapters, and joins a track that plays across two of them', async () => {
    // What each listener is given begins at 0: the second one hears the track from its own beginning on.
    const starts: number[] = [];
    let heard = 0;
    const whole = followed('Long', 0, 3000);
    const identifier = knowingListener([]);
    const counting = {
      ...identifier,
      listen() {
        const start = heard / RATE;
        starts.push(start);
        let own = 0;
        const soFar = (): Match[] => [{ ...whole, mixTime: 0, mixDuration: own / RATE, trackTime: start }];
        return {
          hear: async (pcm: Int16Array) => {
            own += pcm.length;
            heard = Math.max(heard, start * RATE + own);
          },
          soFar,
          finish: async () => soFar(),
          breakOff: async () => soFar(),
        };
      },
    };
    const { tracklist } = await listen([{ sound: 3000 }], { identifiers: [counting] });
    expect(starts.map(Math.round)).toEqual([0, 1200, 2400]);
    expect(labels(tracklist)).toEqual([['Long', 0]]);
    expect(tracklist.entries[0]!.end).toBeCloseTo(3000, 0);
  });

  it('marks what was missed, and calls it no unknown track', async () => {
    const scenes: Scene[] = [
      { sound: 60 },
      { trouble: 'Radio: gone; trying.' },
      { gap: 120, reason: 'gone' },
      { sound: 60 },
    ];
    const { tracklist, context } = await listen(scenes, { identifiers: [knowingListener([followed('A', 0, 60)])] });
    expect(tracklist.unheard).toEqual([{ start: 60, end: 180, reason: 'gone' }]);
    expect(tracklist.duration).toBe(240);
    expect(tracklist.warnings).toEqual(['Radio: gone; trying.']);
    expect(tracklist.entries.every((e) => e.kind === 'track' || e.start >= 180 || e.end <= 60)).toBe(true);
    expect(eventsOf(context, 'gap')).toEqual([{ type: 'gap', mixTime: 60, seconds: 120, reason: 'gone' }]);
  });

  it('takes silence for silence, and goes on after it', async () => {
    const scenes: Scene[] = [{ sound: 100 }, { quiet: 60 }, { sound: 100 }];
    const identifiers = [knowingListener([followed('A', 0, 100), followed('B', 160, 260)])];
    const { tracklist } = await listen(scenes, { identifiers });
    expect(labels(tracklist)).toEqual([
      ['A', 0],
      ['B', 160],
    ]);
  });

  it("keeps the station's titles beside the tracklist, and never in it", async () => {
    const scenes: Scene[] = [
      { title: 'Somebody - A' },
      { sound: 100 },
      { title: 'Somebody - Wrong' },
      { sound: 100 },
      { title: '' },
    ];
    const { tracklist } = await listen(scenes, { identifiers: [knowingListener([followed('A', 0, 200)])] });
    expect(tracklist.hints?.map((h) => [h.text, h.agrees])).toEqual([
      ['Somebody - A', true],
      ['Somebody - Wrong', false],
    ]);
    expect(labels(tracklist)).toEqual([['A', 0]]);
    const unknown = await listen([{ title: 'Somebody - A' }, { sound: 100 }]);
    expect(labels(unknown.tracklist)).toEqual([['ID', 0]]);
    expect(unknown.tracklist.hints?.[0]?.agrees).toBeNull();
  });

  it('asks the services about what the library doesn’t know, a little behind the sound', async () => {
    const identifier = answering('acrcloud', (time) => (time > 120 ? [sampled('B', time, time - 100)] : []));
    // A part a turn, so that answers come in between, as they do in life.
    const turns = Array.from({ length: 300 }, (): Scene[] => [
      { sound: 1 },
      { act: () => new Promise((resolve) => setImmediate(resolve)) },
    ]).flat();
    const { tracklist } = await listen(turns, { identifiers: [knowingListener([followed('A', 0, 110)]), identifier] });
    expect(Math.min(...identifier.asked.map((s) => s.mixTime))).toBeGreaterThan(100);
    expect(labels(tracklist).map(([title]) => title)).toEqual(['A', 'B']);
    expect(tracklist.stats.providers['acrcloud']?.calls).toBe(identifier.asked.length);
  });

  it('stops after the length that was asked for', async () => {
    const { tracklist, failure, source } = await listen([{ sound: 500 }], { duration: 120 });
    expect(failure).toBeNull();
    expect(tracklist).toMatchObject({ duration: 120, complete: true });
    expect(source.requests).toHaveLength(1);
  });

  it('stops at the moment that was asked for, even when nothing comes any more', async () => {
    const clock = new ManualClock();
    const until = clock.now() + 3_600_000;
    const scenes: Scene[] = [
      { sound: 30 },
      { act: () => void setImmediate(() => clock.advance(3_600_000)) },
      { silence: true },
    ];
    const { tracklist, failure } = await listen(scenes, { clock, until });
    expect(failure).toBeNull();
    expect(tracklist).toMatchObject({ duration: 30, complete: true });
  });

  it('stops by the clock on the wall, for a timer sleeps with the machine', async () => {
    let now = 1_800_000_000_000;
    const clock = {
      now: () => now,
      sleep: (_: number, signal: AbortSignal) =>
        new Promise<void>((__, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    };
    const sleep = (): void => {
      now += 8 * 3_600_000;
    };
    const scenes: Scene[] = [{ sound: 30 }, { act: sleep }, { sound: 30 }];
    const { tracklist } = await listen(scenes, { clock, until: now + 3_600_000 });
    expect(tracklist).toMatchObject({ duration: 31, complete: true });
  });

  it('saves every minute what is known by then, and says that it is a part', async () => {
    const clock = new ManualClock();
    const minute = async (): Promise<void> => {
      clock.advance(60_000);
      await new Promise((resolve) => setImmediate(resolve));
    };
    const scenes: Scene[] = [{ sound: 60 }, { act: minute }, { sound: 60 }, { act: minute }, { sound: 5 }];
    const { tracklist, saved } = await listen(scenes, {
      clock,
      identifiers: [knowingListener([followed('A', 0, 125)])],
    });
    expect(saved.map((t) => [t.duration, t.complete, t.entries.length])).toEqual([
      [60, false, 1],
      [120, false, 1],
    ]);
    expect(tracklist.complete).toBe(true);
  });

  it('goes on when it can’t save, and says so once', async () => {
    const clock = new ManualClock();
    const minute = async (): Promise<void> => {
      clock.advance(60_000);
      await new Promise((resolve) => setImmediate(resolve));
    };
    const save = async (): Promise<void> => {
      throw new Error('the disk is full');
    };
    const { tracklist } = await listen([{ sound: 5 }, { act: minute }, { act: minute }, { sound: 5 }], { clock, save });
    expect(tracklist.warnings).toEqual(['the disk is full']);
  });

  it('has all that was known when it is interrupted', async () => {
    const leaving = new AbortController();
    const scenes: Scene[] = [
      { sound: 100 },
      { act: () => leaving.abort(new DOMException('left', 'AbortError')) },
      { sound: 100 },
    ];
    const { tracklist, failure } = await listen(
      scenes,
      { identifiers: [knowingListener([followed('A', 0, 100)])] },
      leaving.signal,
    );
    expect((failure as Error).name).toBe('AbortError');
    expect(labels(tracklist)).toEqual([['A', 0]]);
    expect(tracklist.complete).toBe(false);
  });

  it('has all that was known when the station is given up', async () => {
    const scenes: Scene[] = [{ sound: 100 }, { fail: new SourceError('off the air') }];
    const { tracklist, failure } = await listen(scenes);
    expect((failure as Error).message).toBe('off the air');
    expect(tracklist).toMatchObject({ duration: 100, complete: false });
  });

  it('is no result at all when nothing was heard', async () => {
    await expect(listen([{ fail: new SourceError('off the air') }])).rejects.toThrow('off the air');
    await expect(listen([])).rejects.toThrow('Radio gave no sound.');
  });

  it('hands the bytes to who keeps them', async () => {
    const keep = async (): Promise<void> => {};
    const { source } = await listen([{ sound: 1 }], { keep });
    expect(source.requests[0]!.keep).toBe(keep);
  });
});

describe('what is kept of a broadcast', () => {
  const leaving = (): DOMException => new DOMException('left', 'AbortError');
  /** Numbers whatever it is asked about, and notes that. */
  function keeping(earlier: MixSound | null = null) {
    const asked: Array<{ entries: string[]; sound: MixSound; mix: string | undefined }> = [];
    const unknowns: Unknowns = {
      async number(entries, sound, { id }, { signal }) {
        signal.throwIfAborted();
        asked.push({ entries: entries.map(({ start, end }) => `${start}-${end}`), sound, mix: id });
        const numbered = entries.map((entry) => (entry.kind === 'unknown' ? { ...entry, number: 7 } : entry));
        return { entries: numbered, numbering: 'own', seen: [{ number: 7, mixes: 2 }], found: [] };
      },
    };
    return { asked, keeping: { mix: { id: 'session', location: '' }, ear: ear(localPeaks()), earlier, unknowns } };
  }

  it('is its sound, in its own times, and a number for what nobody knows', async () => {
    const { asked, ...kept } = keeping();
    const identifiers = [knowingListener([followed('A', 0, 60)])];
    const scenes: Scene[] = [{ sound: 120 }, { gap: 60, reason: 'gone' }, { sound: 120 }];
    const { tracklist, sound, seen, context } = await listen(scenes, { identifiers, ...kept });
    expect(asked.map(({ entries, mix }) => [mix, ...entries])).toEqual([
      ['session', '0-60', '60-120', '180-240', '240-300'],
    ]);
    expect(tracklist.entries.map(({ start, number }) => [start, number])).toEqual([
      [0, undefined],
      [60, 7],
      [180, undefined],
      [240, 7],
    ]);
    expect(tracklist.numbering).toBe('own');
    expect(seen).toEqual([{ number: 7, mixes: 2 }]);
    expect(sound).toMatchObject({ start: 0, end: 300, musicless: [{ start: 120, end: 180 }] });
    expect(sound?.waveform.mid.length).toBe(3000);
    // What is told of at the end has its number.
    expect(eventsOf(context, 'entry').at(-1)?.entry.number).toBe(7);
  });

  it('is there after Ctrl-C as well, but for what services weren’t asked about yet', async () => {
    const left = new AbortController();
    const end = { act: () => left.abort(leaving()) };
    const alone = keeping();
    const first = await listen([{ sound: 120 }, end, { sound: 5 }], alone, left.signal);
    expect(first.tracklist.entries.map(({ number }) => number)).toEqual([7]);

    const again = new AbortController();
    const { asked, ...kept } = keeping();
    const second = await listen(
      [{ sound: 120 }, { act: () => again.abort(leaving()) }, { sound: 5 }],
      { ...kept, identifiers: [answering('acrcloud', () => [])] },
      again.signal,
    );
    expect(asked.flatMap(({ entries }) => entries)).toEqual([]);
    expect(second.sound).toMatchObject({ start: 0, end: 120 });
  });

  it('is no number where a failure has left unnamed what a service may know', async () => {
    const { asked, ...kept } = keeping();
    const scenes: Scene[] = [{ sound: 100 }, { fail: new SourceError('off the air') }];
    const { sound } = await listen(scenes, kept);
    expect(asked).toEqual([]);
    expect(sound).toMatchObject({ start: 0, end: 100 });
  });

  it('is kept now and then, so that whoever is killed loses half of it at most', async () => {
    const clock = new ManualClock();
    const minute = async (): Promise<void> => {
      clock.advance(60_000);
      await new Promise((resolve) => setImmediate(resolve));
    };
    const sounds: Array<MixSound | null> = [];
    const save = async (_: Tracklist, sound: MixSound | null): Promise<void> => void sounds.push(sound);
    const scenes = Array.from({ length: 30 }, (): Scene[] => [{ sound: 1 }, { act: minute }]).flat();
    await listen(scenes, { clock, save, ...keeping() });
    const minutes = sounds.flatMap((sound, i) => (sound ? [i + 1] : []));
    expect(minutes).toEqual([1, 2, 4, 8, 16, 26]);
    expect(sounds[7]).toMatchObject({ start: 0, end: 8 });
  });

  it('goes on where an earlier session has ended, whose numbers stay', async () => {
    const clock = new ManualClock();
    const first = await listen([{ sound: 120 }], { clock, ...keeping() });
    clock.advance(60_000);
    const { asked, ...kept } = keeping(first.sound);
    const resume = { ...first.tracklist, numbering: 'own' };
    const second = await listen([{ sound: 60 }], { clock, resume, ...kept });
    expect(second.sound).toMatchObject({ start: 0, end: 240, musicless: [{ start: 120, end: 180 }] });
    expect(asked.flatMap(({ entries }) => entries)).toEqual(['0-120', '180-240']);
    expect(second.tracklist.entries.map(({ number }) => number)).toEqual([7, 7]);
    expect(second.tracklist.numbering).toBe('own');
  });
});

describe('going on after a restart', () => {
  const session = async (more: Partial<ListenRun> = {}) => {
    const clock = new ManualClock();
    const first = await listen([{ title: 'Somebody - A' }, { sound: 100 }], {
      clock,
      identifiers: [knowingListener([followed('A', 0, 100, { at: 10 })])],
    });
    clock.advance(60_000);
    return listen([{ sound: 200 }], { clock, resume: first.tracklist, ...more });
  };

  it('keeps what was known, and marks the time in between', async () => {
    const { tracklist } = await session({ identifiers: [knowingListener([followed('B', 50, 200)])] });
    expect(tracklist.unheard).toEqual([{ start: 100, end: 160, reason: 'nobody was listening' }]);
    expect(tracklist.duration).toBe(360);
    expect(labels(tracklist)).toEqual([
      ['A', 0],
      ['ID', 160],
      ['B', 210],
    ]);
    expect(tracklist.hints?.map((h) => [h.text, h.agrees])).toEqual([['Somebody - A', true]]);
  });

  it('keeps what enriching the first part has cost, what it told of the set, and what a person has said', async () => {
    const clock = new ManualClock();
    const { tracklist: first } = await listen([{ sound: 100 }], { clock });
    const usage = { inputTokens: 1200, outputTokens: 300, cost: 0.0125 };
    const story = { title: 'Night Drive', genres: ['house'], arc: 'It builds.', provider: 'openai', model: 'small' };
    const corrections = [{ kind: 'heading' as const, title: 'Night Drive' }];
    const resume: Tracklist = {
      ...first,
      story,
      corrections,
      stats: {
        elapsed: 5,
        providers: { openai: { calls: 2, cacheHits: 1, saved: 0, errors: 1, usage } },
        transfer: { fetched: 500, total: null },
      },
    };
    const identifier = answering('acrcloud', () => []);
    const { tracklist } = await listen([{ sound: 100 }], { clock, resume, identifiers: [identifier] });
    expect(tracklist.story).toEqual(story);
    expect(tracklist.corrections).toEqual(corrections);
    expect(tracklist.stats.providers['openai']).toEqual({ calls: 2, cacheHits: 1, saved: 0, errors: 1, usage });
    expect(tracklist.stats.providers['acrcloud']?.calls).toBe(identifier.asked.length);
    expect(tracklist.stats.transfer).toEqual({ fetched: 1500, total: null });
  });

  it('knows a track again that played on meanwhile', async () => {
    const { tracklist } = await session({ identifiers: [knowingListener([followed('A', 0, 80, { at: 170 })])] });
    expect(labels(tracklist)).toEqual([
      ['A', 0],
      ['ID', 240],
    ]);
    expect(tracklist.entries[0]!.end).toBeCloseTo(240, 0);
  });

  it('takes the same track played anew for a second play', async () => {
    const again = followed('A', 0, 80, { at: 0, track: track('A') });
    const { tracklist } = await session({ identifiers: [knowingListener([again])] });
    expect(labels(tracklist).map(([title]) => title)).toEqual(['A', 'A', 'ID']);
  });
});
