import { describe, expect, it } from 'vitest';
import { type AnalyseRun, analyse } from '../../src/app/analyse.js';
import { FormatError, WriteError } from '../../src/domain/errors.js';
import type { TracklistifyEvent } from '../../src/domain/events.js';
import type { HearFile } from '../../src/domain/ports/hear.js';
import { heardNothing } from '../library/made-up.js';

const hear: HearFile = async (path) => {
  if (path === 'bad') throw new FormatError('"bad" is no audio file.');
  if (path === 'full') throw new WriteError('The disk is full.');
  const kept = path === 'kept';
  const heard = { ...heardNothing, seconds: path === 'long' ? 3600 : 60 };
  return { track: { title: path, artists: [] }, heard, kept, told: [] };
};

async function run(files: string[], options: Partial<AnalyseRun> & { signal?: AbortSignal } = {}) {
  const events: TracklistifyEvent[] = [];
  const { signal = new AbortController().signal, ...more } = options;
  const context = { signal, emit: (event: TracklistifyEvent) => void events.push(event) };
  const result = await analyse({ files, lanes: 2, hear, longest: 1200, ...more }, context);
  return { ...result, counts: events.filter((event) => event.type === 'count') };
}

describe('analysing', () => {
  it('hears every file, in its place, whatever the others are', async () => {
    const { heard, failed, failure, counts } = await run(['a', 'bad', 'kept', 'long']);
    expect(heard.map(({ file, kept, isLong }) => [file, kept, isLong])).toEqual([
      ['a', false, false],
      ['kept', true, false],
      ['long', false, true],
    ]);
    expect(failed).toEqual([{ file: 'bad', error: expect.any(FormatError) }]);
    expect(failure).toBeNull();
    // Of what was heard before, nothing was listened to.
    expect(counts.at(-1)).toMatchObject({ stage: 'listen', done: 4, total: 4, seconds: 3660 });
  });

  it.each([1, 3])('ends with what is about no file, with what was heard by then: %d at once', async (lanes) => {
    const { heard, failure } = await run(['a', 'full', 'b', 'c', 'd', 'e'], { lanes });
    expect(failure).toBeInstanceOf(WriteError);
    expect(heard.map(({ file }) => file)).toContain('a');
    expect(heard.length).toBeLessThan(4);
  });

  it('ends when it is ended', async () => {
    const ending = new AbortController();
    const reason = new DOMException('Interrupted.', 'AbortError');
    const slow: HearFile = (path, signal) => {
      if (path === 'b') ending.abort(reason);
      signal.throwIfAborted();
      return hear(path, signal);
    };
    const { heard, failure } = await run(['a', 'b', 'c'], { lanes: 1, hear: slow, signal: ending.signal });
    expect(heard.map(({ file }) => file)).toEqual(['a']);
    expect(failure).toBe(reason);
  });
});
