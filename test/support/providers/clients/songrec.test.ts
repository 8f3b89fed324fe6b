import { expect, it } from 'vitest';
import { signatureOf } from '../../../../src/identifiers/shazam/signature.js';
import { tracks } from '../music.js';
import { shazamServer } from '../shazam-server.js';

// SongRec is no package of npm: this is what it sends.

const [song] = tracks(1, 13);
const { uri, milliseconds } = signatureOf(song!.pcm.subarray(0, 16_000 * 12));
const UUIDS = ['01234567-89AB-4DEF-8123-456789ABCDEF', '01234567-89ab-4def-8123-456789abcdef'];
const QUERY = 'sync=true&webv3=true&sampling=true&connected=&shazamapiversion=v3&sharehub=true&video=v3';
const NOW = Date.parse('2026-11-28T12:00:00Z');

function send(timestamp: unknown) {
  const { provider, calls } = shazamServer({ recognise: () => ({ track: song!, offset: 3, votes: 100 }) });
  provider({
    method: 'POST',
    url: `/discovery/v5/en/US/android/-/tag/${UUIDS.join('/')}?${QUERY}`,
    headers: { 'content-type': 'application/json', 'content-language': 'en_US' },
    body: Buffer.from(
      JSON.stringify({
        timezone: 'Europe/Paris',
        timestamp,
        signature: { uri, samplems: milliseconds, timestamp },
        geolocation: { altitude: 300, latitude: 45, longitude: 2 },
      }),
    ),
  });
  return calls[0]?.said;
}

it.each([
  ['the milliseconds since 1970', NOW, 'Song 1'],
  ['the last 32 bits of them', NOW % 2 ** 32, 'Song 1'],
  ['seconds with a fraction', NOW / 1001, 'bad: timestamp'],
  ['a time before 1970', -5, 'bad: timestamp'],
  ['no time', undefined, 'bad: timestamp'],
])('our Shazam is sent %s', (_, timestamp, says) => expect(send(timestamp)).toBe(says));
