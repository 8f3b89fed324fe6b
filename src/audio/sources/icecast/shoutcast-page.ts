import { SourceError } from '../../../domain/errors.js';
import { publicForm } from '../web/address.js';
import type { OpenWebKind } from '../web/kind.js';
import { lookAt } from '../web/look.js';
import { isStation } from './is-station.js';
import { station } from './kind.js';

/** Whatever its version, a SHOUTcast server gives its sound to anybody at this path. */
const SOUND = '/;';

/** The address of a server, where its page was meant to be its sound. */
export const shoutcastPage: OpenWebKind = {
  async openLive(named, look, tools) {
    look.answer.cancel();
    const { web, signal } = tools;
    const url = new URL(SOUND, named);
    const { reach } = look.answer;
    const answer = await web.open({ url, headers: { 'icy-metadata': '1' }, reach, signal });
    const inner = await lookAt(answer);
    if (isStation(inner)) return station.openLive!(url, inner, { ...tools, reach });
    answer.cancel();
    throw new SourceError(`"${publicForm(named)}" is the page of a SHOUTcast server that plays nothing now.`);
  },
};
