import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { expandSources } from '../../../src/audio/sources/expand.js';
import { UsageError } from '../../../src/domain/errors.js';
import { tempFolder } from '../../support/temp.js';

function tree(files: Record<string, string | Buffer>): string {
  const cwd = tempFolder();
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    writeFileSync(join(cwd, file), content);
  }
  return cwd;
}
const expand = (cwd: string, named: string[], lists: string[] = [], stdin = '') =>
  expandSources({ cwd, named, lists, stdin: Readable.from([Buffer.from(stdin)]) });

describe('what a user names', () => {
  it('is passed on as it is: files of any name, missing ones, addresses, standard input', async () => {
    const cwd = tree({ 'notes.txt': '', '[1] *.mp3': '' });
    const named = ['notes.txt', '[1] *.mp3', 'missing.mp3', 'https://x.test/*.m3u8?a=[b]', '-', '-flag.mp3'];
    expect(await expand(cwd, named)).toEqual({ locations: named, listed: new Set(), failures: [], skipped: [] });
  });

  it('as a folder means the audio and video in it and below, in natural order', async () => {
    const files = ['10.mp3', '2.mp3', 'B/1.flac', 'a/x.MKV', 'cover.jpg', '._2.mp3', '.trash/3.mp3', 'list.m3u'];
    const cwd = tree(Object.fromEntries(files.map((f) => [`set/${f}`, ''])));
    expect(await expand(cwd, ['set'])).toMatchObject({
      locations: ['set/2.mp3', 'set/10.mp3', 'set/a/x.MKV', 'set/B/1.flac'],
      failures: [],
    });
    expect((await expand(join(cwd, 'set/B'), ['.'])).locations).toEqual(['1.flac']);
  });

  it('as a folder may hold links, even ones that lead round in a circle', async () => {
    const cwd = tree({ 'set/1.mp3': '', 'elsewhere/2.mp3': '' });
    symlinkSync(join(cwd, 'elsewhere'), join(cwd, 'set/more'));
    symlinkSync(join(cwd, 'set'), join(cwd, 'set/round'));
    // As /proc holds one to the root of the disk.
    symlinkSync(cwd, join(cwd, 'set/up'));
    writeFileSync(join(cwd, 'beside.mp3'), '');
    symlinkSync(join(cwd, 'nothing.mp3'), join(cwd, 'set/dangling.mp3'));
    expect((await expand(cwd, ['set'])).locations).toEqual(['set/1.mp3', 'set/dangling.mp3', 'set/more/2.mp3']);
  });

  it('as a folder holds the transport streams among the files of such a name, not TypeScript', async () => {
    const packets = (size: number, before = 0): Buffer => {
      const bytes = Buffer.alloc(size * 5);
      for (let at = before; at < bytes.length; at += size) bytes[at] = 0x47;
      return bytes;
    };
    const files = {
      'broadcast.ts': packets(188),
      'camera.MTS': packets(192, 4),
      'cut.ts': packets(188, 100),
      'code.ts': `Given('${'G'.repeat(3)}', () => {});\n`.repeat(40),
      'module.mts': 'export {};\n',
      'empty.ts': '',
    };
    const cwd = tree(Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`set/${name}`, bytes])));
    const streams = ['set/broadcast.ts', 'set/camera.MTS', 'set/cut.ts'];
    expect(await expand(cwd, ['set'])).toMatchObject({ locations: streams, failures: [] });
    expect((await expand(cwd, ['set/*'])).locations).toEqual(streams);
    expect((await expand(cwd, ['set/code.ts'])).locations).toEqual(['set/code.ts']);
  });

  it('as a pattern means the audio and video that fit, which the shell left alone', async () => {
    const cwd = tree({ 'a1.mp3': '', 'a10.mp3': '', 'a2.mp3': '', 'a3.jpg': '', 'album/x.ogg': '' });
    expect((await expand(cwd, ['a*'])).locations).toEqual(['a1.mp3', 'a2.mp3', 'a10.mp3', 'album/x.ogg']);
  });

  it('is taken once, however often and in whatever way it is named', async () => {
    const cwd = tree({ 'set/1.mp3': '', 'set/2.mp3': '' });
    const { locations } = await expand(cwd, ['set/2.mp3', 'set', './set/1.mp3', join(cwd, 'set/2.mp3')]);
    expect(locations).toEqual(['set/2.mp3', 'set/1.mp3']);
  });

  it('and leads to nothing is told without losing the rest', async () => {
    const cwd = tree({ 'a.mp3': '', 'empty/readme.txt': '', 'b.jpg': '' });
    const { locations, failures } = await expand(cwd, ['empty', 'x*.mp3', '*.jpg', 'a.mp3'], ['no-list.txt']);
    expect(locations).toEqual(['a.mp3']);
    expect(failures.map((f) => f.message)).toEqual([
      '"empty" holds no audio or video file: name the mix itself, or the folder that it is in.',
      'No file or folder fits "x*.mp3".',
      'Nothing that fits "*.jpg" is audio or video.',
      '"no-list.txt" doesn\'t exist.',
    ]);
  });
});

