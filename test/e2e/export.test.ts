import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.js';
import { hardToShow, trackEntry, tracklistOf } from '../support/tracklists.js';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'tracklistify-export-'));
  await save('mix.json', hardToShow());
});
afterEach(() => rm(cwd, { recursive: true }));

const save = (name: string, value: unknown) => writeFile(join(cwd, name), JSON.stringify(value));
const run = (args: string, more: { input?: string; env?: Record<string, string> } = {}) =>
  runCli(['export', ...args.split(' ')], { cwd, ...more });
/** Without the program's own data, whose home is there too. */
const names = async () => (await readdir(cwd)).filter((name) => name !== 'tracklistify').sort();
const read = (name: string) => readFile(join(cwd, name), 'utf8');

const NEWER =
  'jspf,xspf,chapters,vtt,srt,ffmetadata,audacity,mixcloud,mixesdb,1001,setlist,setlist-suisa,setlist-soundexchange';

it('writes every format beside the document, which stays as it is', async () => {
  const { code, stdout } = await run(
    `mix.json -f json,m3u8,m3u8-mix -f csv --format cue,txt,youtube,md,links,${NEWER}`,
  );
  expect(code).toBe(0);
  expect(stdout).toBe('');
  const expected = [
    'mix.1001.txt',
    'mix.audacity.txt',
    'mix.chapters.json',
    'mix.csv',
    'mix.cue',
    'mix.ffmeta',
    'mix.json',
    'mix.jspf',
    'mix.links.html',
    'mix.links.md',
    'mix.m3u8',
    'mix.md',
    'mix.mix.m3u8',
    'mix.mixcloud.json',
    'mix.mixesdb.txt',
    'mix.setlist-soundexchange.evidence.csv',
    'mix.setlist-soundexchange.txt',
    'mix.setlist-suisa.csv',
    'mix.setlist-suisa.evidence.csv',
    'mix.setlist.csv',
    'mix.setlist.evidence.csv',
    'mix.srt',
    'mix.txt',
    'mix.vtt',
    'mix.xspf',
    'mix.youtube.txt',
  ];
  expect(await names()).toEqual(expected);
  const { written, ...document } = JSON.parse(await read('mix.json'));
  expect(document).toEqual(hardToShow());
  expect(written).toMatch(/^tracklistify:/);
});

it('writes the usual formats but the document itself when none is named', async () => {
  expect((await run('mix.json -o out/deep')).code).toBe(0);
  expect((await readdir(join(cwd, 'out/deep'))).sort()).toEqual(['mix.csv', 'mix.m3u8']);
  const env = { TRACKLISTIFY_OUTPUT_FORMATS: 'txt,json', TRACKLISTIFY_OUTPUT_FOLDER: 'set' };
  expect((await run('mix.json', { env })).code).toBe(0);
  expect(await readdir(join(cwd, 'set'))).toEqual(['mix.txt']);
});

it('prints one format to stdout and nothing else there', async () => {
  const { code, stdout, stderr } = await run('mix.json -f txt --stdout');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^\[00:00\] Ann Other - Opening \(Extended Mix\) \[Small Label Recordings\]\n/);
  expect(stdout.split('\n')).toHaveLength(hardToShow().entries.length + 1);
  expect(await names()).toEqual(['mix.json']);
});

it('calls the mix what the user says, and one title is for one mix', async () => {
  const { stdout } = await run('mix.json -f cue --stdout --title Sundown --artist Somebody');
  expect(stdout).toMatch(/^PERFORMER "Somebody"\nTITLE "Sundown"\n/);
  const two = await run('mix.json mix.json -f cue --title Sundown');
  expect(two.code).toBe(2);
  expect(two.stderr).toContain('--title is what one mix is called');
});

