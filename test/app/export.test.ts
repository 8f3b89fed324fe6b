import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ExportResult, type ExportRun, exportTracklist, whatStands } from '../../src/app/export.js';
import { ValidationError, WriteError } from '../../src/domain/errors.js';
import type { Exporter } from '../../src/domain/ports/export.js';
import { parseTracklist } from '../../src/domain/schema.js';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { outputFolder } from '../../src/exporters/output-folder.js';
import { chooseFormats } from '../../src/exporters/registry.js';
import { Results } from '../../src/exporters/results.js';
import { keysOf } from '../../src/exporters/source-keys.js';
import { eventsOf, recorder } from '../support/fakes.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

let home: string;
let folder: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tracklistify-export-'));
  folder = join(home, 'out');
});
afterEach(() => rm(home, { recursive: true, force: true }));

const FORMATS = ['json', 'm3u8', 'csv', 'cue', 'txt'];
const SOURCE = { name: 'set', kind: 'file', location: '/a/set.m4a', id: 'aa11' };
const OTHER = { name: 'set', kind: 'file', location: '/b/set.mp3', id: 'bb22' };

/** A track of the user's own, so that the playlist holds it. */
const track = (start: number, end: number, title: string, identifier = 'library') =>
  trackEntry(start, end, title, {
    track: { title, artists: ['Somebody'], file: `/music/${title}.mp3` },
    evidence: by(identifier),
  });
const by = (identifier: string) => [{ identifier, mixTime: 0, mixDuration: 10, score: 0.9 }];
const full = (more: Partial<Tracklist> = {}): Tracklist =>
  tracklistOf([track(0, 100, 'One'), track(100, 200, 'Two'), unknownEntry(200, 300)], {
    source: SOURCE,
    identifiers: ['library'],
    createdAt: '2026-01-01T00:00:00.000Z',
    ...more,
  });
const part = (more: Partial<Tracklist> = {}): Tracklist => ({
  ...full({ complete: false, window: { start: 0, end: 36 }, createdAt: '2026-01-02T00:00:00.000Z' }),
  entries: [track(0, 36, 'One')],
  duration: 300,
  ...more,
});

/** A run of its own, as of another process. */
async function write(tracklist: Tracklist, more: Partial<ExportRun> = {}): Promise<ExportResult & { said: string[] }> {
  const context = recorder();
  const run = await runOf(tracklist, more);
  const result = await exportTracklist(run, context);
  return { ...result, said: eventsOf(context, 'warning').map(({ message }) => message) };
}

async function runOf(tracklist: Tracklist, more: Partial<ExportRun> & { formats?: string[] } = {}): Promise<ExportRun> {
  const exporters = await Promise.all(
    chooseFormats(more.formats ?? FORMATS).map(async ({ name, load }) => ({ name, exporter: await load() })),
  );
  const outputs = outputFolder(folder, { results: new Results(join(home, 'results')) });
  return { tracklist, name: tracklist.source.name, source: keysOf(tracklist.source), exporters, outputs, ...more };
}

const names = async (): Promise<string[]> => (await readdir(folder)).sort();
const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
const saved = async (name = 'set.json'): Promise<Tracklist> => parseTracklist(await read(name), name);
const titles = ({ entries }: Tracklist) => entries.map((entry) => entry.track?.title ?? 'ID');
const edit = async (change: (tracklist: Tracklist) => void, name = 'set.json'): Promise<void> => {
  const document = JSON.parse(await read(name));
  change(document);
  await writeFile(join(folder, name), JSON.stringify(document, null, 4));
};
const ALL = ['set.csv', 'set.cue', 'set.json', 'set.m3u8', 'set.txt'];

