import { createHmac, timingSafeEqual } from 'node:crypto';
import { json, type Provider, type Reply } from './protocol.js';

/** Both ways, in seconds: what the reference library allows. */
const TOLERANCE = 300;

export interface WebhookReceiverOptions {
  /** `whsec_` and 24 to 64 bytes in base64; several while one takes another's place. */
  secrets: readonly string[];
  /** Epoch milliseconds. */
  now?: () => number;
  /** An answer in place of the right one, by how many came before. */
  fault?: (call: number) => Reply | undefined;
}

export interface Delivered {
  id: string;
  body: unknown;
}

/** A receiver of Standard Webhooks as their specification has it: it believes nothing unsigned, nothing old, and nothing twice. */
export function webhookReceiver({ secrets, now = Date.now, fault }: WebhookReceiverOptions): {
  provider: Provider;
  delivered: Delivered[];
  calls: Array<{ id: string; timestamp: number; status: number }>;
} {
  const delivered: Delivered[] = [];
  const calls: Array<{ id: string; timestamp: number; status: number }> = [];
  const refused = (why: string, status = 400): Reply => json({ error: why }, status);
  const keys = secrets.map(keyOf);

  const answer = (headers: Record<string, unknown>, method: string, body: Buffer): Reply => {
    const wrong = fault?.(calls.length);
    if (wrong) return wrong;
    if (method !== 'POST') return refused('only POST', 405);
    if (!/^application\/json\b/.test(String(headers['content-type']))) return refused('not JSON', 415);
    const id = String(headers['webhook-id'] ?? '');
    const timestamp = String(headers['webhook-timestamp'] ?? '');
    if (id === '' || id.includes('.')) return refused('webhook-id');
    if (!/^\d{1,12}$/.test(timestamp)) return refused('webhook-timestamp');
    if (Math.abs(now() / 1000 - Number(timestamp)) > TOLERANCE) return refused('too old or too new');
    const signatures = String(headers['webhook-signature'] ?? '').split(' ');
    const isSigned = keys.some((key) => {
      const right = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
      return signatures.some((one) => one.startsWith('v1,') && isSame(Buffer.from(one.slice(3), 'base64'), right));
    });
    if (!isSigned) return refused('webhook-signature', 401);
    // Sent again, since nobody knew whether it had come: taken, and not done twice.
    if (!delivered.some((one) => one.id === id)) delivered.push({ id, body: JSON.parse(body.toString('utf8')) });
    return { status: 204 };
  };

  return {
    delivered,
    calls,
    provider({ method, headers, body }) {
      const reply = answer(headers, method, body);
      const [id, timestamp] = [String(headers['webhook-id']), Number(headers['webhook-timestamp'])];
      calls.push({ id, timestamp, status: reply.status });
      return reply;
    },
  };
}

function keyOf(secret: string): Buffer {
  const key = /^whsec_([A-Za-z0-9+/]+=*)$/.exec(secret)?.[1];
  const bytes = Buffer.from(key ?? '', 'base64');
  if (bytes.length < 24 || bytes.length > 64) throw new Error('A secret is whsec_ and 24 to 64 bytes in base64.');
  return bytes;
}

const isSame = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);
