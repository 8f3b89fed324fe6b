import { expect, it } from 'vitest';
import { edited } from '../../../src/domain/editing.js';
import type { Entry } from '../../../src/domain/tracklist.js';
import type { EditRequest, ReviewState } from '../../../src/web/review/contract.js';
import type { Answer, Server } from '../../../src/web/review/server.js';
import { Session } from '../../../src/web/review/session.js';
import { trackEntry, tracklistOf, unknownEntry } from '../../support/tracklists.js';

const ENTRIES = [trackEntry(0, 100, 'A'), trackEntry(100, 200, 'B'), unknownEntry(200, 300)];

/** A program that does what it is told, and says what it was told. */
function program(entries: readonly Entry[] = ENTRIES) {
  const states: ReviewState[] = [stateOf('1', tracklistOf([...entries]))];
  const told: EditRequest[] = [];
  let changed: (revision: string) => void = () => {};
  let isThere: (is: boolean) => void = () => {};
  const failures: Error[] = [];
  const now = (): ReviewState => states.at(-1)!;
  const put = (tracklist: ReviewState['tracklist']): ReviewState => {
    states.push(stateOf(String(states.length + 1), tracklist));
    return now();
  };
  const server: Server = {
    load: async () => now(),
    names: async () => [],
    listen: (onChange, onThere) => {
      changed = onChange;
      isThere = onThere;
    },
    async edit(request): Promise<Answer> {
      const failure = failures.shift();
      if (failure) throw failure;
      told.push(request);
      const { revision, verb, words } = request;
      if (revision !== now().revision)
        return { kind: 'overtaken', state: now(), message: 'Changed in another window.' };
      try {
        const before = verb === 'undo' && states.findLast(({ tracklist }) => tracklist !== now().tracklist);
        if (verb === 'undo' && !before) return { kind: 'refused', message: 'There is nothing to undo.' };
        if (before) return { kind: 'done', state: put(before.tracklist) };
        return { kind: 'done', state: put(edited(now().tracklist, verb, words)) };
      } catch (error) {
        return { kind: 'refused', message: (error as Error).message };
      }
    },
  };
  const waits: number[] = [];
  const session = new Session(server, now(), async (ms) => void waits.push(ms));
  return {
    session,
    told,
    put,
    failures,
    waits,
    change: () => changed(now().revision),
    there: (is: boolean) => isThere(is),
  };
}

function stateOf(revision: string, tracklist: ReviewState['tracklist']): ReviewState {
  const candidates = tracklist.entries.map(() => []);
  const audio = { missing: 'none' };
  return {
    revision,
    file: 'mix.json',
    tracklist,
    waveform: null,
    audio,
    candidates,
    canUndo: revision !== '1',
    ids: true,
  };
}

const titles = (session: Session) => session.entries.map(({ track }) => track?.title ?? 'ID');

it('sends each edit at once, with the number of the entry that is looked at, and shows what comes back', async () => {
  const { session, told } = program();
  session.select(1);
  session.reject();
  await session.settled();
  expect(told).toEqual([{ revision: '1', verb: 'reject', words: ['2'] }]);
  expect(titles(session)).toEqual(['A', 'ID', 'ID']);
  expect(session.view).toMatchObject({ selected: 1, said: { text: 'Rejected: Somebody - B', isProblem: false } });
});

it('says every edit in the words of "tracklistify edit"', async () => {
  const { session, told } = program();
  session.select(1);
  const said = async (act: () => void) => {
    act();
    await session.settled();
    return told.at(-1)!;
  };
  expect(await said(() => session.accept())).toMatchObject({ verb: 'accept', words: ['2'] });
  expect(await said(() => session.name('Ann - X'))).toMatchObject({ verb: 'set', words: ['2', 'Ann - X'] });
  expect(await said(() => session.move(110.26))).toMatchObject({ verb: 'move', words: ['2', '110.3'] });
  expect(await said(() => session.split(150))).toMatchObject({ verb: 'split', words: ['2', '150'] });
  expect(await said(() => session.join())).toMatchObject({ verb: 'merge', words: ['2', '3'] });
  expect(await said(() => session.undo())).toMatchObject({ verb: 'undo', words: [] });
  expect(await said(() => session.delete())).toMatchObject({ verb: 'delete', words: ['2'] });
  expect(await said(() => session.add(20, 'Bob - Y'))).toMatchObject({ verb: 'add', words: ['20', 'Bob - Y'] });
  expect(await said(() => session.nameEverywhere(417, 'Bob - Z'))).toMatchObject({
    verb: 'name-id',
    words: ['417', 'Bob - Z'],
  });
});

