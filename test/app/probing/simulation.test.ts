import { describe, expect, it } from 'vitest';
import { measure } from '../../bench/probing/measure.js';

const MIXES = 150;

describe('asking on simulated mixes', () => {
  it('costs little and misses little where a service knows most of the music', async () => {
    const figures = await measure('adaptive', { knows: 0.9, finds: 0.9 }, MIXES);
    expect(figures.callsPerTrack).toBeLessThanOrEqual(2.4);
    expect(figures.recall).toBeGreaterThanOrEqual(0.97);
    expect(figures.boundary).toBeLessThanOrEqual(5);
    expect(figures.wrong).toBe(0);
  });

  it('asks on where a service often has no answer, and finds more than a grid does', async () => {
    const poor = { knows: 0.7, finds: 0.55 };
    const figures = await measure('adaptive', poor, MIXES);
    expect(figures.recall).toBeGreaterThanOrEqual((await measure({ step: 60 }, poor, MIXES)).recall + 0.05);
  });

  it('gives up soon on a service that knows nothing', async () => {
    expect((await measure('adaptive', { knows: 0, finds: 0 }, 20)).callsPerTrack).toBeLessThan(5.5);
  });
});
