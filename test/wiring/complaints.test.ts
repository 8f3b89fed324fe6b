import { expect, it } from 'vitest';
import type { AddReport } from '../../src/library/scan/add.js';
import { complaintsOf } from '../../src/wiring/library.js';

const report = (...failed: Array<[path: string, reason: string]>): AddReport =>
  ({ failed: failed.map(([path, reason]) => ({ path, reason, named: false })), badTags: [] }) as never;

it('names the file that is left out once, and how many more there are', () => {
  expect(complaintsOf(report())).toEqual([]);
  expect(complaintsOf(report(['/m/m.txt', '"/m/m.txt" is no audio file: it is plain text.']))).toEqual([
    'Left out of the library: "/m/m.txt" is no audio file: it is plain text.',
  ]);
  expect(complaintsOf(report(['/m/a.wav', 'access is denied'], ['/m/b.wav', 'access is denied']))).toEqual([
    'Left out of the library: /m/a.wav: access is denied, and 1 more like it.',
  ]);
});