describe('a list of sources', () => {
  it('holds one a line, literally, with comments, blank lines, a BOM and any line ends', async () => {
    const list = '\ufeff# sets\r\na [1].mp3\r\n\r\n./#b.mp3\nhttps://x.test/c\r  d.mp3';
    const cwd = tree({ 'lists/all.txt': list, 'lists/a [1].mp3': '', 'lists/#b.mp3': '' });
    expect((await expand(cwd, [], ['lists/all.txt'])).locations).toEqual([
      'lists/a [1].mp3',
      'lists/#b.mp3',
      'https://x.test/c',
      'lists/  d.mp3',
    ]);
  });

  it('counts from its own folder, or from the working directory if the file is only there', async () => {
    const cwd = tree({
      'lists/l.txt': 'both.mp3\nhere.mp3\nset\n',
      'lists/both.mp3': '',
      'both.mp3': '',
      'here.mp3': '',
      'set/1.mp3': '',
    });
    expect((await expand(cwd, [], ['lists/l.txt'])).locations).toEqual(['lists/both.mp3', 'here.mp3', 'set/1.mp3']);
  });

  it('comes from standard input by "-"', async () => {
    const cwd = tree({ 'a.mp3': '', 'b/1.mp3': '' });
    expect((await expand(cwd, ['a.mp3'], ['-'], 'b\na.mp3\n')).locations).toEqual(['a.mp3', 'b/1.mp3']);
  });

  it('never means standard input', async () => {
    const cwd = tree({ 'l.txt': '-\n', 'lists/l.txt': '-\n' });
    expect((await expand(cwd, [], ['l.txt', '-', 'lists/l.txt'], '-')).locations).toEqual(['./-', 'lists/-']);
  });

  it('is not the user: what it alone names is known', async () => {
    const cwd = tree({ 'a.mp3': '', 'l.txt': 'a.mp3\nhttp://x.test/\nset\n', 'set/1.mp3': '' });
    const { locations, listed } = await expand(cwd, ['a.mp3'], ['l.txt']);
    expect(locations).toEqual(['a.mp3', 'http://x.test/', 'set/1.mp3']);
    expect(listed).toEqual(new Set(['http://x.test/', 'set/1.mp3']));
  });

  it('that is empty is told', async () => {
    const cwd = tree({ 'l.txt': '# nothing yet\n\n' });
    expect((await expand(cwd, [], ['l.txt'])).failures[0]!.message).toBe('The list "l.txt" names no source.');
  });

  it('and the sound cannot both come from standard input', async () => {
    await expect(expand('/', ['-'], ['-'])).rejects.toThrow(/not both/);
  });

  it('may be in the UTF-16 of PowerShell', async () => {
    const cwd = tree({ 'l.txt': Buffer.from('\ufeffä.mp3\r\n', 'utf16le'), 'ä.mp3': '' });
    expect((await expand(cwd, [], ['l.txt'])).locations).toEqual(['ä.mp3']);
  });

  it('leaves pipes and sockets alone that lie where files are looked for', async () => {
    const cwd = tree({ 'set/1.mp3': '', 'only/cover.jpg': '' });
    for (const pipe of ['set/2.mp3', 'set/notes.txt', 'only/x.mp3']) execFileSync('mkfifo', [join(cwd, pipe)]);
    symlinkSync(join(cwd, 'set/2.mp3'), join(cwd, 'set/3.mp3'));
    const socket = createServer().listen(join(cwd, 'set/4.mp3'));
    onTestFinished(() => void socket.close());
    await once(socket, 'listening');
    const skipped = ['"set/2.mp3" is a pipe, not a file', '"set/3.mp3" is a pipe, not a file'];
    expect(await expand(cwd, ['set'])).toMatchObject({
      locations: ['set/1.mp3'],
      skipped: [...skipped, '"set/4.mp3" is a socket, not a file'],
      failures: [],
    });
    expect(await expand(cwd, ['set/[12]*'])).toMatchObject({ locations: ['set/1.mp3'], skipped: skipped.slice(0, 1) });
    // Where there is nothing else, that is the reason.
    const { failures } = await expand(cwd, ['only']);
    expect(failures.map(({ message }) => message)).toEqual(['Left out: "only/x.mp3" is a pipe, not a file.']);
    // Who names one outright wants it read.
    expect(await expand(cwd, ['set/2.mp3'])).toMatchObject({ locations: ['set/2.mp3'], skipped: [] });
  });

  it('may be folders in folders in folders', async () => {
    const cwd = tempFolder();
    const deep = join(cwd, ...Array.from({ length: 200 }, () => 'd'));
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(deep, 'x.mp3'), '');
    expect((await expand(cwd, ['d'])).locations).toHaveLength(1);
  });

  it('is refused where it stands for more than anybody means', async () => {
    const lines = Array.from({ length: 100_001 }, (_, i) => `https://x.test/${i}`).join('\n');
    const cwd = tree({ 'list.txt': lines });
    await expect(expand(cwd, [], ['list.txt'])).rejects.toThrow(/list\.txt" names more than 100,000 files/);
    await expect(expand(cwd, [], ['-'], lines)).rejects.toThrow(UsageError);
  });

  it.each([
    ['a folder', ['set'], []],
    ['a pattern', ['set/*'], []],
    ['a list', [], ['list.txt']],
    ['a list that never comes', [], ['-']],
  ])('is left when it is broken off: %s', async (_, named, lists) => {
    const cwd = tree({ 'set/1.mp3': '', 'list.txt': 'set/1.mp3' });
    const stdin = new PassThrough();
    const leaving = new AbortController();
    const expanded = expandSources({ cwd, named, lists, stdin, signal: leaving.signal });
    leaving.abort(new Error('enough'));
    await expect(expanded).rejects.toThrow('enough');
  });
});
