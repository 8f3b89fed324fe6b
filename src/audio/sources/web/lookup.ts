import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { WebFailure } from './failures.js';

/**
 * A look-up that gives public addresses only. Checked when the connection is made and with the very address that is then
 * connected to, so that a name which means something else a moment later gains nothing.
 */
export function publicLookup(
  isPrivate: (address: string) => boolean,
  refusal: (host: string) => PrivateFailure,
  lookup: LookupFunction = anyLookup,
): LookupFunction {
  return (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '');
      const all = Array.isArray(found) ? found : [{ address: found, family: 0 }];
      const open = all.filter(({ address }) => !isPrivate(address));
      const [first] = open;
      if (!first) return done(refusal(hostname), '');
      if (options.all) done(null, open);
      else done(null, first.address, first.family);
    });
  };
}

export const anyLookup: LookupFunction = (hostname, options, done) => systemLookup(hostname, options, done);

/** What leads to this machine or the local network without having been named by the user. */
export class PrivateFailure extends WebFailure {
  constructor(host: string, canBeAllowed: boolean) {
    super(
      canBeAllowed
        ? `An address on the public network, or from a file, leads to "${host}", which is on this machine or the local network. ` +
            'That is refused; --allow-private, or web.allowPrivate in the settings, allows it.'
        : `"${host}" is on this machine or the local network, and with publicOnly nothing there is opened. ` +
            'Leave publicOnly out for what you name yourself.',
    );
  }
}
