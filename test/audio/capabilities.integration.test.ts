import { expect, it } from 'vitest';
import { capabilitiesOf } from '../../src/audio/capabilities.js';
import { everyFfmpeg } from '../support/audio.js';

it.each(await everyFfmpeg())('the ffmpeg by $name reads every promised format', async ({ path }) => {
  expect((await capabilitiesOf(path)).unreadable).toEqual([]);
});
