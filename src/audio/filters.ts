import { endianness } from 'node:os';

/** Seconds of silence that may stand in for what isn't there, in one mix: what is missing beyond that is left out, and said. */
export const MOST_SILENCE = 3600;
/** Seconds of one gap. ffmpeg makes its silence in one piece, three times over: at 16 kHz an hour takes 340 MB. */
const LONGEST_GAP = 900;
/** Time stamps that go back by more than this begin anew; by less, frames overlap. As ffmpeg's own -dts_delta_threshold. */
const BACK_SECONDS = 10;
/** A frame that is late by more is behind a hole. */
const GAP_SECONDS = 0.4;
/** ffmpeg writes 32 KB at a time: a packet of so many samples is one write there and one read here. */
const PACKET_SAMPLES = 16_384;
/** ffmpeg's numbers for the levels at which the filters print: by them the three kinds of line are told apart. */
const LEVELS = { gap: 16, at: 24 };

/** Signed 16-bit mono at this rate, on ffmpeg's standard output. */
export const outputOptions = (rate: number, length: readonly string[] = []): string[] => [
  ...['-map', '0:a:0', '-af', filters(rate, 'mono'), ...length],
  ...['-f', endianness() === 'LE' ? 's16le' : 's16be'],
];

/**
 * Signed 16-bit sound as it is, unless it has more channels than two: at its own rate, and at half its level, since what was encoded with
 * a loss may go beyond the full scale. More channels than two aren't made quieter for their number, which is what the large figure is for.
 */
export const fullOptions = [
  ...[
    '-map',
    '0:a:0',
    '-af',
    'aresample=rmvol=0.5:rematrix_maxval=1000,aformat=sample_fmts=s16:channel_layouts=mono|stereo',
  ],
  ...['-f', endianness() === 'LE' ? 's16le' : 's16be'],
];

/** Mono's like in stereo, in the order of bytes that a WAV file has. */
export const listeningOptions = (rate: number, length: readonly string[]): string[] => [
  ...['-map', '0:a:0', '-af', filters(rate, 'stereo'), ...length, '-f', 's16le'],
];

/**
 * Resampled with the container's time stamps kept: what a hole leaves out and what comes before the first sound
 * is silence, so mix time stays the player's time.
 *
 * Three filters print lines of one number to stderr, each kind at a level of its own. The first takes out jumps of the time
 * stamps and prints by how much they jumped: a few bytes can ask for days of silence, and what comes after a jump back would be
 * dropped until the stamps have caught up. `gap` is where a frame begins later than the samples before it say (by more than a
 * healthy WMA's quarter of a second), which is how damage shows that decoders don't complain of. `at` is how far decoding has
 * come, every half second: a complaint between two of these belongs there on the time line.
 *
 * All these filters together are 7 % of decoding. ashowinfo, made for such lines, writes each in six parts and with checksums.
 */
function filters(rate: number, layout: 'mono' | 'stereo'): string {
  // Half of the usual filter is steep enough for all that listens here, and spares a twelfth of decoding.
  const convert = `aresample=${rate}:filter_size=16:async=1:first_pts=0,aformat=sample_fmts=s16:channel_layouts=${layout}`;
  const mark = `asetnsamples=n=${Math.ceil(rate / 2)}:p=0,aselect='${at}'`;
  return `asetpts='${withoutJumps}',aselect='${gap}',${convert},${mark},asetnsamples=n=${PACKET_SAMPLES}:p=0`;
}

/**
 * How late a frame is, by its stamp against the samples before it, is the silence that has stood in so far. 0 holds what was
 * taken out of the stamps, 1 how late this frame is, 2 how late the one before was.
 */
const withoutJumps = [
  'st(1,T-ld(0)-NB_CONSUMED_SAMPLES/SR)',
  `if(gt(ld(1),${MOST_SILENCE})+gt(ld(1)-ld(2),${LONGEST_GAP})+lt(ld(1)-ld(2),-${BACK_SECONDS}),st(0,ld(0)+print(ld(1)-ld(2))))`,
  'st(2,T-ld(0)-NB_CONSUMED_SAMPLES/SR)',
  'PTS-ld(0)/TB',
].join(';');

/** These two let every frame pass: unlike asetpts, aselect isn't asked once more at the end, with a frame that isn't there. */
const at = `st(0,print(t+samples_n/sample_rate,${LEVELS.at}));1`;
/** 0 holds how late the frame before was, 1 how late this one is, 3 the samples before it. */
const gap = [
  'st(1,t-ld(3)/sample_rate)',
  `if(gt(ld(1)-ld(0),${GAP_SECONDS})*gt(n,0),print(t,${LEVELS.gap}))`,
  'st(0,ld(1))',
  'st(3,ld(3)+samples_n)',
  '1',
].join(';');

export const DURATION = /^\[info\] {3}Duration: [^,]*(?:, start: (-?[\d.]+))?/;

/** A line of a filter's own: how far decoding has come, where a hole ends, or by how much the stamps jumped, in seconds. */
export function markIn(line: string): { kind: 'at' | 'gap' | 'jump'; seconds: number } | null {
  const [, level, seconds] = PRINTED.exec(line) ?? [];
  return level ? { kind: KINDS[level as keyof typeof KINDS], seconds: Number(seconds) } : null;
}

/** Some versions of ffmpeg name the printer, too. */
const PRINTED = /^(?:\[Eval @ \w+\] )?\[(error|warning|info)\] (-?\d+\.\d{6})$/;
const KINDS = { error: 'gap', warning: 'at', info: 'jump' } as const;
