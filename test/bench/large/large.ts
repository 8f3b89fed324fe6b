import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Cli } from '../cli.js';
import { judge } from '../judge.js';
import { decodeAll, measured } from '../measure.js';
import { musicIn } from '../music.js';
import { planMix } from '../plan.js';
import { Random } from '../random.js';
import { renderMix } from '../render.js';
import { MadeUpMusic } from './large-library.js';

/** What a large library costs an identification: real tracks among made-up ones, and a mix of the real ones on vinyl. */
export async function main(args: string[], root: string): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      music: { type: 'string' },
      hours: { type: 'string', default: '10,1000' },
      minutes: { type: 'string', default: '60' },
      scratch: { type: 'string', default: tmpdir() },
    },
  });
  if (!values.music) return console.log('node test/bench/large/run.mjs --music DIR [--hours 10,1000] [--minutes 60]');
  const folder = mkdtempSync(join(resolve(values.scratch), 'tracklistify-large-'));
  try {
    const files = await musicIn(values.music);
    const own = new Random(5);
    const plan = planMix(
      'vinyl',
      5,
      Number(values.minutes),
      own.shuffled(files).map((file) => ({ file, known: true })),
      own,
    );
    const mix = join(folder, 'mix.mp3');
    const sample = join(folder, 'sample.wav');
    await renderMix(plan, mix);
    await measured('ffmpeg', ['-v', 'error', '-nostdin', '-ss', '60', '-t', '10', '-i', mix, sample]);
    const names = new Map(files.map((file) => [file.path, file.name]));
    console.log(
      `${files.length} real tracks, a mix of ${plan.plays.length} of them, ${(plan.seconds / 60).toFixed(0)} minutes\n`,
    );
    console.log(
      '| made-up hours | found | wrong | identify: s | cpu s | decoding: s | cpu s | ratio | cpu ratio | peak MB | a 10-s sample: s | peak MB |\n' +
        '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    );
    const library = join(folder, 'library');
    mkdirSync(library);
    const cli = new Cli(root, library);
    await cli.add([...names.keys()]);
    const madeUp = new MadeUpMusic(library, folder);
    for (const hours of values.hours.split(',').map(Number)) {
      await madeUp.growTo(hours);
      const nameOf = (path: string): string => names.get(path) ?? path;
      // Once for the page cache: what the disk costs is the disk's.
      await cli.identify([mix], nameOf);
      const decoding = await decodeAll([mix], 11_025, 1);
      const { run, said } = await cli.identify([mix], nameOf);
      const short = await cli.identify([sample], nameOf);
      const judged = judge(plan, said[0] ?? [], new Map());
      const cells = [
        hours,
        `${judged.found}/${judged.known}`,
        judged.wrong.length,
        run.wall.toFixed(1),
        run.cpu.toFixed(1),
        decoding.wall.toFixed(1),
        decoding.cpu.toFixed(1),
        (run.wall / decoding.wall).toFixed(2),
        (run.cpu / decoding.cpu).toFixed(2),
        run.peak.toFixed(0),
        short.run.wall.toFixed(2),
        short.run.peak.toFixed(0),
      ];
      console.log(`| ${cells.join(' | ')} |`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
