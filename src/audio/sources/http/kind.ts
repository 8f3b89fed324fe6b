import { basename, join } from 'node:path';
import { FormatError } from '../../../domain/errors.js';
import { withoutEnd } from '../../../domain/text.js';
import { makeTempFolder } from '../../../files/temp-folder.js';
import { percentDecoded } from '../../../net/percent.js';
import { whatItIs } from '../../media-formats.js';
import { nameOfFile } from '../../source-name.js';
import { publicForm } from '../web/address.js';
import type { OpenWebKind } from '../web/kind.js';
import type { WebAnswer } from '../web/web.js';
import { Download } from './download.js';
import { openGrowingFile } from './growing-file.js';

/**
 * A file on a server. It is kept on disk, so that several passes and a look here and there cost nothing more; the first
 * pass needn't wait until all of it has come.
 */
export const httpFile: OpenWebKind = {
  async open(named, look, tools) {
    const { answer, head } = look;
    const name = publicForm(named);
    const what = whatItIs(head);
    if (what) throw new FormatError(`"${name}" is no audio: it is ${what}.`);
    const folder = await makeTempFolder(tools.tempFolder);
    const leaving = new AbortController();
    const signal = AbortSignal.any([tools.signal, leaving.signal]);
    const path = join(folder.path, 'sound');
    const download = new Download(named, answer, path, { ...tools, signal });
    tools.emit?.({ type: 'stage', stage: 'fetch' });
    const done = download.run();
    const close = async (): Promise<void> => {
      leaving.abort();
      await done.catch(() => {});
      await folder.remove();
    };
    try {
      const info = { name: nameOf(answer), kind: 'http', location: name };
      return await openGrowingFile({ name, path, info, ffmpeg: tools.ffmpeg, signal, download, done, close });
    } catch (error) {
      await close();
      throw error;
    }
  },
};

/** What the server calls the file (RFC 6266), else the last part of the address. */
function nameOf({ headers, url }: WebAnswer): string {
  const disposition = headers.get('content-disposition') ?? '';
  const [, extended] = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition) ?? [];
  const [, quoted, plain] = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition) ?? [];
  const given =
    (extended === undefined ? undefined : percentDecoded(extended)) ?? quoted?.replace(/\\(.)/g, '$1') ?? plain;
  return nameOfFile(basename(given ?? percentDecoded(withoutEnd(url.pathname, /\//))) || url.hostname);
}
