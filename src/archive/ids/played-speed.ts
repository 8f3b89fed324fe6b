import { lengthOf, type Span } from '../../domain/span.js';
import { ENGINE_VERSION, MemoryIndex, unpackPeaks } from '../../fingerprint/index.js';
import type { Home } from './home.js';
import { moved } from './look.js';
import { trackPrintOf } from './prints-of.js';
import { hearPrints } from './recognise.js';

/** A stretch of a kept mix in which an ID was heard. */
export interface HeardAt {
  /** Its number. */
  mix: string;
  span: Span;
}

/**
 * How fast an ID is played in each of its stretches, beside the one that its print was taken from: 1.03 is 3 % faster. Null where its
 * print or the mix's sound isn't kept, or another version of the engine made it, and where it isn't heard there by itself.
 */
export async function playedSpeeds(
  home: Pick<Home, 'ids' | 'get' | 'sound'>,
  number: number,
  places: readonly HeardAt[],
  signal: AbortSignal,
): Promise<Array<number | null>> {
  const engine = String(ENGINE_VERSION);
  const id = await home.ids.get(number);
  if (id?.print.engine !== engine) return places.map(() => null);
  const index = new MemoryIndex([trackPrintOf(id.print)]);
  const found = new Map<HeardAt, number | null>();
  for (const mix of new Set(places.map((place) => place.mix))) {
    const kept = await home.get(mix);
    const heard = kept && (await home.sound(kept));
    if (heard?.engine !== engine) continue;
    const peaks = unpackPeaks(heard.peaks);
    for (const place of places.filter((one) => one.mix === mix)) {
      const lines = await hearPrints(index, peaks, [moved(place.span, -heard.start)], { signal });
      const [longest] = lines.sort((a, b) => lengthOf(b) - lengthOf(a));
      found.set(place, longest?.speed ?? null);
    }
  }
  return places.map((place) => found.get(place) ?? null);
}