describe('writing', () => {
  const writer = (extension: string, ...more: string[]): Exporter => ({
    export: (tracklist, { baseName }) => ({
      files: [extension, ...more].map((e) => ({ name: `${baseName}.${e}`, content: tracklist.source.name })),
      warnings: more.map((e) => `also ${e}`),
    }),
  });
  const refuser: Exporter = {
    export() {
      throw new ValidationError('too short');
    },
  };
  const exporters = (of: Record<string, Exporter>) =>
    Object.entries(of).map(([name, exporter]) => ({ name, exporter }));

  it('goes through every format and tells what it wrote', async () => {
    const context = recorder();
    const run = {
      ...(await runOf(full())),
      name: 'a/b',
      exporters: exporters({ txt: writer('txt'), cue: writer('cue', '2.cue') }),
    };
    const result = await exportTracklist(run, context);
    expect(result).toMatchObject({
      files: ['a_b.txt', 'a_b.cue', 'a_b.2.cue'].map((n) => join(folder, n)),
      failure: null,
    });
    expect(eventsOf(context, 'written').map((e) => e.format)).toEqual(['txt', 'cue', 'cue']);
    expect(eventsOf(context, 'warning').map((e) => e.message)).toEqual(['also 2.cue']);
  });

  it('writes the others when one format is refused', async () => {
    const { files, failure } = await write(full(), { exporters: exporters({ youtube: refuser, txt: writer('txt') }) });
    expect(files).toEqual([join(folder, 'set.txt')]);
    expect(failure).toBeInstanceOf(ValidationError);
  });

  it('replaces its own files, however often', async () => {
    for (let run = 0; run < 3; run++) {
      const { files, said } = await write(full({ createdAt: `2026-01-0${run + 1}T00:00:00.000Z` }));
      expect(files).toHaveLength(FORMATS.length);
      expect(said).toEqual([]);
    }
    expect(await names()).toEqual(ALL);
    expect((await saved()).createdAt).toBe('2026-01-03T00:00:00.000Z');
  });

  it('knows its own by their marks where nothing is remembered, and by what is remembered where there are none', async () => {
    await write(full());
    await rm(join(home, 'results'), { recursive: true });
    const { said } = await write(full());
    expect(said).toEqual([
      "set.csv wasn't written by Tracklistify for this mix, so it stays as it is. The new one is set-2.csv.",
      "set.txt wasn't written by Tracklistify for this mix, so it stays as it is. The new one is set-2.txt.",
    ]);
    // By now those are known too.
    await write(full());
    expect(await names()).toEqual(['set-2.csv', 'set-2.txt', ...ALL].sort());
  });

  it('says so where it cannot remember, and writes all the same', async () => {
    await writeFile(join(home, 'results'), 'a file, no folder');
    const warnings: string[] = [];
    const results = new Results(join(home, 'results'));
    const outputs = outputFolder(folder, { results, onWarning: (message) => warnings.push(message) });
    const { files } = await write(full(), { outputs });
    expect(files).toHaveLength(FORMATS.length);
    expect(warnings[0]).toMatch(/can't be remembered/);
  });
});

describe('what is somebody else’s', () => {
  it('stays: a file made by hand', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'set.cue'), 'mine');
    const { files, said } = await write(full());
    expect(await read('set.cue')).toBe('mine');
    expect(files).toContain(join(folder, 'set-2.cue'));
    expect(said).toEqual([
      "set.cue wasn't written by Tracklistify for this mix, so it stays as it is. The new one is set-2.cue.",
    ]);
    // And again, without a third one.
    await write(full());
    expect(await names()).toEqual(['set-2.cue', ...ALL].sort());
  });

  it('stays: another program’s JSON, and then all the files go by another name', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'set.json'), '{"mine":true}');
    await write(full());
    expect(await names()).toEqual(['set-2.csv', 'set-2.cue', 'set-2.json', 'set-2.m3u8', 'set-2.txt', 'set.json']);
    expect(await read('set.json')).toBe('{"mine":true}');
    await write(full());
    expect(await names()).toHaveLength(6);
  });

  it('stays: the result of another mix of that name, in this run or an earlier one', async () => {
    await write(full());
    const before = await read('set.json');
    const other = full({ source: OTHER });
    await write(other);
    expect(await read('set.json')).toBe(before);
    expect((await saved('set-2.json')).source.location).toBe('/b/set.mp3');
    // Each finds its own again.
    await write(other);
    await write(full());
    expect(await names()).toHaveLength(2 * FORMATS.length);
    const run = await runOf(full({ source: { ...OTHER, location: '/c/set.wav', id: 'cc33' } }));
    await exportTracklist(run, recorder());
    await exportTracklist({ ...run, tracklist: full(), source: keysOf(SOURCE) }, recorder());
    expect((await saved('set.json')).source.location).toBe('/a/set.m4a');
    expect((await saved('set-3.json')).source.location).toBe('/c/set.wav');
  });

  it('knows a mix again under another place and name, by its bytes', async () => {
    await write(full());
    const { said } = await write(full({ source: { ...SOURCE, location: '/elsewhere/set.m4a' } }));
    expect(said).toEqual([]);
    expect(await names()).toEqual(ALL);
  });

  it('stays: a folder and a dangling link of that name', async () => {
    await mkdir(join(folder, 'set.txt'), { recursive: true });
    const { failure, files } = await write(full());
    expect(failure).toBeNull();
    expect(files).toContain(join(folder, 'set-2.txt'));
  });

  it('is replaced by force', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'set.cue'), 'mine');
    await writeFile(join(folder, 'set.json'), '{"mine":true}');
    const { said } = await write(full(), { onExist: 'overwrite' });
    expect(said).toEqual([]);
    expect(await names()).toEqual(ALL);
    expect(titles(await saved())).toEqual(['One', 'Two', 'ID']);
  });

  it('fails where that was asked for', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'set.cue'), 'mine');
    const { failure } = await write(full(), { onExist: 'fail' });
    expect(failure).toBeInstanceOf(WriteError);
    expect(await read('set.cue')).toBe('mine');
  });
});

