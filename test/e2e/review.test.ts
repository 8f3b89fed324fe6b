import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { parseTracklist } from '../../src/domain/schema.js';
import type { EditConflict, ReviewState } from '../../src/web/review/contract.js';
import { wavBytes } from '../support/audio.js';
import { runCli } from '../support/cli.js';
import { startReview } from '../support/review.js';
import { crossfade, piece, RATE } from '../support/synth.js';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'tracklistify-review-'));
  await mkdir(join(cwd, 'music'));
  await writeFile(join(cwd, 'music/Artist 1 - Song 1.wav'), wavBytes(piece(1, 40), RATE));
  await writeFile(join(cwd, 'private.wav'), wavBytes(piece(5, 10), RATE));
  await writeFile(join(cwd, 'pier.wav'), wavBytes(crossfade([piece(1, 40), piece(77, 40)], 8), RATE));
  const made = await run(['pier.wav', '--library', 'music', '--providers', 'library', '-f', 'json,txt']);
  expect(made).toMatchObject({ code: 0 });
  for (const name of ['pier.json', 'pier.txt']) await copyFile(join(cwd, name), join(cwd, `${name}.made`));
});
beforeEach(async () => {
  await run(['archive', 'remove', 'pier', '--yes']);
  for (const name of ['pier.json', 'pier.txt']) await copyFile(join(cwd, `${name}.made`), join(cwd, name));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const run = (args: string[]) => runCli(args, { cwd });
const inFile = async () =>
  parseTracklist(await readFile(join(cwd, 'pier.json'), 'utf8'), 'it').entries.map(({ track }) => track?.title ?? 'ID');
const namesIn = ({ tracklist }: ReviewState) => tracklist.entries.map(({ track }) => track?.title ?? 'ID');

it('changes a tracklist in all its files as edit does, each change on the disk before it is answered', async () => {
  const page = await startReview(cwd, ['pier.json']);
  const first = await page.state();
  expect(first).toMatchObject({ file: 'pier.json', audio: { url: 'audio/mix' }, canUndo: false, ids: true });
  expect(namesIn(first)).toEqual(['Song 1', 'ID']);
  expect(first.candidates[0]![0]).toMatchObject({
    name: 'Artist 1 - Song 1',
    evidence: [expect.stringMatching(/^library: /)],
  });

  const set = await page.edit('set', ['2', 'Ann - Sea (Dub)']);
  expect(await inFile()).toEqual(['Song 1', 'Sea']);
  expect(await readFile(join(cwd, 'pier.txt'), 'utf8')).toContain('Ann - Sea (Dub)');
  const now = (await set.json()) as ReviewState;
  expect([set.status, namesIn(now), now.canUndo]).toEqual([200, ['Song 1', 'Sea'], true]);
  expect(now.revision).not.toBe(first.revision);

  // Another window still shows what was before.
  const stale = await page.edit('set', ['2', 'Bob - Land'], first.revision);
  const conflict = (await stale.json()) as EditConflict;
  expect([stale.status, conflict.state.revision, conflict.message]).toEqual([
    409,
    now.revision,
    expect.stringContaining('changed meanwhile'),
  ]);
  const wrong = await page.edit('accept', ['9']);
  expect([wrong.status, await wrong.json()]).toEqual([
    422,
    { message: expect.stringContaining('There is no entry 9') },
  ]);
  expect((await page.edit('name-id', ['1', 'Ann - Sea'])).status).toBe(422);
  expect(await inFile()).toEqual(['Song 1', 'Sea']);

  // Ended by force at any moment, nothing is lost, and undoing goes on.
  await page.edit('move', ['2', '0:40']);
  page.child.kill('SIGKILL');
  await page.end;
  const again = await startReview(cwd, ['pier.json']);
  expect((await again.state()).tracklist.entries[1]).toMatchObject({ start: 40, corrected: true });
  expect((await again.edit('undo')).status).toBe(200);
  const undone = (await (await again.edit('undo')).json()) as ReviewState;
  expect([namesIn(undone), undone.canUndo, await inFile()]).toEqual([['Song 1', 'ID'], false, ['Song 1', 'ID']]);
  again.child.kill('SIGINT');
  expect(await again.end).toMatchObject({ code: 0, stdout: `${again.address}\n`, stderr: '' });
});

it('tells every window of what is changed elsewhere, and what is wrong with the file', async () => {
  const page = await startReview(cwd, ['pier.json']);
  const events = await page.events();
  expect((await events.next()).value).toBe((await page.state()).revision);
  await run(['edit', 'pier.json', 'set', '2', 'Bob - Land']);
  expect((await events.next()).value).toBe((await page.state()).revision);
  expect(namesIn(await page.state())).toEqual(['Song 1', 'Land']);

  const document = await readFile(join(cwd, 'pier.json'), 'utf8');
  await writeFile(join(cwd, 'pier.json'), document.replace('"Land"', '"By hand"'));
  await events.next();
  expect(namesIn(await page.state())).toEqual(['Song 1', 'By hand']);

  await writeFile(join(cwd, 'pier.json'), '{ "schema": 1');
  await events.next();
  expect((await page.get('api/mix')).status).toBe(422);
  await rename(join(cwd, 'pier.json'), join(cwd, 'away.json'));
  await events.next();
  const gone = await page.get('api/mix');
  expect([gone.status, await gone.json()]).toEqual([410, { message: "pier.json doesn't exist." }]);
  expect((await page.edit('accept', ['1'], '1')).status).toBe(410);
  await writeFile(join(cwd, 'pier.json'), document);
  await events.next();
  expect(namesIn(await page.state())).toEqual(['Song 1', 'Land']);
});

it('names an unknown for every mix in which it is heard, and in this document where the archive knows nothing of it', async () => {
  // Long enough for a number.
  await writeFile(join(cwd, 'quay.wav'), wavBytes(crossfade([piece(1, 40), piece(78, 80)], 6), RATE));
  const identify = () => run(['quay.wav', '--library', 'music', '--providers', 'library', '-f', 'json,txt', '--force']);
  const saved = async () => parseTracklist(await readFile(join(cwd, 'quay.json'), 'utf8'), 'it').entries;
  await identify();
  const number = String((await saved())[1]!.number);
  const page = await startReview(cwd, ['quay.json']);
  const named = (await (await page.edit('name-id', [number, 'Ann - Sea (Dub)'])).json()) as ReviewState;
  expect([named.ids, namesIn(named)]).toEqual([true, ['Song 1', 'Sea']]);
  expect(await readFile(join(cwd, 'quay.txt'), 'utf8')).toContain('Ann - Sea (Dub)');
  expect((await run(['archive', 'search', 'sea'])).stdout).toContain('quay');
  expect((await page.edit('name-id', ['999', 'Ann - Sea'])).status).toBe(422);

  // The archive has forgotten the mix, and not its unknown.
  await run(['ids', 'name', number, 'ID']);
  await run(['archive', 'remove', 'quay', '--yes']);
  expect(namesIn(await page.state())).toEqual(['Song 1', 'ID']);
  const alone = (await (await page.edit('name-id', [number, 'Bob - Land'])).json()) as ReviewState;
  expect([namesIn(alone), (await saved())[1]]).toEqual([
    ['Song 1', 'Land'],
    expect.objectContaining({ corrected: true }),
  ]);
  page.child.kill('SIGINT');
  await page.end;
});

it('plays the mix and own files of the library, and nothing else', async () => {
  const document = JSON.parse(await readFile(join(cwd, 'pier.json'), 'utf8'));
  document.entries[1].alternatives = [
    {
      track: { title: 'Trap', artists: ['X'], file: join(cwd, 'private.wav') },
      confidence: 0.4,
      evidence: [{ identifier: 'x', mixTime: 40, mixDuration: 20, trackTime: 0, speed: 1, score: 1 }],
    },
  ];
  await writeFile(join(cwd, 'pier.json'), JSON.stringify(document));
  const page = await startReview(cwd, ['pier.json']);
  const { candidates, waveform } = await page.state();
  expect(candidates[1]![0]).toMatchObject({ name: 'X - Trap', own: null });
  expect(waveform!.perSecond).toBe(10);

  const mix = await readFile(join(cwd, 'pier.wav'));
  const part = await page.get('audio/mix', { range: 'bytes=1000-1999' });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 1000-1999/${mix.length}`]);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(mix.subarray(1000, 2000));
  const tag = part.headers.get('etag')!;
  expect((await page.get('audio/mix', { range: 'bytes=5-', 'if-range': tag })).status).toBe(206);
  expect((await page.get('audio/mix', { range: 'bytes=5-', 'if-range': '"old"' })).status).toBe(200);
  expect((await page.get('audio/mix', { range: `bytes=${mix.length}-` })).status).toBe(416);

  const own = candidates[0]![0]!.own!;
  expect(own).toMatchObject({ speed: expect.closeTo(1, 2), trackTimeAtZero: expect.closeTo(0, 0) });
  const song = await page.get(own.url, { range: 'bytes=0-3' });
  expect([song.status, await song.text()]).toEqual([206, 'RIFF']);
  const decoded = await page.get(`${own.url}.wav`, { range: 'bytes=22-23' });
  expect(Buffer.from(await decoded.arrayBuffer()).readUInt16LE()).toBe(2);
  for (const path of [
    'audio/own/0123456789abcdef',
    `audio/own/${encodeURIComponent(join(cwd, 'private.wav'))}`,
    'audio/own/..%2fmix',
    'audio/',
    'review.html',
    '../etc/passwd',
    'api/',
  ]) {
    const refused = await page.get(path);
    expect([refused.status, await refused.json()], path).toEqual([404, { message: 'There is nothing here.' }]);
  }
});

it('shows a tracklist whose mix is gone, and draws one that the archive has no sound of', async () => {
  await writeFile(
    join(cwd, 'gone.json'),
    (await readFile(join(cwd, 'pier.json'), 'utf8')).replaceAll('pier.wav', 'gone.wav'),
  );
  const page = await startReview(cwd, ['gone.json', '--no-archive']);
  const state = await page.state();
  expect(state.audio).toEqual({ missing: expect.stringContaining('gone.wav: there is no such file') });
  expect([state.waveform, state.canUndo]).toEqual([null, false]);
  const refused = await page.get('audio/mix');
  expect([refused.status, await refused.json()]).toEqual([410, { message: expect.stringContaining("doesn't exist") }]);

  const other = await startReview(cwd, ['pier.json', '--no-archive']);
  const events = await other.events();
  while (!(await other.state()).waveform) await events.next();
  expect((await other.state()).waveform!.low.length).toBeGreaterThan(700);
});

it('says what is wrong before anything is opened', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as AddressInfo;
  const refused = await run(['review', 'pier.json', '--no-open', '--port', String(port)]);
  taken.close();
  expect([refused.code, refused.stdout, refused.stderr]).toEqual([
    2,
    '',
    expect.stringContaining(`port ${port}: another program has it`),
  ]);
  expect(await run(['review', 'pier.wav', '--no-open'])).toMatchObject({ code: 3, stdout: '' });
  expect(await run(['review', 'none.json', '--no-open'])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining("doesn't exist"),
  });
  expect(await run(['review', '-', '--no-open'])).toMatchObject({ code: 2 });
  expect(await run(['review', 'pier.json', '--port', 'many'])).toMatchObject({ code: 2 });
});
