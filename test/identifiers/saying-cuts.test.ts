import { expect, it } from 'vitest';
import type { Match } from '../../src/domain/match.js';
import type { Sample, SampleIdentifier } from '../../src/domain/ports/identify.js';
import { answerSchema } from '../../src/identifiers/acrcloud/answer.js';
import { matchesOf } from '../../src/identifiers/acrcloud/matches.js';
import { sayingCuts } from '../../src/identifiers/saying-cuts.js';
import { eventsOf, recorder } from '../support/fakes.js';

const sample: Sample = { mixTime: 0, duration: 10, rate: 100, pcm: new Int16Array(1000) };
function answering(title: string): SampleIdentifier {
  const music = [{ acrid: 'a', title, artists: [{ name: 'A' }], score: 90 }];
  const answer = answerSchema.parse({ status: { code: 0, msg: '' }, metadata: { music } });
  const matches: Match[] = matchesOf(answer.metadata!.music, sample);
  return { kind: 'sample', name: 'acrcloud', rate: 100, seconds: 10, identify: async () => matches };
}

it('says once that a service sent a name of megabytes, which was cut where it came in', async () => {
  const identifier = sayingCuts(answering('x'.repeat(3 << 20)));
  const context = recorder();
  for (let i = 0; i < 3; i++) {
    expect((await identifier.identify(sample, context))[0]!.track.title).toBe(`${'x'.repeat(999)}…`);
  }
  expect(eventsOf(context, 'warning').map(({ message }) => message)).toEqual([expect.stringMatching(/^acrcloud sent/)]);
});

it('says nothing of a long title', async () => {
  const context = recorder();
  const [match] = await sayingCuts(answering(`${'x'.repeat(500)}…`)).identify(sample, context);
  expect(match!.track.title).toHaveLength(501);
  expect(eventsOf(context, 'warning')).toEqual([]);
});
