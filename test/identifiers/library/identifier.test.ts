import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TracklistifyEvent } from '../../../src/domain/events.js';
import type { AudioSource } from '../../../src/domain/ports/source.js';
import { libraryIdentifier } from '../../../src/identifiers/library/identifier.js';
import { Library } from '../../../src/library/library.js';
import { ownEngine } from '../../../src/library/workshop/own-engine.js';
import { write } from '../../library/made-up.js';
import { inFolder } from '../../library/prints.js';
import { localWorkshop } from '../../library/workshop/local-workshop.js';
import { synth, toInt16, wavBytes } from '../../support/audio.js';

const engine = ownEngine();
const context = { signal: new AbortController().signal, emit: () => {} };

describe('the library as an identifier', () => {
  it('follows its tracks through a mix and says which, from where to where, at what speed', () =>
    inFolder(async (folder) => {
      const sounds = new Map(
        [1, 2, 3].map((seed) => {
          const pcm = toInt16(synth(40, { seed, rate: engine.rate }));
          return [write(join(folder, `Artist - Tune ${seed}.wav`), Buffer.from(wavBytes(pcm, engine.rate))), pcm];
        }),
      );
      const library = await Library.open({
        folder: join(folder, 'library'),
        engine,
        onWarning: () => {},
        now: () => 0,
      });
      const openAudio = async (path: string): Promise<AudioSource> => ({
        info: { name: basename(path), kind: 'file', location: path },
        duration: null,
        seekable: true,
        async *pcm() {
          yield sounds.get(path)!;
        },
        close: async () => {},
      });
      await library.add([...sounds.keys()], { openAudio, workshop: localWorkshop(engine) }, context);
      const index = await library.index();
      const identifier = libraryIdentifier(index);
      const listener = identifier.listen();
      const [first, , third] = [...sounds.values()];
      await listener.hear(new Int16Array(10 * engine.rate));
      await listener.hear(third!.subarray(5 * engine.rate));
      await listener.hear(first!);
      const matches = await listener.finish();
      expect(matches.map(({ track }) => track.title)).toEqual(['Tune 3', 'Tune 1']);
      const [match] = matches;
      expect(match).toMatchObject({
        identifier: 'library',
        key: `library:${match!.track.ids!['library']}`,
        tracked: true,
        track: { artists: ['Artist'], file: [...sounds.keys()][2] },
      });
      expect(match!.speed).toBeCloseTo(1, 3);
      expect(match!.trackTime! - match!.mixTime).toBeCloseTo(-5, 1);
      expect(match!.mixTime + match!.mixDuration).toBeGreaterThan(40);
      const interrupted = identifier.listen();
      await interrupted.hear(first!.subarray(0, 25 * engine.rate));
      expect((await interrupted.breakOff()).map(({ track }) => track.title)).toEqual(['Tune 1']);

      // The first of them as the mix: it isn't its own answer, while under another path it is.
      const [own] = [...sounds.keys()];
      const hear = async (location: string) => {
        const said: TracklistifyEvent[] = [];
        const itself = identifier.listen({ name: 'Tune 1', kind: 'file', location }, (event) => said.push(event));
        await itself.hear(first!);
        return { titles: (await itself.finish()).map(({ track }) => track.title), said };
      };
      expect(await hear(own!)).toEqual({
        titles: [],
        said: [
          { type: 'warning', message: expect.stringMatching(/^Tune 1 is in the library itself, and no file is its/) },
        ],
      });
      expect(await hear('/elsewhere/copy.wav')).toEqual({ titles: ['Tune 1'], said: [] });

      // What it keeps of a mix is enough to hear it again, in part, and the same is heard; times are the mix's.
      const sound = {
        ...listener.print!(),
        start: 100,
        end: 100 + 85,
        musicless: [],
        waveform: { perSecond: 1, low: new Uint8Array(), mid: new Uint8Array(), high: new Uint8Array() },
      };
      const hearAgain = async (start: number, end: number, location = '/elsewhere/copy.wav') =>
        (await identifier.hearAgain!(sound, [{ start, end }], { name: 'mix', kind: 'file', location }))!;
      const again = await hearAgain(0, 1000);
      expect(again.map(({ track }) => track.title)).toEqual(['Tune 3', 'Tune 1']);
      for (const [i, { mixTime, trackTime }] of again.entries()) {
        expect(mixTime - 100).toBeCloseTo(matches[i]!.mixTime, 3);
        expect(trackTime).toBeCloseTo(matches[i]!.trackTime!, 3);
      }
      const [part, ...more] = await hearAgain(150, 175);
      expect([part?.track.title, more]).toEqual(['Tune 1', []]);
      expect(part!.mixTime).toBeGreaterThanOrEqual(150);
      expect(part!.mixTime + part!.mixDuration).toBeLessThanOrEqual(175);
      expect(await hearAgain(150, 175, own)).toEqual([]);
      expect(await identifier.hearAgain!({ ...sound, engine: '0' }, [{ start: 100, end: 185 }])).toBeNull();
      index.close();
    }));
});
