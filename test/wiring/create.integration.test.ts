import { expect, it } from 'vitest';
import { SourceError } from '../../src/domain/errors.js';
import type { SampleIdentifier } from '../../src/domain/ports/identify.js';
import { createTracklistify } from '../../src/wiring/create.js';
import { testFfmpeg } from '../support/audio.js';
import { tempFolder } from '../support/temp.js';

const mine: SampleIdentifier = { kind: 'sample', name: 'mine', rate: 8000, seconds: 10, identify: async () => [] };

it.each(['http://127.0.0.1:9/mix.mp3', 'http://[::1]/', 'http://router.local/radio'])(
  'leads a program that opens what a stranger named to no private address, and names no flag that would: %s',
  async (location) => {
    const home = tempFolder();
    const door = createTracklistify({
      env: { HOME: home, FFMPEG_PATH: await testFfmpeg() },
      cwd: home,
      settings: { 'web.allowPrivate': true },
    });
    const asked = { publicOnly: true, identifiers: [mine] };
    const acts = [door.open(location, asked), door.identify(location, asked), door.listen(location, asked)];
    for (const { status, reason } of (await Promise.allSettled(acts)) as PromiseRejectedResult[]) {
      expect(status).toBe('rejected');
      expect(reason).toBeInstanceOf(SourceError);
      expect(reason.message).toMatch(/is on this machine or the local network, and with publicOnly nothing/);
      expect(reason.message).not.toContain('--');
    }
  },
);
