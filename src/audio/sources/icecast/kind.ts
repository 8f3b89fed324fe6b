import { SourceError } from '../../../domain/errors.js';
import { oneLine } from '../../../domain/text.js';
import { publicForm } from '../web/address.js';
import type { OpenWebKind, WebTools } from '../web/kind.js';
import { lookAt } from '../web/look.js';
import type { Connection } from './connection.js';
import { isSound, isStation } from './is-station.js';
import { Station } from './station.js';

const LONGEST_NAME = 200;

/** SHOUTcast and Icecast. */
export const station: OpenWebKind = {
  async openLive(named, look, tools) {
    const name = oneLine(look.answer.headers.get('icy-name') ?? '').slice(0, LONGEST_NAME);
    // Icecast says this of every station that told it no name.
    const title = /^(no name|unnamed server|\(null\)|unspecified name|-)$/i.test(name) ? '' : name;
    const place = oneLine(`${named.host}${named.pathname}`).replace(/\/$/, '').slice(0, LONGEST_NAME);
    const info = { name: title || place, kind: 'radio', location: publicForm(named), ...(title && { title }) };
    const addresses = [named, ...(tools.mirrors ?? [])];
    let attempts = 0;
    const connect = (signal: AbortSignal): Promise<Connection> =>
      reopen(addresses[attempts++ % addresses.length]!, info.name, tools, signal);
    return new Station(info, look.answer, {
      ffmpeg: tools.ffmpeg,
      connect,
      ...(tools.clock && { clock: tools.clock }),
    });
  },
};

/** By the address that was named: where it redirected to may be meant for one connection only. */
async function reopen(url: URL, name: string, { web, reach }: WebTools, signal: AbortSignal): Promise<Connection> {
  const answer = await web.open({ url, headers: { 'icy-metadata': '1' }, reach, signal });
  const look = await lookAt(answer);
  if (isStation(look) || isSound(look.type)) return look.answer;
  answer.cancel();
  throw new SourceError(`${name} gives a page instead of sound.`);
}
