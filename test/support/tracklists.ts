import type { Entry, TrackEntry, Tracklist, UnknownEntry } from '../../src/domain/tracklist.js';

export function trackEntry(start: number, end: number, title: string, more: Partial<TrackEntry> = {}): TrackEntry {
  return {
    kind: 'track',
    start,
    end,
    track: { title, artists: ['Somebody'], ...more.track },
    confidence: 0.97,
    speed: 1,
    evidence: [],
    alternatives: [],
    transition: null,
    ...Object.fromEntries(Object.entries(more).filter(([key]) => key !== 'track')),
  };
}

export function unknownEntry(start: number, end: number, more: Partial<UnknownEntry> = {}): UnknownEntry {
  return {
    kind: 'unknown',
    start,
    end,
    track: null,
    confidence: null,
    speed: null,
    evidence: [],
    alternatives: [],
    transition: null,
    ...more,
  };
}

export function tracklistOf(entries: Entry[], more: Partial<Tracklist> = {}): Tracklist {
  return {
    schema: 'tracklistify/2',
    tool: { name: 'tracklistify', version: '0.0.0' },
    source: { name: 'mix', kind: 'file', location: '/music/mix.mp3' },
    createdAt: '2026-01-02T03:04:05.000Z',
    duration: Math.max(0, ...entries.map((entry) => entry.end)),
    entries,
    stats: { elapsed: 0, providers: {} },
    warnings: [],
    complete: true,
    ...more,
  };
}

/** A mix with everything that is hard to show: wide and joined characters, layers, overlaps, doubt, an unknown. */
export function hardToShow(): Tracklist {
  return tracklistOf(
    [
      trackEntry(0, 338, 'Opening', {
        track: { title: 'Opening', version: 'Extended Mix', artists: ['Ann Other'], label: 'Small Label Recordings' },
        speed: 1.032,
        evidence: [
          { identifier: 'library', mixTime: 0, mixDuration: 338, trackTime: 12, speed: 1.032, pitch: 1, score: 0.98 },
        ],
      }),
      trackEntry(312, 700, '夜に駆ける', {
        track: { title: '夜に駆ける', version: 'リミックス', artists: ['ヨアソビ', '東京事変'], label: '音楽' },
        speed: 0.984,
        confidence: 0.62,
        transition: { start: 286, end: 338 },
        alternatives: [
          {
            track: { title: '夜に駆ける', version: 'インストゥルメンタル', artists: ['ヨアソビ'] },
            confidence: 0.31,
            evidence: [{ identifier: 'acrcloud', mixTime: 360, mixDuration: 12, trackTime: 61.5, score: 0.4 }],
          },
        ],
        evidence: [
          { identifier: 'acrcloud', mixTime: 360, mixDuration: 12, trackTime: 61.5, score: 0.7 },
          { identifier: 'shazam', mixTime: 400, mixDuration: 8, trackTime: 101, speed: 0.984, score: 0.66 },
        ],
      }),
      trackEntry(420, 480, 'Vocal 👩‍🎤 Only 🇯🇵', {
        track: { title: 'Vocal 👩‍🎤 Only 🇯🇵 ❤️', version: 'Acapella', artists: ['DJ 🎧'] },
        speed: 1,
        confidence: 0.34,
        layered: true,
      }),
      unknownEntry(700, 1100),
      trackEntry(1100, 1500, 'A Title So Long That No Terminal of Ordinary Width Could Ever Show All of It at Once', {
        track: {
          title: 'A Title So Long That No Terminal of Ordinary Width Could Ever Show All of It at Once',
          artists: ['The Orchestra of the Very Long Name', 'Their Friends', 'And Others'],
          version: 'Live at the Festival of Long Versions',
          label: 'Cafe\u0301 Mu\u0308sik',
        },
        speed: 1.001,
      }),
      trackEntry(1500, 1530, 'Blink', { confidence: 0.999 }),
      trackEntry(1530, 3725, 'Ende\u001b[31m\nred', {
        track: { title: 'Ende\u001b[31m\nred', artists: ['Fin'] },
        transition: { start: 1520, end: 1540 },
        speed: null,
      }),
    ],
    {
      stats: {
        elapsed: 24,
        providers: {
          library: { calls: 0, cacheHits: 0, saved: 0, errors: 0 },
          acrcloud: { calls: 31, cacheHits: 4, saved: 93, errors: 1 },
        },
      },
      warnings: ['The sound breaks off at 1:02:05.'],
    },
  );
}
