import { expect, it } from 'vitest';
import { merged } from '../../../src/app/assembly/agreement.js';
import { trackEntry } from '../../support/tracklists.js';

it("takes an agreement that is no number for none, so that a program's own resolver can't spoil a confidence", () => {
  const entry = trackEntry(0, 100, 'a');
  const answer = { track: { title: 'a', artists: [] }, agreement: Number.NaN };
  const { confidence } = merged(entry, [{ resolver: 'own', ...answer }]);
  expect(confidence).toBe(entry.confidence);
});
