import { FormatError } from '../../../domain/errors.js';
import { publicForm, webAddress } from '../web/address.js';
import type { MasterPlaylist, Variant } from './playlist.js';

/** Sound codecs as CODECS names them (RFC 6381): AAC and MP3, Dolby's, Opus, FLAC, ALAC, DTS. */
const SOUND = /^(mp4a|ac-3|ac-4|ec-3|opus|flac|fLaC|alac|dts|mp3)/i;
/**
 * Bits a second. The library finds the demo's tracks in AAC of 16 kbit/s too, but below 32 kbit/s their times are off by up to
 * 4 s, from there on by 1 s. Remote services and real music get some room above that, where there is a choice.
 */
const GOOD_ENOUGH = 48_000;

/** Addresses of media playlists that carry the sound, the one to try first first: the cheapest that is good enough. */
export function soundAddresses(master: MasterPlaylist): URL[] {
  const { variants } = master;
  const withSound = variants.filter(
    (v) => v.codecs.length === 0 || v.audioGroup || v.codecs.some((c) => SOUND.test(c)),
  );
  const alone = withSound.filter((v) => v.codecs.length > 0 && v.codecs.every((c) => SOUND.test(c)));
  const cheapest = byPrice(withSound);
  const addresses = [
    ...byPrice(alone, GOOD_ENOUGH).map((v) => groupAddress(v, master) ?? v.url),
    ...cheapest.flatMap((v) => groupAddress(v, master) ?? []),
    ...cheapest.filter((v) => !groupAddress(v, master)).map((v) => v.url),
  ];
  if (addresses.length === 0) {
    throw new FormatError(`"${publicForm(master.url)}" offers pictures only: none of its variants has sound.`);
  }
  return [...new Map(addresses.map((url) => [url.href, url])).values()];
}

function byPrice(variants: readonly Variant[], least = 0): Variant[] {
  const cost = ({ bandwidth }: Variant): number => (bandwidth >= least ? bandwidth : 1e15 - bandwidth);
  return [...variants].sort((a, b) => cost(a) - cost(b));
}

/** The rendition of the variant's audio group that is played unless told otherwise; null when the variant has the sound. */
function groupAddress({ audioGroup }: Variant, { audio, url }: MasterPlaylist): URL | null {
  if (audioGroup === null) return null;
  const group = audio.filter((a) => a.group === audioGroup);
  const chosen = group.find((a) => a.isDefault) ?? group.find((a) => a.autoselect) ?? group[0];
  return chosen?.uri ? webAddress(chosen.uri, url) : null;
}
