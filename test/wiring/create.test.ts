import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NetworkError, SourceError, UsageError, ValidationError } from '../../src/domain/errors.js';
import type { TracklistifyEvent } from '../../src/domain/events.js';
import type { Enricher } from '../../src/domain/ports/enrich.js';
import type { SampleIdentifier } from '../../src/domain/ports/identify.js';
import type { AudioSource, PcmRequest } from '../../src/domain/ports/source.js';
import type { IdentifyOptions, Surroundings, Tracklistify } from '../../src/tracklistify.js';
import { createTracklistify } from '../../src/wiring/create.js';
import { tempFolder } from '../support/temp.js';
import { trackEntry, tracklistOf } from '../support/tracklists.js';

/** Nothing of whoever runs the tests, and no ffmpeg. */
function house(around: Surroundings = {}): Tracklistify {
  const home = tempFolder();
  return createTracklistify({ cwd: home, ...around, env: { HOME: home, ...around.env } });
}

const LENGTH = 60;
const tone: AudioSource = {
  info: { name: 'Tone', kind: 'made', location: '' },
  duration: LENGTH,
  seekable: true,
  async *pcm({ rate, start = 0, end = LENGTH }: PcmRequest) {
    const seconds = Math.min(end, LENGTH) - start;
    if (seconds <= 0) return;
    yield Int16Array.from({ length: Math.round(seconds * rate) }, (_, i) => 12_000 * Math.sin(i * 0.2));
  },
  close: async () => {},
};
const mine: SampleIdentifier = {
  kind: 'sample',
  name: 'mine',
  rate: 8000,
  seconds: 10,
  identify: async ({ mixTime, duration }) => [
    {
      identifier: 'mine',
      key: 'k',
      track: { title: 'Glass', artists: [] },
      mixTime,
      mixDuration: duration,
      score: 0.9,
    },
  ],
};
const saved = tracklistOf([trackEntry(0, 60, 'One')]);

it('refuses what suggestions can make nothing of, and says what an empty library lacks', async () => {
  const asked = (...args: Parameters<Tracklistify['suggest']>) =>
    house()
      .suggest(...args)
      .catch((error: Error) => error.message);
  expect(await asked('x', { count: 0 })).toContain('Option "count" is not usable');
  expect(await asked(null, { set: 60, arc: 'up' as 'rise' })).toContain('Option "arc" is not usable');
  expect(await asked(saved)).toContain('The library is empty');
});

describe('settings that a program hands in', () => {
  const refusal = (settings: Record<string, unknown>): Promise<unknown> =>
    house({ settings })
      .render(saved, 'txt')
      .catch((error: unknown) => error);

  it.each([
    [{ 'libary.path': '/music' }, 'There is no setting "libary.path"; did you mean "library.path"?'],
    [{ output: { formats: ['cue'] } }, 'There is no setting "output"'],
    [{ 'library.path': 5 }, 'Setting "library.path" (handed in) is not usable: it must be text.'],
  ])('are refused as %j, by the name that the program knows', async (settings, sentence) => {
    const error = await refusal(settings);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toContain(sentence);
  });

  it('are read again once the file that they stand in is mended, and closing never fails', async () => {
    const home = tempFolder();
    const config = join(home, 'config.json');
    const door = house({ config });
    await expect(door.render(saved, 'txt')).rejects.toThrow(/no config file/);
    await door.close();
    writeFileSync(config, '{}');
    expect(await door.render(saved, 'txt')).toContain('One');
    await door.close();
  });
});

it('tells the first run, once, what a .env in its folder says in vain', async () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, '.env'), 'FFMPEG_PATH=/tmp/theirs\nTRACKLISTIFY_OUTPUT_FORMATS=cue\n');
  const door = house({ cwd });
  const warnings: string[] = [];
  const onEvent = (event: TracklistifyEvent) => void (event.type === 'warning' && warnings.push(event.message));
  await door.render(saved, 'txt');
  const { tracklist } = await door.identify(tone, { identifiers: [mine], onEvent });
  await door.enrich(tracklist, { source: null, enrichers: [], providers: ['none'], onEvent }).catch(() => {});
  expect(warnings.filter((message) => message.includes('.env'))).toEqual([
    'FFMPEG_PATH in the .env of this folder is ignored, since it may have come with a download. ' +
      'If you wrote it: hand its values in by "env" or "settings".',
  ]);
});

