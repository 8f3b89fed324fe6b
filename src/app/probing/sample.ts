import type { Match } from '../../domain/match.js';
import type { Sample } from '../../domain/ports/identify.js';
import type { AudioSource } from '../../domain/ports/source.js';
import { resample } from '../../sound/resample.js';

/** A short stretch of the mix, whole in memory. */
export async function takeSample(
  source: AudioSource,
  mixTime: number,
  { rate, seconds }: { rate: number; seconds: number },
  signal: AbortSignal,
): Promise<Sample> {
  const pcm = new Int16Array(Math.round(rate * seconds));
  let filled = 0;
  for await (const chunk of source.pcm({ rate, start: mixTime, end: mixTime + seconds, signal })) {
    const part = chunk.subarray(0, pcm.length - filled);
    pcm.set(part, filled);
    filled += part.length;
  }
  return { mixTime, duration: filled / rate, rate, pcm: pcm.subarray(0, filled) };
}

/** The sample as it would sound had it been played at its recorded speed and pitch. */
export function unwarped({ mixTime, rate, pcm }: Sample, speed: number): Sample {
  const straight = resample(pcm, 1, speed, 'linear');
  return { mixTime, duration: straight.length / rate, rate, pcm: straight, playedBack: speed };
}

/** An answer to an unwarped sample, as it holds for the mix. */
export function rewarped(match: Match, from: number, speed: number): Match {
  return {
    ...match,
    mixTime: from + (match.mixTime - from) / speed,
    mixDuration: match.mixDuration / speed,
    speed: (match.speed ?? 1) * speed,
    pitch: (match.pitch ?? 1) * speed,
  };
}
