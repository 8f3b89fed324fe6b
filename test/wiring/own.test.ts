import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValidationError } from '../../src/domain/errors.js';
import type { Match } from '../../src/domain/match.js';
import type {
  FileIdentifier,
  Identifier,
  MixIdentifier,
  Sample,
  SampleIdentifier,
} from '../../src/domain/ports/identify.js';
import type { Resolution } from '../../src/domain/ports/resolve.js';
import { ownIdentifier, ownResolver } from '../../src/wiring/own.js';

const context = { signal: new AbortController().signal, emit: () => {} };
const sample: Sample = { mixTime: 0, duration: 10, rate: 8000, pcm: new Int16Array(0) };
const glass: Match = {
  identifier: 'mine',
  key: 'k',
  track: { title: 'Glass', artists: ['Mira Vale'] },
  mixTime: 0,
  mixDuration: 10,
  score: 0.9,
};
const saying = (answer: unknown): SampleIdentifier => ({
  kind: 'sample',
  name: 'mine',
  rate: 8000,
  seconds: 10,
  identify: async () => answer as Match[],
});
const ask = (answer: unknown): Promise<Match[]> =>
  (ownIdentifier(saying(answer)) as SampleIdentifier).identify(sample, context);
const resolve = (answer: unknown): Promise<Resolution | null> =>
  ownResolver({ name: 'names', resolve: async () => answer as Resolution }).resolve(glass.track, context);

describe('an identifier of a program', () => {
  it('gives what it gives, without what is undefined', async () => {
    expect(await ask([{ ...glass, trackTime: undefined, track: { ...glass.track, album: undefined } }])).toEqual([
      glass,
    ]);
    expect(await ask([])).toEqual([]);
  });

  it.each<[unknown, string]>([
    [undefined, 'it must be a list'],
    ['Glass', 'it must be a list'],
    [[null], '[0]: it must be an object'],
    [[{ ...glass, mixTime: Number.NaN }], '[0].mixTime: it must be a number'],
    [[{ ...glass, mixDuration: -1 }], '[0].mixDuration: it must be at least 0'],
    [[{ ...glass, score: 7 }], '[0].score: it must be at most 1'],
    [[{ ...glass, speed: 0 }], '[0].speed: it must be more than 0'],
    [[glass, { ...glass, track: {} }], '[1].track.title: it must be text'],
    [[{ ...glass, track: { title: ' ', artists: [] } }], '[0].track.title: it must not be empty'],
  ])('is named with the field that is wrong: %j', async (answer, words) => {
    const error = await ask(answer).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ValidationError);
    expect((error as Error).message).toBe(`The identifier "mine" gave by identify() what is no answer: ${words}.`);
  });

  it.each<[object, string]>([
    [{ rate: 0 }, 'The identifier "mine" of your own is not usable: rate: it must be at least 1000.'],
    [{ seconds: -5 }, 'The identifier "mine" of your own is not usable: seconds: it must be at least 1.'],
    [{ gap: Number.NaN }, 'The identifier "mine" of your own is not usable: gap: it must be a number.'],
    [{ identify: undefined }, 'The identifier "mine" of your own is not usable: identify: it must be a function.'],
    [{ name: '' }, 'An identifier of your own is not usable: name: it must not be empty.'],
  ])('is refused before it is asked: %j', (wrong, words) => {
    expect(() => ownIdentifier({ ...saying([]), ...wrong } as Identifier)).toThrow(new ValidationError(words));
  });

  it('is checked whether it is asked about samples, listens to the mix or is handed it', async () => {
    const wrong = [{ ...glass, score: Number.NaN }] as Match[];
    const listener = {
      hear: async () => {},
      soFar: () => wrong,
      finish: async () => wrong,
      breakOff: async () => wrong,
    };
    const mix = ownIdentifier({ kind: 'mix', name: 'ear', rate: 8000, listen: () => listener }) as MixIdentifier;
    expect(() => mix.listen().soFar()).toThrow(/"ear" gave by soFar\(\).*\[0\]\.score/);
    await expect(mix.listen().finish()).rejects.toThrow(/"ear" gave by finish\(\)/);
    const scan = async function* () {
      yield [glass];
      yield wrong;
    };
    const reckon = async () => ({ calls: -1, expected: 0, seconds: 0 });
    const file = ownIdentifier({ kind: 'file', name: 'files', scan, reckon }) as FileIdentifier;
    const found: Match[][] = [];
    const reading = async (): Promise<void> => {
      for await (const some of file.scan({} as never, context)) found.push(some);
    };
    await expect(reading()).rejects.toThrow(/"files" gave by scan\(\)/);
    expect(found).toEqual([[glass]]);
    await expect(file.reckon({} as never, 1)).rejects.toThrow(/"files" gave by reckon\(\).*calls/);
  });
});

describe('a resolver of a program', () => {
  it('tells what it knows and nothing else', async () => {
    expect(await resolve(null)).toBeNull();
    const known = { track: { label: 'Amber' }, agreement: null };
    expect(await resolve(known)).toEqual(known);
  });

  it.each<[unknown, string]>([
    [{ track: { label: 'Amber' }, agreement: Number.NaN }, 'agreement: it must be a number'],
    [{ track: {}, agreement: 1.5 }, 'agreement: it must be at most 1'],
    [{ agreement: 1 }, 'track: it must be an object'],
    [{ track: { artists: 'Mira Vale' }, agreement: 1 }, 'track.artists: it must be a list'],
  ])('is named with the field that is wrong: %j', async (answer, words) => {
    const message = `The resolver "names" gave by resolve() what is no answer: ${words}.`;
    await expect(resolve(answer)).rejects.toThrow(new ValidationError(message));
  });
});

it('lets nothing through but answers, whatever a program gives', async () => {
  const odd = fc.oneof(
    fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true, withNullPrototype: true }),
    fc.record({ ...Object.fromEntries(Object.keys(glass).map((key) => [key, fc.anything()])) }).map((m) => [m]),
    fc
      .tuple(fc.constantFrom(...Object.keys(glass), 'speed', 'trackTime', 'owned'), fc.anything())
      .map(([key, value]) => [{ ...glass, [key]: value }]),
  );
  const isSound = (m: Match): boolean =>
    m.track.title.trim() !== '' && m.mixDuration >= 0 && Number.isFinite(m.mixTime) && m.score >= 0 && m.score <= 1;
  await fc.assert(
    fc.asyncProperty(odd, async (answer) => {
      const [found, resolved] = await Promise.allSettled([ask(answer), resolve(answer)]);
      for (const one of [found, resolved]) {
        if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(ValidationError);
      }
      if (found.status === 'fulfilled') expect(found.value.every(isSound)).toBe(true);
      const { agreement = null } = (resolved.status === 'fulfilled' && resolved.value) || {};
      expect(agreement === null || (agreement >= 0 && agreement <= 1)).toBe(true);
    }),
    { numRuns: 400 },
  );
});
