import { describe, expect, it } from 'vitest';
import { ask } from '../../../src/app/probing/ask.js';
import { unwarped } from '../../../src/app/probing/sample.js';
import { CallBudget } from '../../../src/domain/call-budget.js';
import { NetworkError, QuotaError } from '../../../src/domain/errors.js';
import type { Match } from '../../../src/domain/match.js';
import type { Sample, SampleIdentifier } from '../../../src/domain/ports/identify.js';
import { answering, eventsOf, recorder, toneSource } from '../../support/fakes.js';

const match = (key: string, mixTime: number, more: Partial<Match> = {}): Match => ({
  identifier: 'x',
  key,
  track: { title: key, artists: [], duration: 3600 },
  mixTime,
  mixDuration: 10,
  trackTime: mixTime,
  score: 0.95,
  ...more,
});
const heard = (end: number, matches: Match[] = []) => ({ start: 0, end, matches });

it('asks on where the answer is a phantom, and stops where its position advances', async () => {
  const real = (t: number): Match => match('real', t, { trackTime: t % 300 });
  const answers = (t: number): Match[] => [t < 40 ? match('phantom', t, { trackTime: 61 }) : real(t)];
  const stop = async (isPhantom: (one: Match) => boolean): Promise<number[]> => {
    const service = answering('x', answers);
    const { result } = await ask(toneSource(300), [service], heard(300), { isPhantom }, recorder());
    return result.matches.map(({ mixTime }) => mixTime);
  };
  const believing = await stop(() => false);
  const doubting = await stop(({ key }) => key === 'phantom');
  expect(doubting.length).toBeGreaterThan(believing.length);
  expect(Math.min(...doubting.filter((time) => time > 40))).toBeLessThan(70);
});

describe('a service that is gone', () => {
  const gone = (kept: (t: number) => Match[] | null): SampleIdentifier & { recalls: number[] } => {
    const recalls: number[] = [];
    return {
      ...answering('x', () => []),
      recalls,
      identify: async ({ mixTime }) => {
        const known = kept(mixTime);
        if (known) return known;
        throw new NetworkError('X', 'out of reach');
      },
      recall: async ({ mixTime }) => {
        recalls.push(mixTime);
        return kept(mixTime);
      },
    };
  };

  it('still tells what it has answered before, behind what it never answered', async () => {
    // Names stay for months, no-matches for days: the misses in between are forgotten.
    const service = gone((t) => (t > 300 && t < 450 ? null : [match('a', t)]));
    const context = recorder();
    const { result, failure } = await ask(toneSource(900), [service], heard(900), { step: 30 }, context);
    expect(Math.max(...result.matches.map((m) => m.mixTime))).toBeGreaterThan(850);
    expect(failure).toBeInstanceOf(NetworkError);
    expect(eventsOf(context, 'warning')).toHaveLength(3);
  });

  it('isn’t looked for much longer where nothing of it is kept', async () => {
    const service = gone(() => null);
    await ask(toneSource(3600), [service], heard(3600), { step: 30 }, recorder());
    expect(service.recalls).toHaveLength(10);
  });

  it('and that nobody asked for by name makes no failure of the run', async () => {
    const service = { ...gone(() => null), dispensable: true };
    const context = recorder();
    const { failure } = await ask(toneSource(900), [service], heard(900), { step: 30 }, context);
    expect(failure).toBe(null);
    expect(eventsOf(context, 'warning')).toEqual([]);
  });
});

