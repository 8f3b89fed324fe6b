import type { Waveform } from '../../domain/mix-sound.js';
import type { ReviewWaveform } from './contract.js';

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

export const waveformOf = ({ perSecond, low, mid, high }: ReviewWaveform): Waveform => ({
  perSecond,
  low: bytesOf(low),
  mid: bytesOf(mid),
  high: bytesOf(high),
});
