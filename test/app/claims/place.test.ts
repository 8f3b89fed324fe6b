import { describe, expect, it } from 'vitest';
import { type Ground, placeLists } from '../../../src/app/claims/place.js';
import type { ClaimList } from '../../../src/domain/claim.js';
import { track } from '../../support/matches.js';

const list = (times: Array<number | null>, more: Partial<ClaimList> = {}): ClaimList => ({
  kind: 'list',
  by: 'set.txt',
  clock: 'mix',
  slack: 10,
  claims: times.map((at, i) => ({ track: track(`T${i}`), at })),
  ...more,
});
const ground = (more: Partial<Ground> = {}): Ground => ({
  start: 0,
  end: 3600,
  isWhole: true,
  begun: null,
  sounding: [],
  ...more,
});
const sounds = (i: number, start: number) => ({ track: track(`T${i}`), start, end: start + 300 });
const times = (claims: ClaimList, more: Partial<Ground> = {}) =>
  placeLists([claims], ground(more))[0]!.map(({ track, mixTime }) => [track.title, mixTime]);

describe('a list whose times are those of the mix', () => {
  it('speaks of each stretch until its next one, and no longer than a track lasts', () => {
    const [placed] = placeLists([list([0, 300, 2000])], ground());
    expect(placed!.map(({ stretch }) => stretch)).toEqual([
      { start: 0, end: 300 },
      { start: 300, end: 900 },
      { start: 2000, end: 2600 },
    ]);
  });

  it('keeps its times where one or two tracks sound elsewhere, and loses them where many agree on another shift', () => {
    const claims = list([0, 300, 600, 900]);
    expect(times(claims, { sounding: [sounds(0, 1000), sounds(1, 1300)] })).toEqual(times(claims));
    const sounding = [sounds(0, 1002), sounds(1, 1300), sounds(3, 1898)];
    expect(times(claims, { sounding })).toEqual([
      ['T0', 1000],
      ['T1', 1300],
      ['T2', 1600],
      ['T3', 1900],
    ]);
  });

  it('has no place for what it says beyond the end of the mix', () => {
    const [placed] = placeLists([list([0, 9000])], ground());
    expect(placed![1]).toMatchObject({ mixTime: 9000, stretch: null });
  });

  it('says nothing of what a part leaves out', () => {
    expect(times(list([0, 900, 1800]), { start: 900, end: 1500, isWhole: false })).toEqual([['T1', 900]]);
  });

  it('takes thousands of claims for one moment', () => {
    const [placed] = placeLists([list(Array(5000).fill(60))], ground({ sounding: Array(500).fill(sounds(1, 60)) }));
    expect(placed).toHaveLength(5000);
  });
});

describe('a history', () => {
  const START = 1_700_000_000;
  const history = (times: number[], away = 0): ClaimList =>
    list(
      times.map((time) => START + time + away),
      { kind: 'history', by: 'Traktor history', clock: 'world' },
    );

  it('is placed by when the recording began, and only what overlaps it counts', () => {
    const begun = { at: START, slack: 5 };
    expect(times(history([-900, -100, 200, 500, 4000]), { begun })).toEqual([
      ['T1', 0],
      ['T2', 200],
      ['T3', 500],
    ]);
  });

  it('is placed by tracks that are recognised, which know better than the clock', () => {
    const begun = { at: START + 70, slack: 120 };
    expect(times(history([0, 300, 600]), { begun, sounding: [sounds(0, 3), sounds(2, 602)] })).toEqual([
      ['T0', 2],
      ['T1', 302],
      ['T2', 602],
    ]);
  });

  it('may be hours off, as in another time zone, of which one track tells', () => {
    const begun = { at: START, slack: 5 };
    expect(times(history([0, 300, 600], -7200), { begun, sounding: [sounds(1, 310)] })).toEqual([
      ['T0', 10],
      ['T1', 310],
      ['T2', 610],
    ]);
    // That one track was played twice is no clock.
    expect(times(history([0, 300, 600]), { begun, sounding: [sounds(1, 1300)] })).toEqual([
      ['T0', 0],
      ['T1', 300],
      ['T2', 600],
    ]);
  });

  it('of another day needs more than two tracks to be of this one', () => {
    const begun = { at: START, slack: 5 };
    const other = history([0, 300, 600, 900], -7 * 86_400);
    const sounding = [0, 1, 2, 3].map((i) => sounds(i, 100 + 300 * i));
    expect(times(other, { begun, sounding: sounding.slice(0, 2) })).toEqual([]);
    expect(times(other, { begun, sounding })).toHaveLength(4);
  });

  it('is one of many nights only if tracks of it are recognised', () => {
    const nights = [history([0, 300]), history([0, 300], -86_400)];
    expect(placeLists(nights, ground())).toEqual([[], []]);
    const more = { ...nights[1]!, claims: nights[1]!.claims.map((one, i) => ({ ...one, track: track(`U${i}`) })) };
    const sounding = [sounds(0, 20), sounds(1, 325)];
    expect(placeLists([nights[0]!, more], ground({ sounding })).map(({ length }) => length)).toEqual([2, 0]);
  });

  it('says no more than an order where nobody knows when the recording began', () => {
    expect(times(history([0, 300]))).toEqual([
      ['T0', null],
      ['T1', null],
    ]);
    expect(times(history([0, 300]), { sounding: [sounds(0, 20), sounds(1, 325)] })).toEqual([
      ['T0', 20],
      ['T1', 320],
    ]);
  });
});
