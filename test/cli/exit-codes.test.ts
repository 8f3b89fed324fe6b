import { expect, it } from 'vitest';
import { exitCodeOf, worst } from '../../src/cli/exit-codes.js';
import * as errors from '../../src/domain/errors.js';

it('gives every failure the code that scripts rely on', () => {
  const abort = Object.assign(new Error('stop'), { name: 'AbortError' });
  const cases: Array<[unknown, number]> = [
    [new errors.UsageError('x'), 2],
    [new errors.LibraryError('x'), 2],
    [new errors.SourceError('x'), 3],
    [new errors.FormatError('x'), 3],
    [new errors.ProcessingError('x'), 3],
    [new errors.AuthenticationError('p', 'x'), 4],
    [new errors.RateLimitError('p', 'x'), 5],
    [new errors.QuotaError('p', 'x'), 5],
    [new errors.UnsupportedError('p', 'x'), 5],
    [new errors.NetworkError('p', 'x'), 5],
    [new errors.ProtocolError('p', 'x'), 5],
    [new errors.ValidationError('x'), 7],
    [new errors.WriteError('x'), 7],
    [abort, 130],
    [new TypeError('a bug'), 1],
    ['not even an error', 1],
  ];
  expect(cases.map(([error]) => exitCodeOf(error))).toEqual(cases.map(([, code]) => code));
});

it('lets the worst of several sources decide', () => {
  expect(worst([])).toBe(0);
  expect(worst([0, 6, 0])).toBe(6);
  expect(worst([6, 3, 0])).toBe(3);
  expect(worst([3, 5])).toBe(3);
  expect(worst([7, 3])).toBe(7);
  expect(worst([3, 130, 1])).toBe(130);
});
