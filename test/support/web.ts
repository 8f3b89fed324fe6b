import type { LookupFunction } from 'node:net';
import { onTestFinished } from 'vitest';
import { createWeb, type Web, type WebOptions } from '../../src/audio/sources/web/web.js';

/**
 * The real way to the network, on which 127.0.0.1 plays a public host and every other loopback address a private one.
 * `public.example` and `private.example` lead there.
 */
export function stagedWeb(options: Partial<WebOptions> = {}): Web {
  const web = createWeb({
    env: {},
    userAgent: 'tracklistify/test',
    isPrivate: (a) => a !== '127.0.0.1',
    lookup,
    ...options,
  });
  onTestFinished(() => web.close());
  return web;
}

const lookup: LookupFunction = (hostname, options, done) => {
  const address = hostname === 'private.example' ? '127.0.0.2' : '127.0.0.1';
  if (options.all) done(null, [{ address, family: 4 }]);
  else done(null, address, 4);
};
