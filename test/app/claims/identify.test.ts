import { expect, it } from 'vitest';
import { type IdentifyRun, identify } from '../../../src/app/identify.js';
import type { ClaimList, SoughtClaim } from '../../../src/domain/claim.js';
import { hintOf } from '../../../src/domain/hint.js';
import type { Match } from '../../../src/domain/match.js';
import type { MixIdentifier } from '../../../src/domain/ports/identify.js';
import { answering, knowingListener, recorder, toneSource } from '../../support/fakes.js';
import { followed, sampled, track } from '../../support/matches.js';

/** Hears `heard` by itself, and of what it is asked about what `told` gives: null for what it hasn't got. */
function library(
  heard: readonly Match[],
  told: (claim: SoughtClaim) => Match[] | null,
): MixIdentifier & { asked: SoughtClaim[][] } {
  const asked: SoughtClaim[][] = [];
  const listener = knowingListener(heard);
  return {
    ...listener,
    asked,
    listen: () => ({ ...listener.listen(), print: () => ({ engine: '1', peaks: new Uint8Array(3) }) }),
    async hearClaims(_sound, claims) {
      asked.push([...claims]);
      return claims.map(told);
    },
  };
}

const list = (claims: Array<[title: string, at: number | null]>, more: Partial<ClaimList> = {}): ClaimList => ({
  kind: 'history',
  by: 'Traktor history',
  clock: 'mix',
  slack: 10,
  claims: claims.map(([title, at]) => ({ track: track(title), at })),
  ...more,
});

const run = (lists: ClaimList[], more: Partial<IdentifyRun>) =>
  identify(
    {
      source: toneSource(900),
      identifiers: [],
      tool: { name: 'tracklistify', version: '9.9.9' },
      now: Date.now,
      claimed: { lists, begun: null, withHints: true },
      ...more,
    },
    recorder(),
  );
const titles = (entries: ReadonlyArray<{ track: { title: string } | null }>) =>
  entries.map((entry) => entry.track?.title ?? 'ID');

it('asks for what is claimed and was not heard: what is found is an entry, what is not stays a claim', async () => {
  const own = library([followed('A', 0, 300)], ({ track: { title } }) =>
    title === 'B' ? [followed('B', 290, 590)] : [],
  );
  const { tracklist } = await run(
    [
      list([
        ['A', 5],
        ['B', 300],
        ['C', 600],
      ]),
    ],
    { identifiers: [own] },
  );
  expect(titles(tracklist.entries)).toEqual(['A', 'B', 'ID']);
  const [a, b, unknown] = tracklist.entries;
  expect(a).toMatchObject({ claimedBy: [{ by: 'Traktor history', mixTime: 5 }] });
  expect(b).toMatchObject({ claimedBy: [{ mixTime: 300 }], evidence: [{ identifier: 'library', mixTime: 290 }] });
  expect(unknown).toMatchObject({ track: null, claims: [{ track: { title: 'C' }, mixTime: 600 }] });
  expect(tracklist.claims!.map(({ heardAt }) => heardAt)).toEqual([0, b!.start, null]);
  // What is heard anyway is no question; what isn't found at its place is sought again where its neighbours leave room.
  expect(own.asked.map((claims) => claims.map(({ track }) => track.title))).toEqual([['B', 'C'], ['C']]);
  expect(own.asked[0]![0]!.place).toEqual({ start: 255, end: 645 });
  expect(own.asked[1]![0]).toMatchObject({ nowhereElse: true, place: { start: 530, end: 900 } });
});

it('takes listeners’ comments for no order: what one names is looked for once', async () => {
  const own = library([followed('A', 0, 300)], () => []);
  const said = list(
    [
      ['A', 5],
      ['C', 600],
    ],
    { kind: 'comment', by: 'comments' },
  );
  await run([said], { identifiers: [own] });
  expect(own.asked.map((claims) => claims.map(({ track }) => track.title))).toEqual([['C']]);
});

it('makes nothing of claims alone, whoever claims them and however often', async () => {
  const own = library([followed('A', 0, 300)], () => null);
  const shazam = answering('shazam', () => []);
  const lists = [
    list([
      ['X', 300],
      ['Y', 600],
    ]),
    list(
      [
        ['X', 302],
        ['Y', null],
      ],
      { by: 'set.txt', kind: 'list' },
    ),
  ];
  const { tracklist } = await run(lists, { identifiers: [own, shazam] });
  expect(titles(tracklist.entries)).toEqual(['A', 'ID']);
});

