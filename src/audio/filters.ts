import { endianness } from 'node:os';

/** Seconds of silence that may stand in for what isn't there, in one mix: what is missing beyond that is left out, and said. */
export const MOST_SILENCE = 3600;
/** Seconds of one gap. ffmpeg makes its silence in one piece, three times over: at 16 kHz an hour takes 340 MB. */
const LONGEST_GAP = 900;
/** Time stamps that go back by more than this begin anew; by less, frames overlap. As ffmpeg's own -dts_delta_threshold. */
const BACK_SECONDS = 10;
/** Half seconds. At 11,025 Hz a packet then is half of what a pipe holds. */
const HALVES_A_PACKET = 3;

/** Signed 16-bit mono at this rate, on ffmpeg's standard output. */
export const outputOptions = (rate: number, length: readonly string[] = []): string[] => [
  ...['-map', '0:a:0', '-af', filters(rate), ...length],
  ...['-f', endianness() === 'LE' ? 's16le' : 's16be'],
];

/**
 * Resampled to mono with the container's time stamps kept: what a hole leaves out and what comes before the first sound
 * is silence, so mix time stays the player's time.
 *
 * Some filters print to stderr. Two tell where on the time line a complaint between two of their lines belongs: `at`
 * for every half second that is done, `gap` for a frame that begins later than the samples before it say (by more than a
 * healthy WMA's quarter of a second), which is how damage shows that decoders don't complain of. The first takes out jumps
 * of the time stamps, and prints each: a few bytes can ask for days of silence, and what comes after a jump back would be
 * dropped until the stamps have caught up.
 */
function filters(rate: number): string {
  const steady = `asetpts='${withoutJumps}'`;
  const late = 'st(1,t-ld(3)/sample_rate);st(2,gt(ld(1)-ld(0),0.4)*gt(n,0));st(0,ld(1));st(3,ld(3)+samples_n);ld(2)';
  // Half of the usual filter is steep enough for all that listens here, and spares a twelfth of decoding.
  const convert = `aresample=${rate}:filter_size=16:async=1:first_pts=0,aformat=sample_fmts=s16:channel_layouts=mono`;
  const half = Math.ceil(rate / 2);
  const mark = `asetnsamples=n=${half}:p=0,ashowinfo@at`;
  // Each packet is a write there and a read here: an hour of mix has 2,400 of them instead of 7,000.
  const pack = `asetnsamples=n=${half * HALVES_A_PACKET}:p=0`;
  return `${steady},asplit[main][watch];[watch]aselect='${late}',ashowinfo@gap,anullsink;[main]${convert},${mark},${pack}`;
}

/**
 * How late a frame is, by its stamp against the samples before it, is the silence that has stood in so far. 0 holds what was
 * taken out of the stamps, 1 how late this frame is, 2 how late the one before was. Costs 3 % of decoding.
 */
const withoutJumps = [
  'st(1,T-ld(0)-NB_CONSUMED_SAMPLES/SR)',
  `if(gt(ld(1),${MOST_SILENCE})+gt(ld(1)-ld(2),${LONGEST_GAP})+lt(ld(1)-ld(2),-${BACK_SECONDS}),st(0,ld(0)+print(ld(1)-ld(2))))`,
  'st(2,T-ld(0)-NB_CONSUMED_SAMPLES/SR)',
  'PTS-ld(0)/TB',
].join(';');

export const DURATION = /^\[info\] {3}Duration: [^,]*(?:, start: (-?[\d.]+))?/;
export const MARK = /^\[ashowinfo@(at|gap) /;
export const MARK_TIME = / pts_time:(-?[\d.]+)/;
export const MARK_SAMPLES = / nb_samples:(\d+)/;
/** Seconds by which the stamps jumped. */
export const JUMP = /^(?:\[Eval @ \w+\] )?\[info\] (-?\d+\.\d{6})$/;