it('writes the columns of the CSV that are asked for, by flag or by setting', async () => {
  const header = async (args: string, env = {}) => {
    const { code, stdout } = await run(`mix.json -f csv --stdout${args}`, { env });
    expect(code).toBe(0);
    return stdout.split('\r\n')[0];
  };
  expect(await header('')).toMatch(/^number,start,.*,confidence,/);
  expect(await header('')).not.toContain('isrc');
  expect(await header(' --columns title,isrc --csv-bom')).toBe('\ufefftitle,isrc');
  expect(
    await header(' --columns title', { TRACKLISTIFY_OUTPUT_CSV_COLUMNS: 'isrc', TRACKLISTIFY_OUTPUT_CSV_BOM: 'yes' }),
  ).toBe('\ufefftitle');
  const wrong = await run('mix.json --columns titel');
  expect({ code: wrong.code, files: await readdir(cwd) }).toEqual({ code: 2, files: ['mix.json'] });
  expect(wrong.stderr).toMatch(/no column "titel"; did you mean "title"/);
  expect(await run('mix.json -f cue --columns all')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/add csv to --format/),
  });
});

it('writes all of them anew when the tracklist is edited, but none that somebody has changed or written', async () => {
  await writeFile(join(cwd, 'mix.srt'), 'somebody else\n');
  expect((await run(`mix.json -f ${NEWER}`)).code).toBe(0);
  await writeFile(join(cwd, 'mix.vtt'), `${await read('mix.vtt')}\nNOTE mine\n`);
  expect(await runCli(['edit', 'mix.json', 'set', '1', 'Xenia - Yonder'], { cwd })).toMatchObject({ code: 0 });
  const saying: string[] = [];
  for (const name of await names()) if (/yonder/i.test(await read(name))) saying.push(name);
  expect(saying).toEqual([
    // Written under a number, since the name was somebody else's.
    'mix-2.srt',
    'mix.1001.txt',
    'mix.audacity.txt',
    'mix.chapters.json',
    'mix.ffmeta',
    'mix.json',
    'mix.mixcloud.json',
    'mix.mixesdb.txt',
    'mix.setlist-soundexchange.evidence.csv',
    'mix.setlist-soundexchange.txt',
    'mix.setlist-suisa.csv',
    'mix.setlist-suisa.evidence.csv',
    'mix.setlist.csv',
    'mix.setlist.evidence.csv',
    'mix.xspf',
  ]);
  expect(await read('mix.srt')).toBe('somebody else\n');
  expect(await read('mix.vtt')).toMatch(/Ann Other.*NOTE mine\n$/s);
});

it('fills the sheets of royalty societies by flag or by setting', async () => {
  const { code, stderr } = await run('mix.json -f setlist-suisa,setlist-soundexchange --sender Ours');
  expect({ code, said: stderr.includes('--sender') }).toEqual({ code: 0, said: false });
  expect(await read('mix.setlist-suisa.csv')).toMatch(/\r\nOurs,Opening \(Extended Mix\),/);
  await run('mix.json -f setlist-soundexchange -o set', { env: { TRACKLISTIFY_OUTPUT_SENDER: 'Theirs' } });
  expect(await read('set/mix.setlist-soundexchange.txt')).toMatch(/^\^THEIRS\^\|\^A\^/m);
  const printed = await run('mix.json -f setlist --stdout');
  expect(printed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^order,title,/) });
  expect(printed.stdout).not.toContain('left_out');
  expect(await run('mix.json -f csv --shazam-lines')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/add setlist to --format/),
  });
});

it('reads a document from stdin and names the files after its source', async () => {
  const list = tracklistOf([trackEntry(0, 60, 'One')], {
    source: { name: '../../My Set', kind: 'file', location: '' },
  });
  const { code } = await run('- -f txt', { input: JSON.stringify(list) });
  expect(code).toBe(0);
  expect(await names()).toEqual(['_.._My Set.txt', 'mix.json']);
});