describe('asking the services', () => {
  it('spares the dearer one where the cheaper one is sure', async () => {
    const cheap = answering('cheap', (t) => (t < 2100 ? [match('a', t)] : []));
    const dear = answering('dear', (t) => [match('b', t)]);
    const context = recorder();
    await ask(toneSource(2400), [cheap, dear], heard(2400), {}, context);
    expect(cheap.asked.length).toBeGreaterThan(3);
    expect(Math.min(...dear.asked.map((s) => s.mixTime))).toBeGreaterThan(2060);
    expect(eventsOf(context, 'spared').map((e) => [e.provider, e.calls > 0])).toEqual([
      ['cheap', true],
      ['dear', true],
    ]);
  });

  it('lets the dearer one speak where the cheaper one is in doubt', async () => {
    const cheap = answering('cheap', (t) => [match('a', t, { score: 0.6 })]);
    const dear = answering('dear', (t) => [match('a', t)]);
    const { result } = await ask(toneSource(300), [cheap, dear], heard(300), {}, recorder());
    expect(dear.asked.length).toBeGreaterThan(0);
    expect(result.matches.length).toBe(cheap.asked.length + dear.asked.length);
  });

  it('tells how many tracks are known by now, those of the others too', async () => {
    const library = [match('before', 0, { identifier: 'library', tracked: true, mixDuration: 300 })];
    const identifier = answering('x', (t) => (t < 400 ? [] : [match(t < 900 ? 'a' : 'b', t, { trackTime: t % 900 })]));
    const context = recorder();
    await ask(toneSource(1500), [identifier], heard(1500, library), {}, context);
    const found = eventsOf(context, 'count').map((event) => event.found);
    expect([...new Set(found)]).toEqual([1, 2, 3]);
  });

  it('counts only what costs something against the limit', async () => {
    const free: SampleIdentifier = {
      ...answering('free', () => []),
      identify: async (sample, context) => {
        context.emit({ type: 'call', provider: 'free', mixTime: sample.mixTime, outcome: 'cached' });
        return [];
      },
    };
    const paid = answering('paid', () => []);
    await ask(toneSource(300), [free, paid], heard(300), { maxCalls: 2 }, recorder());
    expect(paid.asked).toHaveLength(2);
  });

  it('counts every request against the limit, repeated ones and those about other mixes too', async () => {
    const calls = new CallBudget(5);
    let requests = 0;
    const repeating = answering('repeating', () => []);
    const identifier: SampleIdentifier = {
      ...repeating,
      identify: async (sample, context) => {
        for (let attempt = 0; attempt < 3; attempt++) {
          context.spend?.();
          requests++;
        }
        return repeating.identify(sample, context);
      },
    };
    const context = recorder();
    const asked = await Promise.all(
      [1, 2, 3].map(() => ask(toneSource(300), [identifier], heard(300), { calls }, context)),
    );
    expect(requests).toBe(5);
    expect(asked.map(({ failure }) => failure)).toEqual([null, null, null]);
    expect(eventsOf(context, 'warning').map(({ message }) => message)).toEqual(
      Array(3).fill("No more calls are made (--max-calls 5): what is still open isn't asked about."),
    );
  });

  it('says nothing of a limit that was never in the way', async () => {
    const context = recorder();
    await ask(toneSource(30), [answering('x', (t) => [match('a', t)])], heard(30), { maxCalls: 1 }, context);
    expect(eventsOf(context, 'warning')).toEqual([]);
  });

  it('goes on after a hiccup, and gives up after three in a row', async () => {
    let n = 0;
    const hiccup = answering('hiccup', (t) => (n++ % 3 < 2 ? new NetworkError('hiccup', 'down') : [match('a', t)]));
    const hopeless = answering('hopeless', () => new NetworkError('hopeless', 'down'));
    const spent = answering('spent', () => new QuotaError('spent', 'used up'));
    const { result, failure } = await ask(toneSource(900), [spent, hopeless, hiccup], heard(900), {}, recorder());
    expect([spent.asked.length, hopeless.asked.length]).toEqual([1, 3]);
    expect(result.matches.length).toBeGreaterThan(1);
    expect(failure).toBeInstanceOf(QuotaError);
  });

  it('keeps what it has when it is interrupted', async () => {
    const controller = new AbortController();
    const identifier = answering('x', (t) => {
      if (t > 200) controller.abort(new Error('Ctrl-C'));
      return [match('a', t)];
    });
    const { result, failure } = await ask(toneSource(900), [identifier], heard(900), {}, recorder(controller.signal));
    expect(result.matches).toHaveLength(identifier.asked.length);
    expect((failure as Error).message).toBe('Ctrl-C');
  });

  it('tries what has no name at the speed of its neighbours, and tells times and speed as they are in the mix', async () => {
    const isStraight = ({ pcm, rate }: Sample): boolean => Math.abs(pitchOf(pcm, rate) - 440 / 1.05) < 4;
    const identifier: SampleIdentifier = {
      kind: 'sample',
      name: 'x',
      rate: 8000,
      seconds: 10,
      async identify(sample) {
        return isStraight(sample) ? [match('b', sample.mixTime, { mixDuration: sample.duration, trackTime: 50 })] : [];
      },
    };
    const before = match('z', 0, { identifier: 'library', tracked: true, mixDuration: 100, speed: 1.05 });
    const { result } = await ask(toneSource(500), [identifier], heard(500, [before]), {}, recorder());
    const found = result.matches.find((m) => m.key === 'b')!;
    expect(found.speed).toBeCloseTo(1.05);
    expect(found.mixDuration).toBeCloseTo(10, 1);
  });

  it('undoes no speed that the service has shown to take by itself', async () => {
    const lengths: number[] = [];
    const identifier = answering('x', (t) => (t < 400 ? [match('a', t, { trackTime: 1.07 * t })] : []));
    const counting: SampleIdentifier = {
      ...identifier,
      identify(sample, context) {
        lengths.push(sample.duration);
        return identifier.identify(sample, context);
      },
    };
    await ask(toneSource(900), [counting], heard(900), {}, recorder());
    expect(lengths.length).toBeGreaterThan(4);
    expect(lengths.every((length) => length === 10)).toBe(true);
  });
});

it('plays a sample at another speed', () => {
  const pcm = Int16Array.from({ length: 8000 }, (_, i) => 8000 * Math.sin((2 * Math.PI * 440 * i) / 8000));
  const slow = unwarped({ mixTime: 3, duration: 1, rate: 8000, pcm }, 1.1);
  expect(slow.duration).toBeCloseTo(1.1, 2);
  expect(pitchOf(slow.pcm, 8000)).toBeCloseTo(400, -1);
});

/** By counting where the sound rises through zero. */
function pitchOf(pcm: Int16Array, rate: number): number {
  let rises = 0;
  for (let i = 1; i < pcm.length; i++) if (pcm[i - 1]! < 0 && pcm[i]! >= 0) rises++;
  return (rises / pcm.length) * rate;
}
