import { describe, expect, it } from 'vitest';
import { judge } from '../../src/demo/judge.js';
import { type Truth, truthOf } from '../../src/demo/set.js';
import type { Entry, TrackEntry } from '../../src/domain/tracklist.js';
import { trackEntry, unknownEntry } from '../support/tracklists.js';

const truths = truthOf();

/** The entry that says exactly what is true. */
function right({ score, start, end, speed }: Truth, more: Partial<TrackEntry> = {}): Entry {
  if (!score) return unknownEntry(start, end);
  return trackEntry(start, end, score.title, {
    track: { title: score.title, artists: [score.artist] },
    speed,
    ...more,
  });
}

const all = () => truths.map((truth) => right(truth));
const wrong = (entries: Entry[]) => judge(truths, entries).map((v) => v.wrong.join());
const none = truths.map(() => '');

describe('judge', () => {
  it('finds nothing wrong with the truth', () => {
    expect(wrong(all())).toEqual(none);
  });

  it('lets a start lie within the crossfade and no further', () => {
    const entries = all();
    entries[1] = { ...entries[1]!, start: truths[1]!.heard + 0.1 } as Entry;
    entries[2] = { ...entries[2]!, start: truths[2]!.heard - 0.1 } as Entry;
    expect(wrong(entries)).toEqual(none.with(2, 'start'));
  });

  it('wants the speed to a third of a percent', () => {
    const speed = truths[4]!.speed;
    expect(wrong(all().with(4, right(truths[4]!, { speed: speed + 0.002 })))).toEqual(none);
    expect(wrong(all().with(4, right(truths[4]!, { speed: speed + 0.004 })))).toEqual(none.with(4, 'speed'));
    expect(wrong(all().with(4, right(truths[4]!, { speed: null })))).toEqual(none.with(4, 'speed'));
  });

  it('tells what is missing and what was never played', () => {
    const stranger = trackEntry(truths[3]!.start, truths[3]!.end, 'Stranger');
    expect(wrong(all().with(3, stranger))).toEqual(none.with(3, 'not found,also said to be Somebody - Stranger'));
    expect(wrong([])).toEqual(truths.map(() => 'not found'));
  });

  it('counts a track that is said twice', () => {
    const label = `${truths[0]!.score!.artist} - ${truths[0]!.score!.title}`;
    expect(wrong([...all(), right(truths[0]!)])).toEqual(none.with(0, `also said to be ${label}`));
  });
});
