import { lstat, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { playSet } from '../demo/mix.js';
import { render } from '../demo/render.js';
import type { Score } from '../demo/score.js';
import { LIBRARY, SET, type Truth, truthOf } from '../demo/set.js';
import type { Sound } from '../demo/sound.js';
import { wavFile } from '../demo/wav.js';
import { UsageError, WriteError } from '../domain/errors.js';
import { safeBaseName } from '../domain/file-name.js';
import type { Context } from '../domain/ports/context.js';
import { reasonIn } from '../domain/system-words.js';
import { jsonText } from '../domain/text.js';
import { attempt } from '../exporters/disk.js';
import { makeFolder } from '../files/make-folder.js';

export interface DemoFiles {
  mix: string;
  /** Folder of the music that the mix is made of, but for the unknown track. */
  library: string;
  /** For the library's index, so that the user's own one stays as it is. */
  index: string;
  truths: Truth[];
}

/** Says that a folder is ours to write over. */
const TRUTH = 'truth.json';

/** Makes the music and the mix, and writes them into a folder that is new, empty, or from an earlier demo. */
export async function makeDemoFiles(folder: string, { signal, emit }: Context): Promise<DemoFiles> {
  const library = join(folder, 'library');
  const mix = join(folder, 'mix.wav');
  const truths = truthOf();
  await refuseForeign(folder);
  await attempt(folder, () => makeFolder(library));
  await attempt(folder, () => writeFile(join(folder, TRUTH), jsonText(truths.map(plainTruth), 2)));

  emit({ type: 'stage', stage: 'write' });
  const total = LIBRARY.length + SET.length;
  const sounds = new Map<Score, Sound>();
  for (const [done, score] of LIBRARY.entries()) {
    emit({ type: 'count', stage: 'write', done, total, label: `${score.artist} - ${score.title}` });
    await rest(signal);
    const sound = render(score);
    sounds.set(score, sound);
    const file = join(library, `${safeBaseName(`${score.artist} - ${score.title}`)}.wav`);
    await attempt(file, () => writeFile(file, wavFile(sound, score)));
  }
  const playing = playSet((score) => sounds.get(score) ?? render(score));
  let step = playing.next();
  for (; !step.done; step = playing.next()) {
    emit({ type: 'count', stage: 'write', done: LIBRARY.length + step.value, total, label: 'the mix' });
    await rest(signal);
  }
  const sound = step.value;
  await attempt(mix, () => writeFile(mix, wavFile(sound)));
  return { mix, library, index: join(folder, 'index'), truths };
}

/** Synthesis keeps the thread: between two tracks the progress line is drawn and Ctrl-C is heard. */
async function rest(signal: AbortSignal): Promise<void> {
  await breathe();
  signal.throwIfAborted();
}

async function refuseForeign(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw new WriteError(`Can't use ${folder} for the demo: ${reasonIn(error)}. Choose another folder with --output.`, {
      cause: error,
    });
  });
  if (names.length > 0 && !names.includes(TRUTH)) {
    throw new UsageError(`${folder} has files that aren't the demo's. Choose another folder with --output.`);
  }
  const library = join(folder, 'library');
  const music = await readdir(library).catch((): string[] => []);
  for (const path of [
    folder,
    ...names.map((name) => join(folder, name)),
    ...music.map((name) => join(library, name)),
  ]) {
    const about = await lstat(path).catch(() => null);
    if (!about?.isSymbolicLink()) continue;
    throw new UsageError(`${path} is a link, which the demo never makes. Choose another folder with --output.`);
  }
}

function plainTruth({ score, start, heard, end, speed, deck }: Truth) {
  return { artist: score?.artist ?? null, title: score?.title ?? null, start, heard, end, speed, deck };
}
