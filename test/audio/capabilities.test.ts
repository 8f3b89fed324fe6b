import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { capabilitiesOf } from '../../src/audio/capabilities.js';
import { tempFolder } from '../support/temp.js';

it('says which formats a poor build of ffmpeg cannot read, and for want of what', async () => {
  const path = join(tempFolder(), 'ffmpeg');
  const demuxers = ' D  mp3    MPEG\n D  wav    WAV\n D  ogg    Ogg\n D  flac   FLAC\n D  matroska,webm  Matroska\n';
  const decoders = ' A....D mp3float  MP3 (codec mp3)\n A....D pcm_s16le  PCM\n A....D vorbis  Vorbis\n';
  writeFileSync(path, `#!/bin/sh\ncase "$*" in *demuxers) echo "${demuxers}";; *) echo "${decoders}";; esac\n`, {
    mode: 0o755,
  });
  const { readable, unreadable } = await capabilitiesOf(path);
  expect(readable).toEqual(['MP3', 'WAV', 'OGG', 'MKV']);
  expect(unreadable).toContain('FLAC (decoder flac)');
  expect(unreadable).toContain('WMA (demuxer asf)');
  expect(unreadable).toContain('Opus (decoder opus)');
});
