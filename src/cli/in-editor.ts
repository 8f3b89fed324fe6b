import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { textOf, tracklistOf } from '../domain/edit-text.js';
import { rewritten } from '../domain/editing.js';
import { UsageError } from '../domain/errors.js';
import type { Tracklist } from '../domain/tracklist.js';
import type { Cli } from './command.js';

/** What somebody wrote in an editor. Its file stays until it is forgotten, so that no word is lost that can't be kept elsewhere. */
export interface Written {
  tracklist: Tracklist;
  file: string;
  forget(): Promise<void>;
}

/** The tracklist as its owner rewrites it in an editor. */
export async function inEditor(cli: Cli, tracklist: Tracklist): Promise<Written> {
  const editor = cli.env['VISUAL'] || cli.env['EDITOR'] || usual(cli);
  const folder = await mkdtemp(join(cli.tempFolder, 'tracklistify-edit-'));
  const file = join(folder, 'tracklist.txt');
  const forget = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const text = textOf(tracklist);
  await writeFile(file, text, { mode: 0o600 });
  try {
    await runEditor(editor, file);
    cli.signal.throwIfAborted();
    const now = await readFile(file, 'utf8');
    if (now === text) return { tracklist, file, forget };
    // As other programs have it: whoever leaves nothing wants nothing done, not every entry deleted.
    if (now.trim() === '') throw new UsageError('The editor left an empty file, so nothing was changed.');
    return { tracklist: rewritten(tracklist, tracklistOf(now, tracklist)), file, forget };
  } catch (error) {
    const now = await readFile(file, 'utf8').catch(() => text);
    const isWorth = now !== text && now.trim() !== '';
    if (!isWorth) await forget();
    cli.signal.throwIfAborted();
    if (!isWorth || !(error instanceof UsageError)) throw error;
    throw new UsageError(`${error.message} Nothing was changed; what you wrote is in ${file}.`);
  }
}

/** The one that every system of its kind has. */
function usual({ terminal }: Cli): string {
  if (terminal.err.tty) return process.platform === 'win32' ? 'notepad' : 'vi';
  throw new UsageError(
    'Say what to change, as in "edit mix.json set 4 \'Artist - Title\'", or name an editor by EDITOR.',
  );
}

/** By the shell, as `EDITOR` may hold arguments: `code --wait`. The file's name is no part of what the shell reads. */
async function runEditor(editor: string, file: string): Promise<void> {
  const child =
    process.platform === 'win32'
      ? spawn(`${editor} "${file}"`, { stdio: 'inherit', shell: true })
      : spawn('sh', ['-c', `${editor} "$1"`, editor, file], { stdio: 'inherit' });
  const code = await new Promise<number | null>((done, fail) => {
    child.on('error', fail);
    child.on('close', done);
  });
  if (code !== 0)
    throw new UsageError(`The editor (${editor}) ended with ${code ?? 'a signal'}, so nothing was changed.`);
}