it('costs no call, and spares those for what it finds', async () => {
  const service = () => answering('shazam', () => []);
  const [without, beside, found] = [service(), service(), service()];
  await run([], { identifiers: [library([followed('A', 0, 300)], () => []), without] });
  const claims = list([
    ['A', 0],
    ['B', 300],
    ['C', 600],
  ]);
  await run([claims], { identifiers: [library([followed('A', 0, 300)], () => []), beside] });
  const all = (claim: SoughtClaim) => [followed(claim.track.title, claim.track.title === 'B' ? 300 : 600, 900)];
  await run([claims], { identifiers: [library([followed('A', 0, 300)], all), found] });
  expect(without.asked.length).toBeGreaterThan(2);
  expect(beside.asked.map(({ mixTime }) => mixTime)).toEqual(without.asked.map(({ mixTime }) => mixTime));
  expect(found.asked).toEqual([]);
});

it('makes sure of an answer that is too weak alone, near to where it is claimed and nowhere else', async () => {
  const weak = () =>
    answering('shazam', (time) =>
      time > 400 && time < 420 ? [sampled('B', time, 100, { identifier: 'shazam', score: 0.3 })] : [],
    );
  const asking = { step: 30 };
  const alone = await run([], { identifiers: [weak()], asking });
  expect(titles(alone.tracklist.entries)).toEqual(['ID']);
  const near = await run([list([['B', 380]])], { identifiers: [weak()], asking });
  const entry = near.tracklist.entries.find(({ kind }) => kind === 'track');
  expect(entry).toMatchObject({ track: { title: 'B' }, claimedBy: [{ mixTime: 380 }] });
  expect(entry!.confidence).toBeGreaterThan(0.9);
  const far = await run(
    [
      list([
        ['B', 0],
        ['C', 100],
      ]),
    ],
    { identifiers: [weak()], asking },
  );
  expect(titles(far.tracklist.entries)).toEqual(['ID']);
});

it('takes what a page says for claims where it reads as artist and title, and says it once', async () => {
  const hints = [hintOf('chapter', 0, 'Welcome'), hintOf('chapter', 30, 'Somebody - A')];
  const source = { ...toneSource(300), hints };
  const own = library([], ({ track: { title } }) => (title === 'A' ? [followed('A', 20, 300)] : []));
  const { tracklist } = await run([], { source, identifiers: [own] });
  expect(tracklist.entries.at(-1)).toMatchObject({ track: { title: 'A' }, claimedBy: [{ by: 'chapters' }] });
  expect(tracklist.hints!.map(({ text }) => text)).toEqual(['Welcome']);
  const off = await identify(
    { source, identifiers: [own], tool: { name: 't', version: '1' }, now: Date.now },
    recorder(),
  );
  expect(off.tracklist.hints).toHaveLength(2);
  expect(off.tracklist.claims).toBeUndefined();
});

it('does not speak of a history that was only guessed at, unless something of it is heard', async () => {
  const own = library([followed('A', 0, 300)], () => []);
  const guessing = (guessed: ClaimList[]) =>
    run([], { identifiers: [own], claimed: { lists: [], guessed, begun: null } });
  const other = await guessing([
    list([
      ['X', 0],
      ['Y', 300],
    ]),
  ]);
  expect(other.tracklist.claims).toBeUndefined();
  expect(other.tracklist.entries.at(-1)).not.toHaveProperty('claims');
  const right = await guessing([
    list([
      ['A', 0],
      ['Y', 300],
    ]),
  ]);
  expect(right.tracklist.claims).toHaveLength(2);
});

it('asks again what was claimed when the mix was identified before, unless the list is named anew', async () => {
  const own = library([followed('A', 0, 300)], () => []);
  const before = (
    await run(
      [
        list([
          ['A', 5],
          ['B', 300],
        ]),
      ],
      { identifiers: [own] },
    )
  ).tracklist;
  const known = {
    id: '1',
    name: 'tone',
    isItself: true,
    lies: { start: 0, end: 900 },
    tracklist: before,
    corrections: [],
  };
  const archive = { recognise: async () => known, recurrence: async () => undefined };
  const again = await run([], { identifiers: [own], archive });
  expect(again.tracklist.claims).toEqual(before.claims);
  const anew = await run([list([['B', 310]])], { identifiers: [own], archive });
  expect(anew.tracklist.claims!.map(({ mixTime }) => mixTime)).toEqual([310]);
  const off = await run([], { identifiers: [own], archive, claimed: { lists: [], begun: null } });
  expect(off.tracklist.claims).toBeUndefined();
});

it('says of a history of another night that it has nothing to do with the mix, and says nothing of one that has', async () => {
  const night = (at: number): ClaimList => list([['A', at]], { clock: 'world' });
  const said = async (lists: ClaimList[]) => {
    const context = recorder();
    await identify(
      {
        ...{ source: toneSource(900), identifiers: [library([followed('B', 0, 300)], () => [])] },
        ...{ tool: { name: 'tracklistify', version: '9.9.9' }, now: Date.now },
        claimed: { lists, begun: { at: 1_000_000, slack: 10 }, withHints: true },
      },
      context,
    );
    return context.events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
  };
  expect(await said([night(500_000)])).toEqual([expect.stringMatching(/^Traktor history: .*another night/)]);
  expect(await said([night(1_000_100)])).toEqual([]);
});
