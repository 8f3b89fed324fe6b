import { describe, expect, it } from 'vitest';
import { TrackPrinter } from '../../src/fingerprint/index.js';
import { MemoryIndex } from '../../src/fingerprint/memory-index.js';
import { findDuplicates } from '../../src/library/duplicates.js';
import type { TrackRecord } from '../../src/library/store/records.js';
import { crossfade, piece, RATE, random } from '../support/synth.js';

const SECONDS = 90;
const [a, b, c] = [81, 82, 83].map((seed) => piece(seed, SECONDS)) as [Int16Array, Int16Array, Int16Array];

function printOf(pcm: Int16Array) {
  const printer = new TrackPrinter();
  for (let at = 0; at < pcm.length; at += RATE * 10) printer.push(pcm.subarray(at, at + RATE * 10));
  return printer.finish();
}

function copy(pcm: Int16Array): Int16Array {
  const next = random(9);
  return pcm.map((sample) => 0.4 * sample + (next() - 0.5) * 8);
}

let evidence: string[][] = [];

/** Names of the files that are one recording, group by group. */
async function groups(files: Record<string, Int16Array>, more: Record<string, Partial<TrackRecord>> = {}) {
  const prints = Object.values(files).map(printOf);
  const records = Object.keys(files).map((name, i) => ({
    ...{ id: `${i}`.repeat(20), file: { path: `/${name}`, size: 1, mtime: 1 }, addedAt: '', title: name, artists: [] },
    ...{ duration: prints[i]!.seconds, ...more[name] },
  }));
  const record = (track: number) => records[track]!;
  const index = { prints: new MemoryIndex(prints), record, read: record, close: () => {} };
  const counts: number[] = [];
  const context = {
    signal: new AbortController().signal,
    emit: (event: { type: string; done?: number }) => void counts.push(event.done!),
  };
  const found = await findDuplicates(index, context);
  expect(counts).toEqual(records.map((_, i) => i + 1));
  evidence = found.map((group) => group.evidence);
  return found.map(({ records: group }) => group.map(({ title }) => title));
}

describe('recordings in several files', () => {
  it('are found by their sound, best name first, and nothing else is', async () => {
    const late = crossfade([new Int16Array(2 * RATE), copy(a)], 0);
    expect(await groups({ a, b, 'a again': copy(a), 'a later': late, c }, { 'a again': { artists: ['Ann'] } })).toEqual(
      [['a again', 'a later', 'a']],
    );
    expect(evidence).toEqual([['sound']]);
  });

  it('are not parts of one another, versions by their names, or what shares a layer', async () => {
    const over = a.map((sample, i) => 0.5 * sample + 0.5 * b[i]!);
    expect(await groups({ a, half: a.subarray(0, a.length / 2), over })).toEqual([]);
    const named = { one: { title: 'Song', version: 'Edit' }, two: { title: 'Song', version: 'Dub' } };
    expect(await groups({ one: a, two: copy(a) }, named)).toEqual([]);
  });

  it('are also those whose sound has the same id with AcoustID, as far as length and names let them be', async () => {
    const ids = { acoustid: 'x' };
    const half = c.subarray(0, c.length / 2);
    expect(await groups({ a, b, half }, { a: { ids }, b: { ids }, half: { ids } })).toEqual([['a', 'b']]);
    expect(evidence).toEqual([['acoustid']]);
    expect(await groups({ a, b }, { a: { ids }, b: { ids: { musicbrainz: 'x' } } })).toEqual([]);
    const named = { title: 'Song', artists: ['A'], ids };
    expect(await groups({ a, b }, { a: { ...named, version: 'Live' }, b: named })).toEqual([]);
    expect(await groups({ a, 'a again': copy(a) }, { a: { ids }, 'a again': { ids } })).toHaveLength(1);
    expect(evidence).toEqual([['sound', 'acoustid']]);
  });

  it('are also those whose files are equal to the byte', async () => {
    const copies = [{ path: '/elsewhere', size: 1, mtime: 1 }];
    expect(await groups({ a, b }, { a: { copies } })).toEqual([['a']]);
    expect(evidence).toEqual([['equal']]);
  });
});
