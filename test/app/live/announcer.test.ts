import { describe, expect, it } from 'vitest';
import { Announcer } from '../../../src/app/live/announcer.js';
import type { TracklistifyEvent } from '../../../src/domain/events.js';
import type { Entry } from '../../../src/domain/tracklist.js';
import { track } from '../../support/matches.js';

const row = (title: string, start: number, end: number, layered = false): Entry => ({
  kind: 'track',
  start,
  end,
  track: track(title),
  confidence: 0.9,
  speed: 1,
  evidence: [],
  alternatives: [],
  transition: null,
  ...(layered ? { layered } : {}),
});

/** What is told when the broadcast comes to each of these places. */
function told(...updates: Array<[edge: number, entries: Entry[]]>): string[] {
  const said: string[] = [];
  const announcer = new Announcer((event: TracklistifyEvent) => {
    if (event.type === 'entry') said.push(`${event.state} ${event.entry.track?.title} ${event.entry.start}`);
  });
  for (const [edge, entries] of updates) announcer.update(entries, edge);
  return said;
}

describe('the rows of a broadcast', () => {
  it('are told while they play, and once more when a minute has passed over them', () => {
    expect(
      told(
        [30, [row('A', 0, 30)]],
        [40, [row('A', 0, 40)]],
        [130, [row('A', 0, 100), row('B', 100, 130)]],
        [165, [row('A', 0, 100), row('B', 100, 165)]],
        [300, [row('A', 0, 100), row('B', 100, 300)]],
      ),
    ).toEqual(['playing A 0', 'playing B 100', 'settled A 0']);
  });

  it('are all settled when it is over', () => {
    expect(told([Number.POSITIVE_INFINITY, [row('A', 0, 100), row('B', 100, 200)]])).toEqual([
      'settled A 0',
      'settled B 100',
    ]);
  });

  it('are told again when they turn out to be something else', () => {
    const [a, c] = [row('A', 0, 100), row('C', 4, 100)];
    expect(told([200, [a]], [260, [c]], [262, [row('C', 5, 100)]], [264, [a]])).toEqual([
      'settled A 0',
      'corrected C 4',
      'corrected A 0',
    ]);
  });

  it('are two where two tracks begin one after the other', () => {
    expect(told([300, [row('A', 0, 90), row('B', 8, 100)]])).toEqual(['settled A 0', 'settled B 8']);
  });

  it('wait for those before them, and don’t wait for what is only laid over', () => {
    expect(told([400, [row('A', 0, 390), row('B', 100, 120, true)]])).toEqual(['playing A 0']);
    expect(told([400, [row('A', 0, 250), row('B', 200, 220, true), row('C', 250, 400)]])).toEqual([
      'settled A 0',
      'settled B 200',
      'playing C 250',
    ]);
  });
});