it('stays on the entry, goes with one that is moved, and to one that is added or brought back', async () => {
  const { session } = program();
  session.select(1);
  session.move(250);
  await session.settled();
  expect(session.entry).toMatchObject({ start: 250, track: { title: 'B' } });
  session.add(50, 'Bob - New');
  await session.settled();
  expect(session.entry).toMatchObject({ start: 50 });
  session.select(0);
  session.undo();
  await session.settled();
  expect(session.view.selected).toBe(1);
});

it('means the entry that was looked at when the key was pressed, and does nothing where that is gone', async () => {
  const { session, told } = program();
  session.delete();
  session.delete();
  await session.settled();
  expect(told).toHaveLength(1);
  expect(titles(session)).toEqual(['B', 'ID']);
  expect(session.view.said).toEqual({ text: expect.stringContaining('changed meanwhile'), isProblem: true });
});

it('takes the new state where somebody else was first, and says so', async () => {
  const { session, put } = program();
  session.select(1);
  put(tracklistOf([trackEntry(0, 100, 'A'), trackEntry(100, 200, 'Theirs')]));
  session.accept();
  await session.settled();
  expect(titles(session)).toEqual(['A', 'Theirs']);
  expect(session.view).toMatchObject({
    selected: 1,
    said: { isProblem: true, text: expect.stringContaining('another window') },
  });
});

it('says why an edit was refused, and stays as it is', async () => {
  const { session } = program();
  session.split(250);
  await session.settled();
  expect(session.view.said).toEqual({ text: expect.stringContaining("isn't inside it"), isProblem: true });
  expect(titles(session)).toEqual(['A', 'B', 'ID']);
});

it('sends an edit again until somebody answers, and says that nobody does', async () => {
  const { session, told, failures, waits } = program();
  failures.push(new TypeError('Failed to fetch'), new TypeError('Failed to fetch'));
  const seen: boolean[] = [];
  session.watch(() => seen.push(session.view.isThere));
  session.accept();
  await session.settled();
  expect(told).toHaveLength(1);
  expect(waits).toHaveLength(2);
  expect(seen).toContain(false);
  expect(session.view.isThere).toBe(true);
});

it('shows what is changed elsewhere', async () => {
  const { session, put, change } = program();
  session.select(2);
  put(
    tracklistOf([
      trackEntry(0, 100, 'A'),
      trackEntry(100, 150, 'B'),
      trackEntry(150, 200, 'New'),
      unknownEntry(200, 300),
    ]),
  );
  const shown = new Promise<void>((go) => session.watch(() => session.view.said.text !== '' && go()));
  change();
  await shown;
  expect(titles(session)).toEqual(['A', 'B', 'New', 'ID']);
  expect(session.view.selected).toBe(3);
  expect(session.view.said.text).toContain('changed elsewhere');
});

it('knows what to say in an empty tracklist, at its end and with nothing to undo', async () => {
  const { session, told } = program([]);
  expect(session.view.selected).toBe(-1);
  session.accept();
  expect(session.view.said.text).toContain('+ adds one');
  session.undo();
  await session.settled();
  expect(session.view.said.text).toContain('nothing to undo');
  session.add(10, 'Bob - First');
  await session.settled();
  expect(session.view.selected).toBe(0);
  session.join();
  expect(session.view.said.text).toContain('no next entry');
  session.take(4);
  expect(session.view.said.text).toBe('There is no candidate 5.');
  // The program itself knows whether there is something to undo.
  expect(told.map(({ verb }) => verb)).toEqual(['undo', 'add']);
});

it('undoes what the archive has only come to know of since the list was shown', async () => {
  const { session, put, told } = program();
  session.name('Ann - X');
  await session.settled();
  // Another window, or a terminal, wrote the file first: the same list, of which more can be done now.
  put(session.view.review.tracklist);
  session.undo();
  await session.settled();
  expect(told.map(({ verb }) => verb)).toEqual(['set', 'undo', 'undo']);
  expect(titles(session)[0]).toBe('A');
});

it('says what undoing has brought back, and undoes what is on its way still', async () => {
  const { session } = program();
  const undone = async (act: () => void) => {
    act();
    session.undo();
    await session.settled();
    return session.view.said.text;
  };
  expect(await undone(() => session.name('Ann - X'))).toBe('Undone: at 0:00 there is Somebody - A again');
  expect(await undone(() => session.add(20, 'Bob - Y'))).toBe('Undone: Bob - Y at 0:20 is gone again');
  session.select(0);
  expect(await undone(() => session.accept())).toBe('Undone: what you said of Somebody - A at 0:00');
});
