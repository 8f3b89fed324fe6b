import type { Said } from './judge.js';

export interface Row {
  name: string;
  known: number;
  found: number;
  entries: number;
  wrong: Said[];
  surestWrong: number;
  missed: { name: string; start: number; end: number; speed: number }[];
  startMedian: number;
  startP90: number;
  speedMedian: number;
  calibration: number;
}

export interface Report {
  machine: string;
  music: { tracks: number; library: number; hours: number; mixHours: number };
  variants: Row[];
  all: Row;
  peer: Row[];
  queries: { kind: string; asked: number; right: number; wrong: number }[];
  speed: {
    add: { wall: number; cpu: number; decodingWall: number; decodingCpu: number };
    identify: { wall: number; cpu: number; peak: number; seconds: number; decodingWall: number; decodingCpu: number };
  };
  index: Record<string, unknown>;
}

export function reportText(report: Report): string {
  const { music, speed, index } = report;
  const { add, identify } = speed;
  return [
    report.machine,
    `${music.tracks} tracks, ${music.library} of them (${music.hours.toFixed(1)} h) in the library; ${music.mixHours.toFixed(1)} h of mixes`,
    '',
    ...table(
      ['variant', 'found', 'recall', 'wrong', 'surest wrong', 'start error', 'p90', 'speed error', 'calibration'],
      [...report.variants, report.all].map(cells),
    ),
    ...(report.peer.length > 0
      ? [
          '',
          'Chromaprint and a plain matcher',
          '',
          ...table(
            ['variant', 'found', 'recall', 'wrong'],
            report.peer.map((r) => cells(r).slice(0, 4)),
          ),
        ]
      : []),
    ...(report.queries.length > 0
      ? [
          '',
          ...table(
            ['10-s query', 'asked', 'right', 'wrong', 'rank 1'],
            report.queries.map((q) => [
              q.kind,
              `${q.asked}`,
              `${q.right}`,
              `${q.wrong}`,
              (q.right / q.asked).toFixed(3),
            ]),
          ),
        ]
      : []),
    '',
    ...table(
      ['speed', 'wall s', 'cpu s', 'decoding: wall s', 'cpu s', 'wall ratio', 'cpu ratio', '× real time a core'],
      [speeds('library add', add, music.hours * 3600), speeds('identify', identify, identify.seconds)],
    ),
    '',
    `peak memory of identify: ${identify.peak.toFixed(0)} MB`,
    `index: ${JSON.stringify(index)}`,
    ...[...report.variants].flatMap((row) => [
      ...row.wrong.map(
        (w) =>
          `wrong in ${row.name}: ${w.name} at ${w.start.toFixed(0)}–${w.end.toFixed(0)} s, ${w.confidence.toFixed(2)} sure`,
      ),
      ...row.missed.map(
        (m) =>
          `missed in ${row.name}: ${m.name} at ${m.start.toFixed(0)}–${m.end.toFixed(0)} s, speed ${m.speed.toFixed(3)}`,
      ),
    ]),
  ].join('\n');
}

function cells(row: Row): string[] {
  return [
    row.name,
    `${row.found}/${row.known}`,
    row.known > 0 ? (row.found / row.known).toFixed(3) : '–',
    `${row.wrong.length}/${row.entries}`,
    row.wrong.length > 0 ? row.surestWrong.toFixed(2) : '–',
    `${row.startMedian.toFixed(2)} s`,
    `${row.startP90.toFixed(2)} s`,
    `${(100 * row.speedMedian).toFixed(3)} %`,
    row.calibration.toFixed(3),
  ];
}

function speeds(
  name: string,
  of: { wall: number; cpu: number; decodingWall: number; decodingCpu: number },
  seconds: number,
): string[] {
  return [
    name,
    of.wall.toFixed(1),
    of.cpu.toFixed(1),
    of.decodingWall.toFixed(1),
    of.decodingCpu.toFixed(1),
    (of.wall / of.decodingWall).toFixed(2),
    (of.cpu / of.decodingCpu).toFixed(2),
    (seconds / of.cpu).toFixed(0),
  ];
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)];
}
