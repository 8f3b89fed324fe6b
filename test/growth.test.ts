import { afterEach, describe, expect, it, vi } from 'vitest';
import { checkHints } from '../src/app/hints.js';
import { scanTags } from '../src/audio/sources/hls/tags.js';
import { OggTitles } from '../src/audio/sources/icecast/ogg-titles.js';
import { withEnrichmentOf } from '../src/domain/enrichment/carry.js';
import { hintOf } from '../src/domain/hint.js';
import { parseTracklist, parseTracklists } from '../src/domain/schema.js';
import { readStream } from '../src/enrichers/chat/stream.js';
import { trackEntry, tracklistOf } from './support/tracklists.js';

/** Four times as much takes at most this many times the steps: what grows by its square would take sixteen times. */
const MOST_GROWTH = 6;

/** How the steps of some work grow from a size to four times that size. */
async function growth(stepsFor: (size: number) => number | Promise<number>, size: number): Promise<number> {
  return (await stepsFor(4 * size)) / (await stepsFor(size));
}

/** The same objects, and how often anything was read off them. */
function counted<T extends object>(objects: readonly T[]): { list: T[]; reads: () => number } {
  let reads = 0;
  const list = objects.map(
    (object) =>
      new Proxy(object, {
        get(target, key, receiver) {
          reads++;
          return Reflect.get(target, key, receiver) as unknown;
        },
      }),
  );
  return { list, reads: () => reads };
}

afterEach(() => vi.restoreAllMocks());

// Patterns have a test of their own (patterns.test.ts); these are the loops written by hand.
describe('what is read of strangers', () => {
  it('takes as many steps as there are hints, though all are of one moment', async () => {
    const stepsFor = (size: number): number => {
      const { list, reads } = counted(Array.from({ length: size }, (_, i) => hintOf('chapter', 5, `Title ${i}`)));
      checkHints(list, []);
      return reads();
    };
    expect(await growth(stepsFor, 500)).toBeLessThan(MOST_GROWTH);
  });

  it('takes as many steps as there are entries, though all overlap', async () => {
    const stepsFor = (size: number): number => {
      const entries = (name: string) => Array.from({ length: size }, (_, i) => trackEntry(0, 100, `${name} ${i}`));
      const before = counted(entries('Before').map((entry) => ({ ...entry, enrichment: {} })));
      const now = counted(entries('Now'));
      withEnrichmentOf(tracklistOf(before.list), tracklistOf(now.list));
      return before.reads() + now.reads();
    };
    expect(await growth(stepsFor, 250)).toBeLessThan(MOST_GROWTH);
  });

  it('looks once at each letter of a line of a model’s stream, in however many pieces it comes', async () => {
    const split = vi.spyOn(String.prototype, 'split');
    const stepsFor = async (size: number): Promise<number> => {
      split.mockClear();
      const body = (async function* () {
        for (let i = 0; i < size; i++) yield Buffer.from('x');
      })();
      const stream = { body } as unknown as Parameters<typeof readStream>[1];
      expect(await readStream('quiz', stream, (() => new Error()) as never)).toBeNull();
      return split.mock.contexts.reduce<number>((sum, text) => sum + String(text).length, 0);
    };
    expect(await growth(stepsFor, 500)).toBeLessThan(MOST_GROWTH);
  });

  it('copies once what comes of an Ogg stream, however many pages it holds', async () => {
    const page = Buffer.alloc(27);
    page.write('OggS', 'latin1');
    const from = vi.spyOn(Buffer, 'from');
    const stepsFor = (size: number): number => {
      from.mockClear();
      new OggTitles().push(Buffer.concat(new Array<Buffer>(size).fill(page)));
      return from.mock.calls.reduce((sum, [bytes]) => sum + (bytes as unknown as Uint8Array).length, 1);
    };
    expect(await growth(stepsFor, 250)).toBeLessThan(MOST_GROWTH);
  });

  it('keeps a handful of keys of an HLS playlist that names thousands of formats', () => {
    const keys = Array.from({ length: 3000 }, (_, i) => `#EXT-X-KEY:METHOD=AES-128,KEYFORMAT="f${i}",URI="k"`);
    const { segments } = scanTags(['#EXTM3U', ...keys, '#EXTINF:6,', 'a.ts'].join('\n'));
    expect(segments[0]!.keys.length).toBeLessThan(20);
    expect(segments[0]!.keys.at(-1)!.format).toBe('f2999');
  });

  it('is refused where a document says more than can be compared with its entries', () => {
    const added = { kind: 'added' as const, start: 0, end: 10, track: null };
    const many = { ...tracklistOf([]), corrections: new Array(5001).fill(added) };
    expect(() => parseTracklist(JSON.stringify(many), 'mix.json')).toThrow(/mix\.json is damaged at corrections/);
    const hints = new Array(20_001).fill({ ...hintOf('chapter', 5, 'x'), agrees: null });
    expect(() => parseTracklist(JSON.stringify({ ...tracklistOf([]), hints }), 'mix.json')).toThrow(/at hints/);
    const line = `${JSON.stringify({ schema: 'tracklistify/1', source: { name: 'x' }, duration: 1, entries: [] })}\n`;
    expect(() => parseTracklists(line.repeat(20_001), 'mixes.jsonl')).toThrow(/more than 20000 tracklists/);
  });
});