describe('options that mean nothing', () => {
  it.each<[Record<string, unknown>, RegExp]>([
    [{ start: Number.NaN }, /"start" is not usable: it must be a number/],
    [{ start: -1 }, /"start" is not usable: it must be at least 0/],
    [{ start: 30, end: 10 }, /Nothing lies between start \(30\) and end \(10\)/],
    [{ start: 100 }, /is past the end: Tone ends at 1:00/],
    [{ step: 0 }, /"step" is not usable: it must be more than 0/],
    [{ maxCalls: -1 }, /"maxCalls" is not usable: it must be at least 0/],
    [{ identifiers: [] }, /no identifier in the list of your own/],
  ])('are refused before anybody is asked: %j', async (options, sentence) => {
    let asked = 0;
    const counting = { ...mine, identify: async () => [].slice(asked++) };
    const run = house().identify(tone, { identifiers: [counting], ...options } as IdentifyOptions);
    const error = await run.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toMatch(sentence);
    expect(asked).toBe(0);
  });

  it('are refused of files and broadcasts, too', async () => {
    await expect(house().export(saved, { onExist: 'replace' as never })).rejects.toThrow(
      /"onExist" .* one of number, /,
    );
    await expect(house().listen('http://radio.example/', { duration: 0 })).rejects.toThrow(/"duration" .* more than 0/);
  });
});

describe('what somebody else named', () => {
  it.each(['/etc/passwd', 'mix.mp3', '-', 'file:///etc/hostname', 'ftp://host.example/mix.mp3'])(
    'is no way to what this machine has: %s',
    async (location) => {
      const door = house({ settings: { 'web.allowPrivate': true } });
      const asked = { publicOnly: true, identifiers: [mine] };
      for (const act of [door.open(location, asked), door.identify(location, asked), door.listen(location, asked)]) {
        const error = await act.catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(SourceError);
        expect((error as Error).message).toMatch(
          /no http or https address, and with publicOnly nothing else is opened/,
        );
      }
    },
  );
});

describe('identifiers and resolvers of a program', () => {
  it('that give what is no answer end the run with a sentence, and what was found before stays', async () => {
    let asked = 0;
    const tired: SampleIdentifier = {
      ...mine,
      identify: async (sample, context) => (asked++ < 2 ? mine.identify(sample, context) : (null as never)),
    };
    const { tracklist, failure } = await house().identify(tone, { identifiers: [tired], step: 10 });
    expect(failure).toBeInstanceOf(ValidationError);
    expect((failure as Error).message).toBe(
      'The identifier "mine" gave by identify() what is no answer: it must be a list.',
    );
    expect(tracklist.complete).toBe(false);
    expect(tracklist.entries.some(({ track }) => track?.title === 'Glass')).toBe(true);
    const lost = { name: 'lost', resolve: async () => ({ track: {}, agreement: Number.NaN }) };
    const enriched = await house().enrich(saved, { resolvers: [lost] });
    expect((enriched.failure as Error).message).toContain(
      'The resolver "lost" gave by resolve() what is no answer: agreement',
    );
  });

  it('that can be of no use are refused before anything is asked', async () => {
    const silent = { ...mine, rate: 0 };
    await expect(house().identify(tone, { identifiers: [silent] })).rejects.toThrow(
      new ValidationError('The identifier "mine" of your own is not usable: rate: it must be at least 1000.'),
    );
  });
});

describe('models of a program', () => {
  const genre: Enricher = {
    name: 'genre',
    plan: async () => [],
    enrich: async (entries) => ({
      entries: entries.map((entry) =>
        entry.kind === 'track' ? { ...entry, track: { ...entry.track, genres: ['House'] } } : entry,
      ),
      failure: null,
    }),
  };

  it('do their work whether or not those of the house are ready', async () => {
    const events: TracklistifyEvent[] = [];
    const options = {
      identifiers: [mine],
      enrichers: [genre],
      onEvent: (event: TracklistifyEvent) => events.push(event),
    };
    const { tracklist } = await house().identify(tone, { ...options, enrich: true });
    expect(tracklist.entries[0]?.track?.genres).toEqual(['House']);
    expect(events).toContainEqual({ type: 'warning', message: expect.stringContaining('No model is ready') });
    await expect(house().identify(tone, { identifiers: [mine], enrich: true })).rejects.toThrow(/No model is ready/);
  });
});

it('ends a run with what the callback of its program throws', async () => {
  const wrong = new NetworkError('mine', 'The page is gone.');
  let told = 0;
  const said: SampleIdentifier = {
    ...mine,
    async identify(sample, context) {
      context.emit({ type: 'call', provider: 'mine', mixTime: sample.mixTime, outcome: 'match' });
      return mine.identify(sample, context);
    },
  };
  const run = house().identify(tone, {
    identifiers: [said],
    step: 10,
    onEvent({ type }) {
      if (type !== 'call') return;
      told++;
      throw wrong;
    },
  });
  await expect(run).rejects.toBe(wrong);
  expect(told).toBe(1);
});

it('writes nothing once its signal is aborted', async () => {
  const folder = join(tempFolder(), 'out');
  const run = house().export(saved, { formats: ['txt'], folder, signal: AbortSignal.abort() });
  await expect(run).rejects.toThrow(/abort/);
});
