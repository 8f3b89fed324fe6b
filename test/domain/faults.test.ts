import { expect, it } from 'vitest';
import { textFaults } from '../bench/faults/text.js';

/** A slice of `node test/bench/faults/one.mjs text`, which does the same thousands of times. */
it('documents, kept answers, services and settings that were changed give results or sentences', async () => {
  expect(await textFaults({ count: 200, seed: 7 })).toMatchObject({ tracklists: 200, bugs: 0, wrong: 0, examples: [] });
});
