import { describe, expect, it } from 'vitest';
import { ProgressModel } from '../../../src/cli/terminal/progress-model.js';
import { displayWidth } from '../../../src/cli/terminal/width.js';
import type { TracklistifyEvent } from '../../../src/domain/events.js';
import { fakeStream } from '../../support/terminal.js';

const source = { name: '夜 mix.mp3', kind: 'file', location: '/m.mp3' };

/** Applies events a second apart. */
function model(events: TracklistifyEvent[], startAt = 1000) {
  let now = startAt;
  const progress = new ProgressModel(() => now);
  for (const event of events) {
    progress.apply(event);
    now++;
  }
  return progress;
}

const position = (mixTime: number, duration: number | null = 3600): TracklistifyEvent => ({
  type: 'position',
  mixTime,
  duration,
  found: 2,
});
const count = (done: number, total: number): TracklistifyEvent => ({
  type: 'count',
  stage: 'index',
  done,
  total,
  label: 'song.flac',
});
const line = (progress: ProgressModel, width = 200, options = {}) => progress.line(fakeStream(options), width);

describe('the progress line', () => {
  it('counts tracks on while services are asked, and begins anew with the next source', () => {
    const progress = model([
      { type: 'source', source, duration: 3600 },
      position(3600),
      { type: 'stage', stage: 'ask' },
    ]);
    expect(line(progress)).toMatch(/^Asking {2}2 tracks/);
    progress.apply({ type: 'count', stage: 'ask', done: 1, total: 9, found: 3 });
    progress.apply({ type: 'stage', stage: 'assemble' });
    expect(line(progress)).toMatch(/3 tracks/);
    progress.apply({ type: 'source', source, duration: 3600 });
    expect(line(progress)).not.toMatch(/track/);
  });

  it('says where in the mix it is, what was found, how fast, and how long it takes yet', () => {
    const progress = model([
      { type: 'source', source, duration: 3600 },
      { type: 'stage', stage: 'listen' },
      position(0),
      position(100),
      position(200),
    ]);
    expect(line(progress)).toBe('Listening 3:20 of 1:00:00  ━───────────────  2 tracks  100 ×  0:34 left  夜 mix.mp3');
    expect(line(progress, 200, { unicode: false })).toContain('=---------------  2 tracks  100x');
  });

  it('follows the speed of the last seconds', () => {
    const slow = Array.from({ length: 20 }, (_, i) => position(i * 10));
    const fast = Array.from({ length: 12 }, (_, i) => position(200 + i * 100));
    expect(line(model([{ type: 'stage', stage: 'listen' }, ...slow, ...fast]))).toContain('100 ×');
  });

  it('claims no speed before there is one, and no time left without a length', () => {
    expect(line(model([{ type: 'stage', stage: 'listen' }, position(0)]))).not.toMatch(/×|left/);
    const endless = model([{ type: 'stage', stage: 'listen' }, position(0, null), position(50, null)]);
    expect(line(endless)).toBe('Listening 0:50  2 tracks  50 ×');
  });

  it('counts files and forgets the count at the next stage', () => {
    const events = [count(0, 40), count(5, 40), count(10, 40)];
    expect(line(model(events))).toBe('Indexing 10 of 40  ━━━━────────────  5.0/s  0:06 left  song.flac');
    expect(line(model([...events, { type: 'stage', stage: 'assemble' }]))).toBe('Putting together');
  });

  it('says whom it waits for, until the answer comes', () => {
    const waiting: TracklistifyEvent = {
      type: 'waiting',
      provider: 'acrcloud',
      until: 1_012_000,
      reason: 'rate limit',
    };
    const events: TracklistifyEvent[] = [{ type: 'stage', stage: 'ask' }, waiting];
    expect(line(model(events))).toBe('Asking  waiting for acrcloud, 0:10');
    const answer: TracklistifyEvent = { type: 'call', provider: 'acrcloud', mixTime: 3, outcome: 'match' };
    expect(line(model([...events, answer]))).toBe('Asking');
  });

  it.each([10, 26, 40, 60, 80, 200])('keeps to %i columns, the position last to go', (width) => {
    const progress = model([
      { type: 'source', source, duration: 3600 },
      { type: 'stage', stage: 'listen' },
      position(0),
      position(100),
      position(200),
    ]);
    expect(displayWidth(line(progress, width))).toBeLessThanOrEqual(width);
    expect(line(progress, width)).toContain('Listening'.slice(0, width - 1));
  });

  it('shows no control character of a file name', () => {
    const evil = { ...source, name: 'a\u001b]0;b\u0007.mp3' };
    expect(line(model([{ type: 'source', source: evil, duration: null }]))).not.toMatch(/[\u0000-\u001f]/);
  });
});
