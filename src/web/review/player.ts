import type { OwnFile } from './contract.js';
import { MOST_DRIFT, Sync, trackTimeOf } from './sync.js';

/** Plays the mix, and beside it the user's own file, of which one is heard. Without sound it is the place alone. */
export class Player {
  readonly #mix: HTMLAudioElement;
  readonly #own: HTMLAudioElement;
  readonly #duration: number;
  readonly #listeners = new Set<() => void>();
  readonly #complain: (what: string) => void;
  #sync = new Sync();
  #file: OwnFile | null = null;
  #hearsOwn = false;
  /** Where it is while nothing has been loaded. */
  #place = 0;

  constructor(duration: number, complain: (what: string) => void, make = () => new Audio()) {
    this.#duration = duration;
    this.#complain = complain;
    this.#mix = make();
    this.#own = make();
    this.#mix.preload = 'metadata';
    for (const event of ['play', 'pause', 'seeking', 'seeked', 'ended', 'loadedmetadata', 'waiting', 'playing']) {
      this.#mix.addEventListener(event, this.#changed);
    }
    this.#mix.addEventListener('loadedmetadata', () => {
      if (this.#place > 0) this.#mix.currentTime = this.#place;
    });
    this.#mix.addEventListener('pause', () => this.#own.pause());
    // Frames stop where the page can't be seen; sound goes on.
    this.#mix.addEventListener('timeupdate', () => this.tick());
    this.#mix.addEventListener('error', () => {
      if (this.#mix.hasAttribute('src') && !asWav(this.#mix))
        this.#complain('The mix can’t be played by this browser.');
    });
    this.#own.addEventListener('error', () => {
      if (this.#file && !asWav(this.#own)) {
        this.compare(null);
        this.#complain('Your own file can’t be played by this browser.');
      }
    });
  }

  /** The mix's sound; null where there is none. Told again, it stays as it is. */
  load(url: string | null): void {
    if (url === null) this.#mix.removeAttribute('src');
    else if (this.#mix.getAttribute('src') !== url && this.#mix.getAttribute('src') !== `${url}.wav`)
      this.#mix.src = url;
    this.#changed();
  }

  get hasSound(): boolean {
    return this.#mix.hasAttribute('src');
  }

  get isPlaying(): boolean {
    return this.hasSound && !this.#mix.paused;
  }

  get hearsOwn(): boolean {
    return this.#hearsOwn;
  }

  /** The own file that is compared with, whichever is heard. */
  get file(): OwnFile | null {
    return this.#file;
  }

  /** Seconds of mix. */
  get time(): number {
    return this.#mix.readyState > 0 ? this.#mix.currentTime : this.#place;
  }

  /** Called when anything but the time changes, and when the time jumps. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  seek(time: number): void {
    this.#place = Math.max(0, Math.min(time, this.#duration));
    if (this.#mix.readyState > 0) this.#mix.currentTime = this.#place;
    this.#sync.moved();
    this.tick();
    this.#changed();
  }

  toggle(): void {
    if (this.isPlaying) this.#mix.pause();
    else this.play();
  }

  play(): void {
    if (!this.hasSound) {
      this.#complain('There is no sound of the mix to play.');
      return;
    }
    this.#mix.play().catch((error: unknown) => {
      // Paused again before it began.
      if (!(error instanceof DOMException && error.name === 'AbortError')) this.#complain('The mix can’t be played.');
    });
    this.tick();
  }

  /** Which own file the mix is compared with. What was heard of another one ends. */
  compare(file: OwnFile | null): void {
    if (file?.url === this.#file?.url && file?.trackTimeAtZero === this.#file?.trackTimeAtZero) {
      this.#file = file;
      return;
    }
    this.#file = file;
    this.#hearsOwn = false;
    this.#sync = new Sync();
    this.#own.pause();
    // A file that isn't heard holds no connection.
    this.#own.removeAttribute('src');
    this.#own.load();
    this.#mute();
    this.#changed();
  }

  /** A for the mix, B for the own file: the other one is heard, at the same place. */
  switch(): boolean {
    const file = this.#file;
    if (!file) return false;
    if (!this.#own.hasAttribute('src')) {
      this.#own.src = file.url;
      this.#own.preservesPitch = file.keepsPitch;
    }
    this.#hearsOwn = !this.#hearsOwn;
    this.#mute();
    if (!this.isPlaying) this.play();
    this.tick();
    this.#changed();
    return true;
  }

  /** To be called often while it plays: keeps the own file where the mix is. */
  tick(): void {
    const [file, own, mix] = [this.#file, this.#own, this.#mix];
    if (!file || own.readyState < 1 || own.seeking || mix.seeking) return;
    const there = trackTimeOf(file, mix.currentTime);
    const isInside = there >= 0 && there < own.duration;
    if (!isInside || mix.paused) {
      own.pause();
      if (isInside && Math.abs(own.currentTime - there) > MOST_DRIFT) own.currentTime = there;
      return;
    }
    const jump = this.#sync.correction(file, mix.currentTime, own.currentTime);
    if (jump !== null) own.currentTime = Math.max(0, jump);
    const rate = this.#sync.rate(file, mix.currentTime, own.currentTime);
    if (own.playbackRate !== rate) own.playbackRate = rate;
    if (own.paused) own.play().catch(() => {});
  }

  #mute(): void {
    this.#mix.muted = this.#hearsOwn;
    this.#own.muted = !this.#hearsOwn;
  }

  readonly #changed = (): void => {
    for (const listener of this.#listeners) listener();
  };
}

/** What a browser doesn't take, it takes as a WAV, which the program makes of it. False where it is that already. */
function asWav(audio: HTMLAudioElement): boolean {
  const url = audio.getAttribute('src');
  if (!url || url.endsWith('.wav')) return false;
  const wasPlaying = !audio.paused;
  audio.src = `${url}.wav`;
  if (wasPlaying) audio.play().catch(() => {});
  return true;
}
