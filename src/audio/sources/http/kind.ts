import { basename, join } from 'node:path';
import { FormatError } from '../../../domain/errors.js';
import { openMediaFile } from '../../media-file.js';
import { whatItIs } from '../../media-formats.js';
import { nameOfFile } from '../../source-name.js';
import { makeTempFolder } from '../../temp-folder.js';
import { publicForm } from '../web/address.js';
import type { OpenWebKind } from '../web/kinds.js';
import type { WebAnswer } from '../web/web.js';
import { Download } from './download.js';

/**
 * A file on a server. It is fetched whole, then read as one on disk: several passes and a look here and there then cost
 * nothing more, and an MP4 whose index is at its end can be read at all.
 */
export const httpFile: OpenWebKind = {
  async open(named, look, tools) {
    const { answer, head } = look;
    const what = whatItIs(head);
    if (what) throw new FormatError(`"${publicForm(named)}" is no audio: it is ${what}.`);
    const folder = await makeTempFolder(tools.tempFolder);
    try {
      const path = join(folder.path, 'sound');
      tools.emit?.({ type: 'stage', stage: 'fetch' });
      const download = new Download(named, answer, path, tools);
      await download.run();
      const name = publicForm(named);
      const info = { name: nameOf(answer), kind: 'http', location: name };
      const { ffmpeg, signal } = tools;
      const source = await openMediaFile({ name, path, info, ffmpeg, signal, close: folder.remove });
      return { ...source, transfer: () => download.transfer };
    } catch (error) {
      await folder.remove();
      throw error;
    }
  },
};

/** What the server calls the file (RFC 6266), else the last part of the address. */
function nameOf({ headers, url }: WebAnswer): string {
  const disposition = headers.get('content-disposition') ?? '';
  const [, extended] = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition) ?? [];
  const [, quoted, plain] = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition) ?? [];
  const given = decoded(extended) ?? quoted?.replace(/\\(.)/g, '$1') ?? plain;
  return nameOfFile(basename(given ?? decoded(url.pathname.replace(/\/+$/, '')) ?? '') || url.hostname);
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return text;
  }
}
