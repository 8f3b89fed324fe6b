import { expect, it } from 'vitest';
import { renderChecks } from '../../../src/cli/commands/doctor.js';
import type { Check } from '../../../src/wiring/checkup/check.js';
import { fakeStream } from '../../support/terminal.js';

const checks: Check[] = [
  { name: 'ffmpeg', state: 'ok', found: '7.1' },
  { name: 'disk', state: 'problem', found: 'full\u001b[2J', mend: 'Make room' },
];

it('shows a line for each check, and how to mend it below', () => {
  expect(renderChecks(checks, fakeStream())).toBe(
    'ok       ffmpeg  7.1\nproblem  disk    full [2J\n                 → Make room\n',
  );
});

it('does without Unicode', () => {
  expect(renderChecks(checks, fakeStream({ unicode: false }))).toContain('-> Make room');
});