it('reads what --json prints: a document a line', async () => {
  const line = (name: string) =>
    JSON.stringify(tracklistOf([trackEntry(0, 60, name)], { source: { name, kind: 'file', location: '' } }));
  const { code } = await run('- -f txt -o out', { input: `${line('One')}\n${line('Two')}\n${line('One')}\n` });
  expect(code).toBe(0);
  expect((await readdir(join(cwd, 'out'))).sort()).toEqual(['One-2.txt', 'One.txt', 'Two.txt']);
  const broken = await run('- -f txt', { input: `${line('One')}\n{"schema":"tracklistify/1"}\n` });
  expect(broken).toMatchObject({ code: 3, stderr: expect.stringMatching(/standard input, line 2, is damaged/) });
});

it('finds the mix beside the document when its path is relative', async () => {
  await mkdir(join(cwd, 'sets'));
  const source = { name: 'live', kind: 'file', location: 'live.mp3' };
  await save('sets/live.json', tracklistOf([trackEntry(0, 60, 'One')], { source }));
  await run('sets/live.json -f cue -o sets');
  expect(await read('sets/live.cue')).toContain('FILE "live.mp3" MP3');
  await run('sets/live.json -f cue');
  expect(await read('live.cue')).toContain('FILE "sets/live.mp3" MP3');
});

it('keeps the files of two documents of one name apart', async () => {
  await mkdir(join(cwd, 'other'));
  await save('other/mix.json', tracklistOf([trackEntry(0, 60, 'Elsewhere')]));
  for (let time = 0; time < 2; time++) {
    expect((await run('mix.json other/mix.json -f txt -o out')).code).toBe(0);
    expect((await readdir(join(cwd, 'out'))).sort()).toEqual(['mix-2.txt', 'mix.txt']);
  }
  expect(await read('out/mix-2.txt')).toBe('[00:00] Somebody - Elsewhere\n');
});

describe('what goes wrong', () => {
  it('is told by exit code and sentence, and every document is tried', async () => {
    await save('broken.json', { ...hardToShow(), entries: [{ kind: 'track' }] });
    const { code, stderr } = await run('none.json broken.json mix.json -f txt');
    expect(code).toBe(3);
    expect(stderr).toMatch(/^error: none\.json doesn't exist\.$/m);
    expect(stderr).toMatch(/^error: broken\.json is damaged at entries\[0\]\.start/m);
    expect(await read('mix.txt')).toContain('Opening');
  });

  it('is exit 7 where nothing can be written, without half a file', async () => {
    const { code, stderr } = await run('mix.json -f txt,csv -o mix.json');
    expect(code).toBe(7);
    expect(stderr).toMatch(/^error: Can't write .*mix\.json.*Choose another folder with --output\.$/m);
    expect(await names()).toEqual(['mix.json']);
  });

  it("names the rule that a format can't keep, and writes the others", async () => {
    await save('short.json', tracklistOf([trackEntry(0, 60, 'One')]));
    const { code, stderr } = await run('short.json -f youtube,txt');
    expect(code).toBe(7);
    expect(stderr).toMatch(/at least 3/);
    expect(await names()).toEqual(['mix.json', 'short.json', 'short.txt']);
  });

  it('is wrong usage with the nearest right word', async () => {
    expect(await run('mix.json -f ceu')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/did you mean "cue"/),
    });
    expect((await run('mix.json --stdout')).code).toBe(2);
    expect((await run('mix.json -f txt,cue --stdout')).code).toBe(2);
    expect((await run('mix.json mix.json -f txt --stdout')).code).toBe(2);
    expect((await run('mix.json -f txt --stdout -o out')).code).toBe(2);
    const two = await run('mix.json -f links --stdout');
    expect(two).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('links makes 2 files') });
    expect((await runCli(['export'], { cwd })).code).toBe(2);
  });
});

it('ships the JSON Schema that its documents keep', async () => {
  await run('mix.json -f json -o out');
  const schema = JSON.parse(await readFile(resolve(import.meta.dirname, '../../dist/tracklist.schema.json'), 'utf8'));
  const validate = new Ajv2020({ strict: true }).compile(schema);
  expect(validate(JSON.parse(await read('out/mix.json')))).toBe(true);
  expect(validate({})).toBe(false);
});
