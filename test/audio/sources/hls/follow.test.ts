import { describe, expect, it } from 'vitest';
import { type Followed, follow } from '../../../../src/audio/sources/hls/follow.js';
import { type MediaPlaylist, parsePlaylist } from '../../../../src/audio/sources/hls/playlist.js';
import { WebFailure } from '../../../../src/audio/sources/web/failures.js';
import { quickClock } from '../../../support/network.js';

const url = new URL('https://radio.example/live.m3u8');

interface Shape {
  target?: number;
  ended?: boolean;
  /** Before the first segment. */
  date?: string;
  extra?: string;
  name?: string;
}

/** A playlist of `count` segments of four seconds from `first` on. */
function list(first: number, count: number, { target = 4, ended, date, extra = '', name = 's' }: Shape = {}) {
  const lines = ['#EXTM3U', `#EXT-X-TARGETDURATION:${target}`, `#EXT-X-MEDIA-SEQUENCE:${first}`, extra];
  if (date) lines.push(`#EXT-X-PROGRAM-DATE-TIME:${date}`);
  for (let n = first; n < first + count; n++) lines.push('#EXTINF:4.0,', `${name}${n}.ts`);
  if (ended) lines.push('#EXT-X-ENDLIST');
  return parsePlaylist(lines.join('\n'), url) as MediaPlaylist;
}

/** Follows a stream whose playlist is these, one after the other; the last must be ended. */
async function followed(playlists: Array<MediaPlaylist | Error>, relocate?: () => Promise<MediaPlaylist>) {
  const clock = quickClock();
  const troubles: string[] = [];
  const [first, ...later] = playlists as [MediaPlaylist, ...Array<MediaPlaylist | Error>];
  const { signal } = new AbortController();
  const reload = async (): Promise<MediaPlaylist> => {
    const next = later.length > 1 ? later.shift()! : later[0]!;
    if (next instanceof Error) throw next;
    return next;
  };
  const all: Followed[] = [];
  const job = { playlist: first, reload, relocate, clock, signal, onTrouble: (m: string) => troubles.push(m) };
  for await (const one of follow(job)) all.push(one);
  const numbers = all.flatMap((one) => (one.type === 'segment' ? [one.segment.number] : []));
  const lost = all.filter((one) => one.type === 'lost');
  return { all, numbers, lost, troubles, slept: clock.slept.map((ms) => ms / 1000) };
}

