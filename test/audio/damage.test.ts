import { describe, expect, it } from 'vitest';
import { DamageLog } from '../../src/audio/damage.js';

function log() {
  const reports: Array<{ mixTime: number; message: string }> = [];
  return { reports, damage: new DamageLog((d) => reports.push(d)) };
}
const complaint = '[mp3float @ 0x1] [error] Header missing';

describe('damage', () => {
  it('is one place however many lines complain of it', () => {
    const { reports, damage } = log();
    for (const at of [61, 61, 61.5, 63, 66]) damage.line(complaint, at);
    damage.finish(100, 'whole');
    expect(reports).toEqual([
      { mixTime: 61, message: 'the file is damaged from 1:01 to 1:06 (Header missing); the rest is used' },
    ]);
  });

  it('is told as missing seconds where silence stands in', () => {
    const { reports, damage } = log();
    damage.line('[aac @ 0x1] [error] Reserved bit set.', 287);
    damage.missing(287.5, 5.4);
    damage.finish(600, 'whole');
    expect(reports.map((r) => r.message)).toEqual([
      "the file is damaged from 4:47 to 4:52 (about 5 s can't be decoded); the rest is used",
    ]);
  });

  it('far apart is reported apart, and counted once there is too much', () => {
    const { reports, damage } = log();
    for (let at = 0; at < 250; at += 10) damage.line(complaint, at);
    damage.finish(250, 'whole');
    expect(reports).toHaveLength(21);
    expect(reports.at(-1)!.message).toBe('5 more damaged places before 4:10');
  });

  it.each([
    ['whole', complaint, 0],
    ['cut off', complaint, 0],
    ['unknown', complaint, 0],
    ['unknown', '[wmav2 @ 0x1] [error] Input packet size too small', 1],
    ['whole', '[warning] file:/a b.wav: corrupt input packet in stream 0', 1],
  ] as const)('at the very end of a file that is %s: %s counts %i', (state, line, count) => {
    const { reports, damage } = log();
    damage.line(line, 99.8);
    damage.finish(100, state);
    expect(reports).toHaveLength(count);
  });

  it("doesn't lie in covers, tags, warnings or progress", () => {
    const { reports, damage } = log();
    damage.line('[mjpeg @ 0x1] [error] invalid picture', 5);
    damage.line('[mp3 @ 0x1] [warning] Estimating duration from bitrate', 5);
    damage.line('[info]   Duration: 00:10:00.00', 5);
    damage.finish(100, 'whole');
    expect(reports).toEqual([]);
  });
});
