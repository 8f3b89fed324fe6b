import type { LivePart, LiveRequest, LiveSource, Spool } from '../../src/domain/ports/live.js';
import { tone } from './fakes.js';

/** A broadcast by script: what happens next, piece by piece. A function is called when its turn comes. */
export type Scene =
  | { sound: number }
  | { quiet: number }
  | { gap: number; reason?: string }
  | { title: string }
  | { trouble: string }
  | { fail: Error }
  | { act: () => void | Promise<void> }
  /** Nothing more comes until it is left. */
  | { silence: true };

/** A steady tone in parts of a second, on a time line of its own. */
export function scriptedBroadcast(scenes: Iterable<Scene>): LiveSource & { requests: LiveRequest[]; closed: boolean } {
  const source = {
    info: { name: 'Radio', kind: 'radio', location: 'http://radio.example/' },
    requests: [] as LiveRequest[],
    closed: false,
    transfer: () => ({ fetched: 1000, total: null }),
    async close() {
      source.closed = true;
    },
    async *follow(request: LiveRequest): AsyncGenerator<LivePart> {
      source.requests.push(request);
      const { rate, signal } = request;
      let mixTime = 0;
      for (const scene of scenes) {
        signal.throwIfAborted();
        if ('sound' in scene) {
          for (let left = scene.sound; left > 0; left--) {
            signal.throwIfAborted();
            const length = Math.round(Math.min(1, left) * rate);
            yield { type: 'sound', mixTime, pcm: tone(length, rate) };
            mixTime += length / rate;
          }
        } else if ('quiet' in scene) {
          yield { type: 'sound', mixTime, pcm: new Int16Array(scene.quiet * rate) };
          mixTime += scene.quiet;
        } else if ('gap' in scene) {
          yield { type: 'gap', mixTime, seconds: scene.gap, reason: scene.reason ?? 'lost' };
          mixTime += scene.gap;
        } else if ('title' in scene) yield { type: 'title', mixTime, title: scene.title };
        else if ('trouble' in scene) request.onTrouble?.(scene.trouble);
        else if ('fail' in scene) throw scene.fail;
        else if ('act' in scene) await scene.act();
        else {
          await new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason), { once: true });
          });
        }
      }
    },
  };
  return source;
}

/** All of it in memory, back to `keeps` seconds before its end. */
export function memorySpool(rate: number, keeps = Number.POSITIVE_INFINITY): Spool & { reads: number[] } {
  let end = 0;
  return {
    rate,
    reads: [],
    async append(mixTime, pcm) {
      end = mixTime + pcm.length / rate;
    },
    async read(start, to) {
      this.reads.push(start);
      return start < end - keeps || to > end + 0.01 ? null : new Int16Array(Math.round((to - start) * rate));
    },
    close: async () => {},
  };
}