describe('following a live playlist', () => {
  it('begins three target durations before the end', async () => {
    expect((await followed([list(10, 8), list(10, 9, { ended: true })])).numbers).toEqual([15, 16, 17, 18]);
  });

  it.each([
    ['#EXT-X-SERVER-CONTROL:HOLD-BACK=24.0', 12],
    ['#EXT-X-START:TIME-OFFSET=-8', 16],
    ['#EXT-X-START:TIME-OFFSET=4', 11],
  ])('begins where %s says', async (extra, first) => {
    expect((await followed([list(10, 8, { extra }), list(10, 9, { ended: true })])).numbers[0]).toBe(first);
  });

  it('begins with what there is, where that is less', async () => {
    expect((await followed([list(0, 2), list(0, 3, { ended: true })])).numbers).toEqual([0, 1, 2]);
  });

  it('gives each segment once, and waits a segment after news and half a target after none', async () => {
    const { numbers, slept } = await followed([
      list(0, 3),
      list(1, 3),
      list(1, 3),
      list(2, 3),
      list(2, 4, { ended: true }),
    ]);
    expect(numbers).toEqual([0, 1, 2, 3, 4, 5]);
    expect(slept).toEqual([4, 4, 2, 4]);
  });

  it('tells what is lost when it is too far behind', async () => {
    const { numbers, lost, all } = await followed([list(0, 3), list(8, 3, { ended: true })]);
    expect(numbers).toEqual([0, 1, 2, 8, 9, 10]);
    expect(lost).toMatchObject([{ planned: 12, seconds: 20, reason: 'it was too far behind the stream' }]);
    expect(all.at(-1)!.planned).toBe(40);
  });

  it('takes lower numbers for a stream that was restarted, and keeps its time lines apart', async () => {
    const { numbers, lost, all } = await followed([list(50, 3), list(51, 3), list(0, 2), list(0, 3, { ended: true })]);
    expect(numbers).toEqual([50, 51, 52, 53, 0, 1, 2]);
    expect(lost).toEqual([]);
    const timelines = all.map((one) => (one.type === 'segment' ? one.segment.timeline : -1));
    expect(timelines[4]).not.toBe(timelines[3]);
  });

  it('reckons by the clock what a restart has cost', async () => {
    const { lost, all } = await followed([
      list(50, 3, { date: '2026-01-01T00:00:00Z' }),
      list(0, 2, { date: '2026-01-01T00:01:00Z', ended: true }),
    ]);
    expect(lost).toMatchObject([{ planned: 12, seconds: 48, reason: 'the stream was restarted' }]);
    expect(all.at(-1)!.planned).toBe(64);
  });

  it('sees by the clock that the same numbers are another stream', async () => {
    const { numbers } = await followed([
      list(0, 3, { date: '2026-01-01T00:00:00Z' }),
      list(0, 2, { date: '2026-01-01T00:05:00Z', ended: true }),
    ]);
    expect(numbers).toEqual([0, 1, 2, 0, 1]);
  });

  it("isn't led back by a cache that is behind", async () => {
    const { numbers } = await followed([list(5, 3), list(6, 3), list(5, 3), list(7, 3, { ended: true })]);
    expect(numbers).toEqual([5, 6, 7, 8, 9]);
  });

  it('gets over failures, and says so once', async () => {
    const failure = new WebFailure('No way.', { passing: true });
    const { numbers, troubles } = await followed([
      list(0, 3),
      failure,
      failure,
      list(1, 3),
      list(2, 3, { ended: true }),
    ]);
    expect(numbers).toEqual([0, 1, 2, 3, 4]);
    expect(troubles).toEqual(['No way. Trying again.']);
  });

  it('comes back when the server wants it', async () => {
    const start = quickClock().now();
    const failure = new WebFailure('Busy.', { passing: true, retryAt: start + 4000 + 30_000 });
    const { slept } = await followed([list(0, 3), failure, list(1, 3, { ended: true })]);
    expect(slept).toEqual([4, 30]);
  });

  it('looks the address up anew when it stays away', async () => {
    const gone = new WebFailure('Gone.', { status: 404 });
    const { numbers } = await followed([list(0, 3), gone], async () => list(2, 3, { ended: true }));
    expect(numbers).toEqual([0, 1, 2, 3, 4]);
  });

  it('tells a stream that stands still, and gives it up in the end', async () => {
    await expect(followed([list(0, 3), list(0, 3)])).rejects.toThrow(/nothing new for 10 minutes/);
  });

  it('gives up a server that stays away', async () => {
    await expect(followed([list(0, 3), new WebFailure('No way.', { passing: true })])).rejects.toThrow('No way.');
  });

  it('takes the length of segments from the clock where durations are rounded', async () => {
    const text = (ended: boolean): string =>
      [
        '#EXTM3U\n#EXT-X-TARGETDURATION:4',
        ...[0, 3.6, 7.2].map(
          (s, n) => `#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:0${s.toFixed(1)}Z\n#EXTINF:4,\n${n}.ts`,
        ),
        ended ? '#EXT-X-ENDLIST' : '',
      ].join('\n');
    const [a, b] = [parsePlaylist(text(false), url), parsePlaylist(text(true), url)] as MediaPlaylist[];
    expect((await followed([a!, b!])).all.map((one) => one.planned)).toEqual([0, 3.6, 7.2]);
  });
});
