// Stands in for yt-dlp: as strict about how it is called as the real one is lax, since what reaches it decides what it does.
// What it shall answer is in FAKE_YT_DLP, a JSON file: { url, page, sound, error, chunk }.
import { createReadStream, readFileSync } from 'node:fs';

const { url, page, sound, error, log } = JSON.parse(readFileSync(process.env.FAKE_YT_DLP, 'utf8'));
const args = process.argv.slice(2);
const fail = (message) => {
  process.stderr.write(`WARNING: something else\nERROR: ${message}\n`);
  process.exit(1);
};

const end = args.indexOf('--');
if (end < 0 || args.length !== end + 2) fail('the address must be the only thing after --');
if (args[end + 1] !== url) fail(`[generic] ${args[end + 1]}: not the address that was named`);
const options = args.slice(0, end);
for (const needed of ['--ignore-config', '--no-playlist']) {
  if (!options.includes(needed)) fail(`missing ${needed}`);
}
const live = typeof page === 'object' && page.is_live === true && !options.includes('--dump-single-json');
const format = options[options.indexOf('-f') + 1];
if (format !== (live ? 'bestaudio/worst' : 'bestaudio/best')) fail(`not the best sound alone: ${format}`);
const forbidden = options.filter((o) => /exec|cookies|batch|config-loc|write|load-info|plugin|downloader/.test(o));
if (forbidden.length > 0) fail(`forbidden: ${forbidden}`);
const keys = Object.keys(process.env).filter((name) => /SECRET/.test(name));
if (keys.length > 0) fail(`was handed ${keys}`);
if (log) process.stderr.write(log);

if (options.includes('--dump-single-json')) {
  if (options.includes('--output')) fail('asked for the sound as well');
  if (error?.describe) fail(error.describe);
  process.stdout.write(typeof page === 'string' ? page : JSON.stringify(page));
} else {
  if (options[options.indexOf('--output') + 1] !== '-') fail('the sound must go to stdout');
  createReadStream(sound)
    .on('end', () => error?.sound && fail(error.sound))
    .pipe(process.stdout);
}
