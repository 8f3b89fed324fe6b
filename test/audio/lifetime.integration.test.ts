import { execFileSync } from 'node:child_process';
import { chmodSync, createReadStream, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decode } from '../../src/audio/decode.js';
import { openSource } from '../../src/audio/sources/registry.js';
import { ProcessingError, SourceError } from '../../src/domain/errors.js';
import { collect, encode, everyFfmpeg, synth, testFfmpeg, toInt16, writeWav } from '../support/audio.js';
import { tempFolder } from '../support/temp.js';

const ffmpeg = await testFfmpeg();
let folder: string;
let long: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-test-'));
  long = join(folder, 'long.wav');
  // Far more than all buffers between ffmpeg and a reader hold.
  await writeWav(long, toInt16(synth(120, { rate: 8000 })), 8000);
});
afterAll(() => rm(folder, { recursive: true }));

const tools = (stdin: NodeJS.ReadableStream = new PassThrough(), signal?: AbortSignal) => ({
  ffmpeg,
  stdin,
  reach: 'anywhere' as const,
  tempFolder: folder,
  ...(signal && { signal }),
});

/** Processes that this one has started and that aren't gone, zombies included. */
function children(): string[] {
  if (process.platform !== 'linux') {
    const all = execFileSync('ps', ['-o', 'ppid=,comm=', '-A'], { encoding: 'utf8' }).split('\n');
    return all.filter((line) => line.trim().startsWith(`${process.pid} `) && line.includes('ffmpeg'));
  }
  // A plain Debian image has no ps.
  const states = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/stat`, 'utf8');
      } catch {
        return '';
      }
    });
  return states.filter((state) => /^\d+ \(ffmpeg\) . (\d+)/.exec(state)?.[1] === String(process.pid));
}

describe('decoding', () => {
  it('that is aborted in the middle ends at once, and its ffmpeg is gone', async () => {
    const abort = new AbortController();
    const source = await openSource(long, tools());
    let heard = 0;
    const hearing = (async () => {
      for await (const chunk of source.pcm({ rate: 44_100, signal: abort.signal })) {
        heard += chunk.length;
        abort.abort();
      }
    })();
    await expect(hearing).rejects.toMatchObject({ name: 'AbortError' });
    expect(heard).toBeGreaterThan(0);
    expect(heard).toBeLessThan(44_100 * 20);
    expect(children()).toEqual([]);
  });

  it('that is aborted before it starts decodes nothing', async () => {
    const source = await openSource(long, tools());
    const hearing = collect(source.pcm({ rate: 8000, signal: AbortSignal.abort() }));
    await expect(hearing).rejects.toMatchObject({ name: 'AbortError' });
    expect(children()).toEqual([]);
  });

  it('whose reader stops early leaves no ffmpeg behind', async () => {
    const source = await openSource(long, tools());
    for await (const _ of source.pcm({ rate: 44_100 })) break;
    expect(children()).toEqual([]);
  });

  it('that began with the opening ends with the source when nobody asks for the sound', async () => {
    const source = await openSource(long, { ...tools(), ahead: 44_100 });
    expect(children()).toHaveLength(1);
    await source.close();
    expect(children()).toEqual([]);
  });

  it('waits for its reader instead of filling memory', async () => {
    const source = await openSource(long, tools());
    const chunks = source.pcm({ rate: 44_100 })[Symbol.asyncIterator]();
    let given = (await chunks.next()).value!.length;
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 50; i++) await new Promise((turn) => setImmediate(turn));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2_000_000);
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) given += next.value.length;
    expect(given).toBe(120 * 44_100);
  });

  it('of one source may happen many times at once', async () => {
    const source = await openSource(long, tools());
    const parts = await Promise.all(
      [0, 30, 60, 100].map((start) => collect(source.pcm({ rate: 8000, start, end: start + 5 }))),
    );
    const whole = await collect(source.pcm({ rate: 8000 }));
    for (const [i, start] of [0, 30, 60, 100].entries()) {
      expect(parts[i]).toEqual(whole.slice(start * 8000, (start + 5) * 8000));
    }
  });

  it('from behind the end, or of no length, gives nothing', async () => {
    const source = await openSource(long, tools());
    expect((await collect(source.pcm({ rate: 8000, start: 500 }))).length).toBe(0);
    expect((await collect(source.pcm({ rate: 8000, start: 5, end: 5 }))).length).toBe(0);
    expect((await collect(source.pcm({ rate: 8000, start: 119, end: 500 }))).length).toBe(8000);
  });
});

describe.each(await everyFfmpeg())('a stream, with the ffmpeg by $name', ({ path }) => {
  it('is decoded as it comes', async () => {
    const job = { input: { stream: createReadStream(long) }, name: 'live', rate: 8000, duration: null };
    expect((await collect(decode(path, job))).length).toBe(120 * 8000);
  });
});

describe('standard input', () => {
  it('is read as it comes, from an MP4 with its index at the end too, and its copy is removed', async () => {
    const mp4 = join(folder, 'late.mp4');
    await encode(ffmpeg, long, mp4, ['-t', '4', '-c:a', 'aac']);
    const bytes = readFileSync(mp4);
    const pieces = Array.from({ length: 50 }, (_, i) =>
      bytes.subarray((i * bytes.length) / 50, ((i + 1) * bytes.length) / 50),
    );
    const source = await openSource('-', tools(Readable.from(pieces)));
    expect(source.info).toMatchObject({ name: 'stdin', kind: 'stdin', location: '' });
    // AAC pads its last frame: an eighth of a second at this rate.
    expect(Math.abs((await collect(source.pcm({ rate: 8000 }))).length / 8000 - 4)).toBeLessThan(0.13);
    expect((await collect(source.pcm({ rate: 8000, start: 3, end: 3.5 }))).length).toBe(4000);
    expect(spooled()).toHaveLength(1);
    await source.close();
    expect(spooled()).toEqual([]);
  });

  it.each([
    ['is empty', Readable.from([]), /"standard input" is empty/],
    ['is no audio', Readable.from([Buffer.from('hello\n')]), /"standard input" is no audio file: it is plain text/],
    ['is a terminal', Object.assign(new PassThrough(), { isTTY: true }), /is a terminal/],
  ])('that %s is refused and leaves nothing behind', async (_, stdin, sentence) => {
    await expect(openSource('-', tools(stdin))).rejects.toThrow(sentence);
    expect(spooled()).toEqual([]);
  });

  it('that breaks off is told', async () => {
    const broken = new Readable({ read() {} });
    broken.push(Buffer.alloc(10));
    const opened = openSource('-', tools(broken));
    broken.destroy(new Error('gone'));
    await expect(opened).rejects.toBeInstanceOf(SourceError);
    expect(spooled()).toEqual([]);
  });

  it('that is aborted while it comes leaves nothing behind', async () => {
    const abort = new AbortController();
    const endless = new Readable({
      read() {
        this.push(Buffer.alloc(65_536));
        if (spooled().length > 0) abort.abort();
      },
    });
    await expect(openSource('-', tools(endless, abort.signal))).rejects.toMatchObject({ name: 'AbortError' });
    expect(spooled()).toEqual([]);
  });

  it.runIf(process.platform !== 'win32')('has a sister in the named pipe', async () => {
    const pipe = join(folder, 'pipe.wav');
    execFileSync('mkfifo', [pipe]);
    const short = join(folder, 'short.wav');
    await writeWav(short, toInt16(synth(1, { rate: 8000 })), 8000);
    const opened = openSource(pipe, tools());
    const [source] = await Promise.all([opened, writeFile(pipe, readFileSync(short))]);
    expect(source.info.name).toBe('pipe');
    expect((await collect(source.pcm({ rate: 8000 }))).length).toBe(8000);
    await source.close();
    expect(spooled()).toEqual([]);
  });

  const spooled = () => readdirSync(folder).filter((name) => name.startsWith('tracklistify-'));
});

describe('an ffmpeg that fails', () => {
  /** The real one for looking at the file, a script for decoding it. */
  function broken(script: string): string {
    const path = join(tempFolder(), 'ffmpeg');
    writeFileSync(path, `#!/bin/sh\ncase "$*" in *frames:a*) exec "${ffmpeg}" "$@";; esac\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  }
  const hear = async (program: string) => {
    const source = await openSource(long, { ...tools(), ffmpeg: program });
    return collect(source.pcm({ rate: 8000 }));
  };

  it.each([
    ['is killed', 'kill -9 $$', /ffmpeg was ended by SIGKILL at 0:00 of "/],
    [
      'says why',
      'echo "[error] Cannot allocate memory" >&2; exit 1',
      /ffmpeg failed on ".*": Cannot allocate memory\.$/,
    ],
  ])('and %s is told in one sentence', async (_, script, sentence) => {
    const heard = hear(broken(script));
    await expect(heard).rejects.toThrow(sentence);
    await expect(heard).rejects.toBeInstanceOf(ProcessingError);
  });

  it('or hangs is ended by an abort', async () => {
    const abort = new AbortController();
    const program = broken('head -c 64000 /dev/zero; exec sleep 600');
    const source = await openSource(long, { ...tools(), ffmpeg: program });
    const heard = (async () => {
      for await (const _ of source.pcm({ rate: 8000, signal: abort.signal })) abort.abort();
    })();
    await expect(heard).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('because it is not there any more is told in one sentence', async () => {
    const opened = openSource(long, { ...tools(), ffmpeg: join(folder, 'no-ffmpeg') });
    await expect(opened).rejects.toThrow(/ffmpeg couldn't be started for ".*: there is no such file or folder\./);
    await expect(opened).rejects.toBeInstanceOf(ProcessingError);
  });
});

describe('a file that is not there', () => {
  it.each([
    ['missing.mp3', /"missing\.mp3" doesn't exist\.$/],
    ['/etc/hostname/x.mp3', /doesn't exist/],
    ['/dev/null', /"\/dev\/null" is a device, not a file\.$/],
    [tmpdir(), /is a folder, not an audio file\.$/],
    ['x'.repeat(5000), /is too long a name\.$/],
    ['file://elsewhere/x.mp3', /names no file of this machine/],
  ])('%.30s', async (location, sentence) => {
    await expect(openSource(location, tools())).rejects.toThrow(sentence);
  });
});
