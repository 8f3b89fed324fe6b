import { expect, it } from 'vitest';
import { NetworkError } from '../../src/domain/errors.js';
import { createAgents } from '../../src/net/agents.js';
import { createHttpClient } from '../../src/net/client.js';
import { ExchangeError, type Fetch } from '../../src/net/fetch.js';
import { Redactor } from '../../src/net/redactor.js';
import { Service } from '../../src/net/service.js';
import { recorder } from '../support/fakes.js';
import { quickClock } from '../support/network.js';

/** Several services of one run, of which all or some are there; each is asked three times. */
async function ask(hosts: readonly string[], isThere: (host: string) => boolean) {
  const calls: string[] = [];
  const fetch: Fetch = async ({ host }) => {
    calls.push(host);
    if (!isThere(host)) throw new ExchangeError('there is no such host', false);
    return { status: 200, headers: { get: () => null }, body: null };
  };
  const agents = createAgents({ env: {}, connectMs: 5000 });
  const http = createHttpClient({ fetch, agents, redactor: new Redactor([]), userAgent: 'test' });
  const clock = quickClock();
  const failures: unknown[] = [];
  await Promise.all(
    hosts.map(async (host) => {
      const rate = { minGapMs: 0, maxConcurrent: 1 };
      const service = new Service({ title: host, rate, clock, random: () => 0.5, breaker: { failures: 100 } });
      for (let i = 0; i < 3; i++) {
        const send = (signal: AbortSignal) => http.send({ provider: host, url: `https://${host}/`, signal });
        await service.call(recorder(), send).catch((error: unknown) => failures.push(error));
      }
      await service.close();
    }),
  );
  http.close();
  return { failures, calls };
}
const HOSTS = ['a.example', 'b.example', 'c.example', 'd.example', 'e.example'];

it('is closed for all once one of them was tried again in vain, and none was ever reached', async () => {
  const { failures, calls } = await ask(HOSTS, () => false);
  expect(failures).toHaveLength(15);
  for (const failure of failures) {
    expect(failure).toBeInstanceOf(NetworkError);
    expect((failure as Error).message).toMatch(/^Can't reach .\.example at .\.example: there is no such host\./);
  }
  // Each has been asked thrice, and tried again for one question at most, where it would have been asked twelve times.
  for (const host of HOSTS) expect(calls.filter((one) => one === host).length).toBeLessThanOrEqual(5);
});

it('is there where one of them was reached: each of the others is tried as often as ever', async () => {
  const { calls } = await ask(HOSTS, (host) => host === 'a.example');
  for (const host of HOSTS.slice(1)) expect(calls.filter((one) => one === host)).toHaveLength(12);
});

it('is no matter where there is one service alone', async () => {
  expect((await ask(['a.example'], () => false)).calls).toHaveLength(12);
});
