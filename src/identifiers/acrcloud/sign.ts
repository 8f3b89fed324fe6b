import { createHmac } from 'node:crypto';
import { IDENTIFY_PATH } from './address.js';

export interface Keys {
  accessKey: string;
  accessSecret: string;
}

/** ACRCloud's signature, version 1: HMAC-SHA1 over six lines. The sample itself isn't signed. */
export function sign({ accessKey, accessSecret }: Keys, dataType: string, timestamp: string): string {
  const lines = ['POST', IDENTIFY_PATH, accessKey, dataType, '1', timestamp];
  return createHmac('sha1', accessSecret).update(lines.join('\n')).digest('base64');
}