describe('a better result', () => {
  it('is never replaced by a part, which a whole one takes away again', async () => {
    await write(full());
    const before = await read('set.json');
    const { said, files } = await write(part());
    expect(await read('set.json')).toBe(before);
    expect(files).toContain(join(folder, 'set.partial.json'));
    expect(said).toEqual([
      'The earlier set is complete, and this is a part, so it stays, and this went to set.partial.',
    ]);
    await write(full());
    expect(await names()).toEqual(ALL);
  });

  it('is not replaced by a part even by force', async () => {
    await write(full());
    await write(part(), { onExist: 'overwrite' });
    expect(titles(await saved())).toEqual(['One', 'Two', 'ID']);
  });

  it('is not replaced by one that could ask fewer', async () => {
    const remote = full({ identifiers: ['library', 'acrcloud'] });
    remote.entries.push(track(300, 400, 'Three', 'acrcloud'));
    await write(remote);
    const { said } = await write(full());
    expect(titles(await saved())).toEqual(['One', 'Two', 'ID', 'Three']);
    expect(said[0]).toBe(
      "The earlier set names 1 track by acrcloud, which this run didn't ask, so it stays, and this went to set.partial. --force replaces it all the same.",
    );
    await write(full(), { onExist: 'overwrite' });
    expect(titles(await saved())).toEqual(['One', 'Two', 'ID']);
  });

  it.each([
    ['fades into a track', track(190, 300, 'Three', 'acrcloud')],
    ['plays under a track', track(120, 150, 'Three', 'acrcloud')],
  ])('is not replaced by one that could ask fewer, though what that knows %s', async (_, third) => {
    const remote = full({ identifiers: ['library', 'acrcloud'] });
    remote.entries.splice(2, 1, third);
    await write(remote);
    const { said } = await write(full());
    expect(titles(await saved())).toEqual(['One', 'Two', 'Three']);
    expect(said[0]).toMatch(/names 1 track by acrcloud, which this run didn't ask/);
  });

  it('is not replaced by nothing, nor by a few of its tracks', async () => {
    await write(full());
    await write(full({ entries: [unknownEntry(0, 300)] }));
    expect(titles(await saved())).toEqual(['One', 'Two', 'ID']);
  });

  it('may be one that names something else in a place', async () => {
    await write(full());
    const renamed = full();
    renamed.entries[1] = track(100, 200, 'Other');
    await write(renamed);
    expect(titles(await saved())).toEqual(['One', 'Other', 'ID']);
  });

  it('of two parts is the longer one, and of two stretches neither', async () => {
    await write(part({ window: { start: 0, end: 200 }, entries: full().entries.slice(0, 2) }));
    await write(part());
    expect(titles(await saved())).toEqual(['One', 'Two']);
    await write(part({ window: { start: 210, end: 250 }, entries: [unknownEntry(210, 250)] }));
    expect((await saved('set.partial.json')).window).toEqual({ start: 210, end: 250 });
    await write(part({ window: { start: 0, end: 250 }, entries: full().entries }));
    expect(titles(await saved())).toEqual(['One', 'Two', 'ID']);
    await write(full());
    expect(await names()).toEqual(ALL);
  });

  it('is the one that knows most of all that were interrupted, however often', async () => {
    await write(full());
    for (const end of [100, 50, 30, 120, 80]) {
      const entries = [track(0, Math.min(end, 100), 'One'), ...(end > 100 ? [track(100, end, 'Two')] : [])];
      const { said, files } = await write(part({ window: { start: 0, end }, entries }));
      const isMore = end === 100 || end === 120;
      expect({ end, isMore: files.length > 0, said: said[0] }).toEqual({
        end,
        isMore,
        said: expect.stringMatching(isMore ? /went to set\.partial\./ : /^This holds nothing more than set\.partial,/),
      });
    }
    expect((await names()).filter((name) => name.includes('partial-'))).toEqual([]);
    expect((await saved('set.partial.json')).window).toEqual({ start: 0, end: 120 });
  });

  it('has no part beside it that holds nothing', async () => {
    await write(full());
    const { said, files } = await write(part({ window: { start: 0, end: 0 }, entries: [] }));
    expect({ said, files }).toEqual({ said: ['This holds nothing more than set, which stays.'], files: [] });
    expect(await names()).toEqual(ALL);
  });

  it('keeps windows that were asked for beside each other', async () => {
    await write(full());
    await write(part({ window: { start: 0, end: 100 }, complete: true }));
    await write(part({ window: { start: 10, end: 20 }, complete: true, entries: [track(10, 20, 'One')] }));
    expect((await saved('set.partial-2.json')).window).toEqual({ start: 10, end: 20 });
  });

  it('grows within one run, even when it takes something back', async () => {
    const run = await runOf(part());
    await exportTracklist(run, recorder());
    const second = part({ window: { start: 0, end: 80 }, entries: [unknownEntry(0, 80)] });
    await exportTracklist({ ...run, tracklist: second }, recorder());
    expect(titles(await saved())).toEqual(['ID']);
    expect(await names()).toEqual(ALL);
  });

  it('has nothing to lose once its files are deleted', async () => {
    await write(full());
    await rm(folder, { recursive: true });
    await write(part());
    expect(await names()).toEqual(ALL);
  });
});

describe('what a person changed', () => {
  it('and took back to what was measured is as if it had never been changed', async () => {
    await write(full());
    await edit((document) => {
      document.entries[0]!.track!.title = 'Other';
      document.entries[1]!.start = 120;
      document.source.title = 'My Set';
    });
    await write(full({ createdAt: '2026-02-01T00:00:00.000Z' }));
    expect((await saved()).corrections).toHaveLength(3);
    await edit((document) => {
      document.entries[0]!.track!.title = 'One';
      document.entries[1]!.start = 100;
      document.source.title = '';
    });
    const last = full({ createdAt: '2026-03-01T00:00:00.000Z' });
    await write(last);
    const { entries, corrections } = await saved();
    expect(corrections).toBeUndefined();
    expect(entries).toEqual(last.entries);
  });

  it('isn’t taken over where it isn’t known how it was before, which is said', async () => {
    await write(full());
    await edit(({ entries: [first] }) => {
      first!.track!.title = 'Other';
    });
    await rm(join(home, 'results'), { recursive: true });
    const { said } = await write(full({ createdAt: '2026-02-01T00:00:00.000Z' }), { formats: ['json'] } as never);
    expect(said).toEqual([
      "set.json was changed by hand, so it stays as it is. What you changed in it isn't taken over, since it isn't known here how it was before. The new one is set-2.json.",
    ]);
  });

  it('in the document comes along into the next result, and stays in those after it', async () => {
    await write(full());
    await edit((document) => {
      document.entries[0]!.track!.title = 'One (My Edit)';
      document.entries[1]!.start = 95;
      (document.entries[2] as unknown as Record<string, unknown>)['kind'] = 'track';
      Object.assign(document.entries[2]!, { track: { title: 'Three', artists: ['Me'] }, confidence: 0.5 });
      document.source.title = 'My Set';
    });
    for (const createdAt of ['2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z']) {
      const { said, tracklist } = await write(full({ createdAt }));
      expect(said).toEqual([]);
      expect(titles(tracklist)).toEqual(['One (My Edit)', 'Two', 'Three']);
      const document = await saved();
      expect(document.createdAt).toBe(createdAt);
      expect(document.source.title).toBe('My Set');
      expect(document.entries[1]).toMatchObject({ start: 95, corrected: true });
      expect(document.entries[0]).toMatchObject({ corrected: true, confidence: 1 });
      expect(await read('set.csv')).toContain('One (My Edit)');
    }
    expect(await names()).toEqual(ALL);
  });

  it('is taken out or put in for good', async () => {
    await write(full());
    await edit((document) => {
      document.entries.splice(0, 1);
      document.entries.push(track(250, 300, 'Mine'));
    });
    await write(full({ createdAt: '2026-02-01T00:00:00.000Z' }));
    await write(full({ createdAt: '2026-03-01T00:00:00.000Z' }));
    expect(titles(await saved())).toEqual(['Two', 'ID', 'Mine']);
  });

  it('comes back when every file was deleted', async () => {
    await write(full());
    await edit((document) => {
      document.entries[0]!.track!.title = 'Right';
    });
    await write(full({ createdAt: '2026-02-01T00:00:00.000Z' }));
    await rm(folder, { recursive: true });
    await write(full({ createdAt: '2026-03-01T00:00:00.000Z' }));
    expect(titles(await saved())).toEqual(['Right', 'Two', 'ID']);
  });

  it('survives when another run names the stretch otherwise', async () => {
    await write(full());
    await edit((document) => {
      document.entries[0]!.track!.title = 'Right';
    });
    const other = full({ createdAt: '2026-02-01T00:00:00.000Z' });
    other.entries[0] = track(2, 101, 'Wrong Again');
    await write(other);
    expect(titles(await saved())).toEqual(['Right', 'Two', 'ID']);
    expect((await saved()).entries[0]!.alternatives[0]!.track.title).toBe('Wrong Again');
  });

  it('stays as it is where it cannot be understood, or nobody knows what it was', async () => {
    await write(full());
    await writeFile(join(folder, 'set.json'), '{ "schema": "tracklistify/1", oops');
    const { said } = await write(full());
    expect(await read('set.json')).toContain('oops');
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(
      /^set\.json was changed by hand, so it stays as it is\. What you changed isn't taken over: .*JSON.* The new one is set-2\.json\.$/,
    );
  });

  it('is understood as people write it', async () => {
    await write(full());
    const document = JSON.parse(await read('set.json'));
    Object.assign(document.entries[0].track, { title: 'Onee', artists: 'Somebody' });
    document.entries[1].start = '1:50';
    // An ID that was given a track, and one more without an end.
    document.entries[2].track = { title: 'Three', artists: ['Me'] };
    document.entries.push({ start: 290, track: { title: 'Four', artists: ['Me'] } });
    await writeFile(join(folder, 'set.json'), JSON.stringify(document));
    const { said } = await write(full({ createdAt: '2026-02-01T00:00:00.000Z' }));
    expect(said).toEqual([]);
    const result = await saved();
    expect(titles(result)).toEqual(['Onee', 'Two', 'Three', 'Four']);
    // Of a spelling that was put right, what was measured stays.
    expect(result.entries[0]).toMatchObject({ evidence: by('library'), speed: 1, corrected: true });
    expect(result.entries[1]).toMatchObject({ start: 110, end: 200 });
    expect(result.entries[3]).toMatchObject({ start: 290, end: 300 });
  });

  it('is taken back by taking it out of the corrections', async () => {
    await write(full());
    await edit((document) => {
      document.entries[0]!.track!.title = 'Right';
    });
    await write(full({ createdAt: '2026-02-01T00:00:00.000Z' }));
    await edit((document) => {
      expect(document.corrections).toHaveLength(1);
      document.corrections = [];
    });
    await write(full({ createdAt: '2026-03-01T00:00:00.000Z' }));
    expect(titles(await saved())).toEqual(['One', 'Two', 'ID']);
  });

  it('is moved as a whole where its start is put past its end', async () => {
    await write(full());
    await edit((document) => {
      document.entries[0]!.start = 250;
    });
    await write(full({ createdAt: '2026-02-01T00:00:00.000Z' }));
    expect((await saved()).entries.find(({ track }) => track?.title === 'One')).toMatchObject({ start: 250, end: 350 });
  });

  it('in other formats stays as it is', async () => {
    await write(full());
    for (const name of ['set.csv', 'set.cue', 'set.m3u8', 'set.txt']) {
      await writeFile(join(folder, name), `${await read(name)}mine\n`);
    }
    const { said } = await write(full());
    expect(said).toHaveLength(4);
    for (const name of ['set.csv', 'set.cue', 'set.m3u8', 'set.txt']) expect(await read(name)).toMatch(/mine\n$/);
    expect(await names()).toEqual(['set-2.csv', 'set-2.cue', 'set-2.m3u8', 'set-2.txt', ...ALL].sort());
  });

  it('is kept where the document itself is read and made anew', async () => {
    await write(full());
    await edit((document) => {
      document.entries[0]!.track!.title = 'Right';
      document.entries.splice(1, 1);
    });
    const enriched = await saved();
    enriched.story = { title: 'A Set', genres: [], arc: '', provider: 'p', model: 'm' };
    const { said } = await write(enriched, { from: join(folder, 'set.json') });
    expect(said).toEqual([]);
    expect(titles(await saved())).toEqual(['Right', 'ID']);
    await write(full({ createdAt: '2026-03-01T00:00:00.000Z' }));
    expect(titles(await saved())).toEqual(['Right', 'ID']);
    // And what was paid for comes along.
    expect((await saved()).story?.title).toBe('A Set');
  });

  it('again and again keeps what a model said of it where the document itself is made anew', async () => {
    await write(full());
    const from = join(folder, 'set.json');
    for (const title of ['Rihgt feat. X', 'Right feat. X', 'Other']) {
      await edit((document) => {
        document.entries[0]!.track!.title = title;
      });
      const enriched = await saved();
      const [entry] = enriched.entries;
      // As a model splits the names.
      Object.assign(entry!, {
        track: { title, artists: ['Somebody', 'X'] },
        enrichment: { validation: { score: 0.9 } },
      });
      await write(enriched, { from });
    }
    await write(await saved(), { from });
    const [first] = (await saved()).entries;
    expect(first).toMatchObject({ track: { title: 'Other', artists: ['Somebody', 'X'] }, corrected: true, speed: 1 });
    expect(first!.enrichment).toEqual({ validation: { score: 0.9 } });
    expect(first!.evidence).toHaveLength(1);
  });
});

describe('what stands there', () => {
  it('is a whole result in every format, or not', async () => {
    const skeleton = full({ entries: [], duration: 0 });
    expect(await whatStands(await runOf(skeleton))).toEqual({ files: [], whole: null });
    await write(part());
    expect((await whatStands(await runOf(skeleton))).whole).toBeNull();
    await write(full());
    const { files, whole } = await whatStands(await runOf(skeleton));
    expect(files.sort()).toEqual(ALL);
    expect(titles(whole!)).toEqual(['One', 'Two', 'ID']);
    await rm(join(folder, 'set.cue'));
    expect((await whatStands(await runOf(skeleton))).whole).toBeNull();
    expect((await whatStands(await runOf(full({ source: OTHER })))).whole).toBeNull();
  });
});

describe('a kill', () => {
  it('between noting and writing leaves files that are still known', async () => {
    await write(full());
    const run = await runOf(full({ createdAt: '2026-02-01T00:00:00.000Z' }));
    const place = await run.outputs.look('set', run.source);
    const files = run.exporters.flatMap(
      ({ exporter }) => exporter.export(run.tracklist, { baseName: 'set', folder }).files,
    );
    await run.outputs.announce(place, run.source, run.tracklist, files);
    await run.outputs.write(files[2]!, run.source, true);
    const { said } = await write(full({ createdAt: '2026-03-01T00:00:00.000Z' }));
    expect(said).toEqual([]);
    expect(await names()).toEqual(ALL);
  });
});
