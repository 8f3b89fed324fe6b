import type { Context } from '../../domain/ports/context.js';
import { type Console, findPlace, makePlace, noSuchPlace } from '../acrcloud/console.js';
import type { Container } from './files.js';
import type { ScanSettings } from './settings.js';

const USUAL_REGION = 'eu-west-1';

/** As the vendor's own tool makes one: fingerprints of music, window after window without a gap. */
const asNew = (name: string, region: string): Record<string, unknown> => ({
  name,
  region,
  audio_type: 'linein',
  buckets: ['ACRCloud Music'],
  engine: 1,
  policy: { type: 'traverse', interval: 0, rec_length: 10 },
});

/** The container that the settings name. Made where there is none only if they say so. */
export async function containerOf(
  console: Console,
  { container, region, createContainer }: Pick<ScanSettings, 'container' | 'region' | 'createContainer'>,
  context: Context,
): Promise<Container> {
  const found = await findPlace(console, 'fs-containers', container, context);
  if (found) return { id: found.id, region: region ?? found.region ?? USUAL_REGION };
  // A number is given by the console, never by us.
  if (!createContainer || /^\d+$/.test(container)) {
    throw noSuchPlace(
      'File Scanning container',
      container,
      'Make it in the console, or let it be made by TRACKLISTIFY_ACRCLOUD_SCAN_CREATE_CONTAINER=true.',
    );
  }
  const there = region ?? USUAL_REGION;
  const made = await makePlace(console, 'fs-containers', asNew(container, there), context);
  const message = `The File Scanning container "${container}" was made in the region ${there}, with the music bucket of ACRCloud.`;
  context.emit({ type: 'warning', message });
  return { id: made.id, region: made.region ?? there };
}
