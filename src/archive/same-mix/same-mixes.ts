import type { MixSound } from '../../domain/mix-sound.js';
import { signatureOf } from '../../fingerprint/index.js';
import type { KeptMix } from '../kept.js';
import type { Sounds } from '../sounds.js';
import type { MixSummary } from '../summary.js';
import { CandidateSearch } from './candidates.js';
import { type Asked, asked, type Lying, lyingIn } from './compare.js';
import { isOneMix } from './decide.js';
import { type KeptSignature, Signatures } from './signatures.js';

/** Signatures that one search makes anew, where the file with them was lost; `verify` makes all. */
const MADE_AT_ONCE = 64;
/** Records of sounds that are gone; with more the file is written anew. */
const FEW = 64;

const bare = (file: string): string => file.replace(/\.gz$/, '');
const soundsOf = (mixes: readonly MixSummary[]): Map<string, MixSummary> =>
  new Map(mixes.flatMap((mix) => (mix.sound ? [[bare(mix.sound.file), mix] as const] : [])));

/** A mix that has its sound in common with a recording. */
export interface Found {
  mix: KeptMix;
  lying: Lying;
}

/** Finds the mix of a recording by what both sound like. */
export class SameMixes {
  readonly #signatures: Signatures;
  readonly #sounds: Sounds;

  constructor(file: string, sounds: Sounds) {
    this.#signatures = new Signatures(file);
    this.#sounds = sounds;
  }

  /** Of a sound that was kept just now. */
  async note(file: string, { engine, peaks }: Pick<MixSound, 'engine' | 'peaks'>): Promise<void> {
    await this.#signatures.add(bare(file), engine, signatureOf(peaks));
  }

  /** The mixes that hold it, or lie in it: the one that has most in common with it first. */
  async find(
    sound: MixSound,
    mixes: readonly MixSummary[],
    get: (id: string) => Promise<KeptMix | null>,
  ): Promise<Found[]> {
    const recording = asked(sound);
    const search = new CandidateSearch(sound.engine, recording.question);
    const current = soundsOf(mixes);
    await this.#visit(current, search.look, MADE_AT_ONCE);
    const found: Found[] = [];
    for (const { sound: name, offset } of search.candidates()) {
      const summary = current.get(name);
      const mix = summary && (await get(summary.id));
      const lying = mix && (await this.#lyingIn(recording, sound.engine, mix, offset));
      if (mix && lying && isOneMix(lying, mix.tracklist.entries)) found.push({ mix, lying });
    }
    return found;
  }

  /** Makes all that are missing, and drops those that nothing belongs to any more. */
  async complete(mixes: readonly MixSummary[], signal: AbortSignal): Promise<void> {
    await this.#visit(soundsOf(mixes), () => signal.throwIfAborted(), Number.POSITIVE_INFINITY);
  }

  async keepOnly(mixes: readonly MixSummary[]): Promise<void> {
    await this.#signatures.keepOnly(new Set(soundsOf(mixes).keys()));
  }

  async forget(): Promise<void> {
    await this.#signatures.forget();
  }

  /** Visits the signature of each sound once. */
  async #visit(
    current: ReadonlyMap<string, unknown>,
    look: (signature: KeptSignature) => void,
    most: number,
  ): Promise<void> {
    const seen = new Set<string>();
    let outdated = 0;
    await this.#signatures.visit((signature) => {
      if (!current.has(signature.sound) || seen.has(signature.sound)) {
        outdated++;
        return;
      }
      seen.add(signature.sound);
      look(signature);
    });
    const missing = [...current.keys()].filter((name) => !seen.has(name)).slice(0, most);
    for (const name of missing) {
      const sound = await this.#sounds.read(`${name}.gz`);
      if (!sound) continue;
      const signature = await this.#signatures.add(name, sound.engine, signatureOf(sound.peaks));
      look(signature);
    }
    if (outdated > FEW && outdated > current.size) await this.#signatures.keepOnly(new Set(current.keys()));
  }

  async #lyingIn(recording: Asked, engine: string, mix: KeptMix, near: number): Promise<Lying | null> {
    const sound = mix.sound && (await this.#sounds.read(mix.sound.file));
    return sound && sound.engine === engine ? lyingIn(recording, sound, near) : null;
  }
}
