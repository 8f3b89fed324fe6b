import { describe, expect, it } from 'vitest';
import { type IdentifyRun, identify } from '../../src/app/identify.js';
import { planIdentify, sumOf } from '../../src/app/plan.js';
import { renderPlan } from '../../src/cli/terminal/plan.js';
import { NetworkError, SourceError } from '../../src/domain/errors.js';
import { answering, knowingListener, recorder, scanning, toneSource } from '../support/fakes.js';
import { followed, sampled } from '../support/matches.js';
import { fakeStream } from '../support/terminal.js';

const run = (more: Partial<IdentifyRun>): IdentifyRun => ({
  source: toneSource(300),
  identifiers: [],
  tool: { name: 'tracklistify', version: '9.9.9' },
  now: () => 0,
  ...more,
});
const titles = (entries: ReadonlyArray<{ track: { title: string } | null }>) =>
  entries.map((e) => e.track?.title ?? 'ID');
const scannedAs = (title: string, from: number, to: number, score = 0.95) =>
  sampled(title, from, 0, { identifier: 'scanner', mixDuration: to - from, score });

describe('identifiers that are handed the mix whole', () => {
  it('are told what the library is sure of, and spare the samples what they are sure of', async () => {
    const library = knowingListener([followed('A', 0, 100)]);
    const scanner = scanning('scanner', [scannedAs('B', 100, 200)]);
    const remote = answering('remote', (t) => [sampled('C', t, t - 200)]);
    const source = toneSource(300);
    const { tracklist, failure } = await identify(
      run({ source, identifiers: [library, scanner, remote], asking: { step: 20 } }),
      recorder(),
    );
    expect(failure).toBeNull();
    expect(scanner.scanned).toMatchObject([
      { source, range: { start: 0, end: 300 }, settled: [{ start: 0, end: 100 }] },
    ]);
    expect(remote.asked.map((s) => s.mixTime)).toEqual([210, 230, 250, 270, 290]);
    expect(titles(tracklist.entries)).toEqual(['A', 'B', 'C']);
    expect(tracklist.stats.providers['scanner']).toMatchObject({ calls: 1 });
  });

  it('leave unknown what they heard and do not know, however far the tracks around it may go on', async () => {
    const heard = [scannedAs('A', 0, 60), scannedAs('B', 130, 300)];
    const scanner = scanning('scanner', heard, [
      { start: 70, end: 82 },
      { start: 100, end: 112 },
      // Another one knows it.
      { start: 20, end: 32 },
    ]);
    const { tracklist } = await identify(run({ identifiers: [scanner] }), recorder());
    expect(titles(tracklist.entries)).toEqual(['A', 'ID', 'B']);
    const without = await identify(run({ identifiers: [scanning('scanner', heard)] }), recorder());
    expect(titles(without.tracklist.entries)).toEqual(['A', 'B']);
  });

  it('are asked about the part that is wanted alone', async () => {
    const scanner = scanning('scanner', []);
    await identify(run({ identifiers: [scanner], range: { start: 60, end: 120 } }), recorder());
    expect(scanner.scanned[0]!.range).toEqual({ start: 60, end: 120 });
  });

  it('lose nothing by the failure of another one, nor by their own', async () => {
    const broken = new NetworkError('Broken', 'Broken is out of reach.');
    const failing = scanning('failing', [scannedAs('B', 0, 100), broken]);
    const other = scanning('other', [scannedAs('C', 100, 200), new NetworkError('Other', 'Other is, too.')]);
    const remote = answering('remote', (t) => [sampled('D', t, t - 200)]);
    const heard = recorder();
    const { tracklist, failure } = await identify(
      run({ identifiers: [failing, other, remote], asking: { step: 20 } }),
      heard,
    );
    expect(failure).toBe(broken);
    // The run ends with saying the one; the document says both.
    const warned = heard.events.flatMap((event) => (event.type === 'warning' ? event.message : []));
    expect(warned).toEqual(['Other is, too.']);
    expect(tracklist.warnings).toEqual(['Other is, too.', 'Broken is out of reach.']);
    expect(tracklist.complete).toBe(false);
    expect(titles(tracklist.entries)).toEqual(['B', 'C', 'D']);
  });

  it('end in order where no call is left', async () => {
    const scanners = [scanning('first', [scannedAs('B', 0, 300)]), scanning('second', [])];
    const { tracklist, failure } = await identify(run({ identifiers: scanners, asking: { maxCalls: 1 } }), recorder());
    expect(failure).toBeNull();
    expect(titles(tracklist.entries)).toEqual(['B']);
    expect(tracklist.warnings).toEqual([
      "second isn't asked about all of it, since no call is left for that (--max-calls 1).",
    ]);
  });

  it('pass on what is wrong with the mix itself', async () => {
    const gone = new SourceError('The file has gone.');
    const { failure } = await identify(run({ identifiers: [scanning('scanner', [gone])] }), recorder());
    expect(failure).toBe(gone);
  });

  it('tell what they would cost in their own units', async () => {
    const plan = await planIdentify(
      { source: toneSource(600), identifiers: [scanning('scanner', []), answering('remote', () => [])] },
      recorder(),
    );
    expect(plan.providers[0]).toEqual({
      ...{ name: 'scanner', calls: 1, expected: 1, seconds: 30 },
      bills: { amount: 10, unit: 'min of audio' },
    });
    const both = renderPlan(sumOf([plan, plan]), fakeStream());
    expect(both).toContain('scanner: at most 2 calls, for 20 min of audio, about 1:00\n');
  });

  it('tell who would be sent names besides, to complete what is found', async () => {
    const plan = await planIdentify(
      { source: toneSource(600), identifiers: [], resolvers: [{ name: 'deezer' }] },
      recorder(),
    );
    expect(plan.lookUps).toEqual([{ name: 'deezer', tracks: 3 }]);
    const both = renderPlan(sumOf([plan, plan]), fakeStream());
    expect(both).toContain('by a guess at the number of tracks:\n  deezer: the names and codes of 6 tracks\n');
  });
});
