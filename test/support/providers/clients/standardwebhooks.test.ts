import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { ProviderRequest } from '../protocol.js';
import { webhookReceiver } from '../webhook-receiver.js';

// What the published library signs must be taken by our receiver, or ours is strict about the wrong things.

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const BODY = '{"event":"scan.completed","id":"abc"}';
const NOW = 1_700_000_000_000;

function signed(
  { secret = SECRET, id = 'msg_test', at = NOW, body = BODY, more = '' } = {},
  changed: Partial<ProviderRequest['headers']> = {},
): ProviderRequest {
  const signature = new Webhook(secret).sign(id, new Date(at), body);
  return {
    method: 'POST',
    url: '/hook',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at / 1000)),
      'webhook-signature': `${more}${signature}`,
      ...changed,
    },
    body: Buffer.from(body),
  };
}
const receive = async (request: ProviderRequest, secrets = [SECRET]) => {
  const receiver = webhookReceiver({ secrets, now: () => NOW });
  return { ...receiver, status: (await receiver.provider(request)).status };
};

describe('a receiver of Standard Webhooks', () => {
  it('takes what the published library signs, as its vector has it', async () => {
    expect(signed().headers['webhook-signature']).toBe('v1,Sqg/kOWo0XDW4l8O8LtwOcXY0SMs9Wfp7jsFcqZ9xu4=');
    const { status, delivered } = await receive(signed());
    expect([status, delivered]).toEqual([204, [{ id: 'msg_test', body: JSON.parse(BODY) }]]);
    // And the library takes what our receiver takes: they agree in both directions.
    const { headers, body } = signed({ at: Date.now() });
    expect(new Webhook(SECRET).verify(body.toString(), headers as Record<string, string>)).toEqual(JSON.parse(BODY));
  });

  it('takes one right signature among several, and any of its secrets', async () => {
    expect((await receive(signed({ more: 'v1,AAAA v1a,BBBB ' }))).status).toBe(204);
    expect((await receive(signed({ secret: OTHER }), [SECRET, OTHER])).status).toBe(204);
  });

  it.each([
    ['another body', { ...signed(), body: Buffer.from(BODY.replace('abc', 'abd')) }, 401],
    ['another secret', signed({ secret: OTHER }), 401],
    ['another id', signed({}, { 'webhook-id': 'msg_other' }), 401],
    ['no signature', signed({}, { 'webhook-signature': undefined }), 401],
    ['an id with a dot', signed({ id: 'msg.test' }), 400],
    ['no time', signed({}, { 'webhook-timestamp': 'now' }), 400],
    ['an old time', signed({ at: NOW - 301_000 }), 400],
    ['a future time', signed({ at: NOW + 301_000 }), 400],
    ['no JSON', signed({}, { 'content-type': 'text/plain' }), 415],
    ['no POST', { ...signed(), method: 'GET' }, 405],
  ])('refuses %s', async (_, request, status) => {
    const received = await receive(request);
    expect([received.status, received.delivered]).toEqual([status, []]);
  });

  it('does nothing twice that is sent twice, and can fail as receivers do', async () => {
    const faults = [{ status: 301 }, { status: 410 }, { status: 429, headers: { 'retry-after': '7' } }];
    const receiver = webhookReceiver({ secrets: [SECRET], now: () => NOW, fault: (call) => faults[call] });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push((await receiver.provider(signed())).status);
    expect(statuses).toEqual([301, 410, 429, 204, 204]);
    expect([receiver.delivered.length, receiver.calls.length]).toEqual([1, 5]);
  });
});
