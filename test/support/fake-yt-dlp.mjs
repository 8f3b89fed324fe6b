// Stands in for yt-dlp: as strict about how it is called as the real one is lax, since what reaches it decides what it does.
// What it shall answer is in FAKE_YT_DLP, a JSON file: { url, page, comments, sound, error, log, fetch, hang, version, told }; `told` are the
// user's own arguments and the runtime, which it must be given and no others. Like the real one it fetches by the
// proxy that it is given: the page itself, and what `fetch` lists.
import { createReadStream, readFileSync, renameSync, writeFileSync } from 'node:fs';
import http from 'node:http';

const {
  url,
  page,
  comments,
  sound,
  error,
  log,
  fetch = [],
  hang,
  version = '2026.08.19',
  told = [],
} = JSON.parse(readFileSync(process.env.FAKE_YT_DLP, 'utf8'));
const args = process.argv.slice(2);
if (args.includes('--version')) {
  if (args.join(' ') !== '--ignore-config --version') process.exit(2);
  process.stdout.write(`${version}\n`);
  process.exit(0);
}
const fail = (message) => {
  process.stderr.write(`WARNING: something else\nERROR: ${message}\n`);
  process.exit(1);
};

const end = args.indexOf('--');
if (end < 0 || args.length !== end + 2) fail('the address must be the only thing after --');
if (args[end + 1] !== url) fail(`[generic] ${args[end + 1]}: not the address that was named`);
const given = args.slice(0, end);
if (given.slice(0, told.length).join(' ') !== told.join(' ')) fail(`not told ${told}: ${given}`);
const options = given.slice(told.length);
for (const needed of ['--ignore-config', '--no-playlist', '--ffmpeg-location']) {
  if (!options.includes(needed)) fail(`missing ${needed}`);
}
const live = typeof page === 'object' && page.is_live === true && !options.includes('--dump-single-json');
const format = options[options.indexOf('-f') + 1];
const gated = /^bestaudio(\[protocol~='[^']+'\]\[url~='\^https\?:\/\/'\])\/(best|worst)\1$/.exec(format);
if (gated?.[2] !== (live ? 'worst' : 'best')) fail(`not the best sound alone, by http: ${format}`);
const guard = options.indexOf('--downloader-args');
if (!/^ffmpeg_i:-protocol_whitelist [a-z,]+$/.test(options[guard + 1])) fail('ffmpeg may open anything');
// Comments are a look of their own, and always bounded.
const commenting = options.includes('--write-comments');
const bounds = options.filter((_, i) => options[i - 1] === '--extractor-args');
if (commenting !== bounds.some((one) => /^youtube:max_comments=\d+,/.test(one))) fail(`not bounded: ${bounds}`);
if (commenting && !options.includes('--dump-single-json')) fail('comments are no sound');
const rest = options.filter(
  (one, i) =>
    i !== guard && !(commenting && (one === '--write-comments' || one === '--extractor-args' || bounds.includes(one))),
);
const forbidden = rest.filter((o) =>
  /exec|cookies|batch|config-loc|write|load-info|plugin|downloader|js-runtimes|extractor-args|^--.*proxy/.test(o),
);
if (forbidden.length > 0) fail(`forbidden: ${forbidden}`);
const keys = Object.keys(process.env).filter((name) => /SECRET|NO_PROXY/i.test(name));
if (keys.length > 0) fail(`was handed ${keys}`);
if (log) process.stderr.write(log);
for (const address of [url, ...fetch]) await ask(address);
if (hang) {
  // Says where it is and by what it would fetch, and never ends.
  writeFileSync(`${hang}.tmp`, `${process.env.http_proxy} ${process.pid}`);
  renameSync(`${hang}.tmp`, hang);
  setInterval(() => {}, 1000);
  await new Promise(() => {});
}

if (options.includes('--dump-single-json')) {
  if (options.includes('--output')) fail('asked for the sound as well');
  if (error?.describe) fail(error.describe);
  if (commenting && error?.comments) fail(error.comments);
  const told = commenting ? { ...page, comments: comments ?? null } : page;
  process.stdout.write(typeof told === 'string' ? told : JSON.stringify(told));
} else {
  if (options[options.indexOf('--output') + 1] !== '-') fail('the sound must go to stdout');
  createReadStream(sound)
    .on('end', () => error?.sound && fail(error.sound))
    .pipe(process.stdout);
}

/** By the proxy alone, following redirects; https as far as the tunnel. */
function ask(address) {
  const target = new URL(address);
  const proxy = new URL(process.env[`${target.protocol.slice(0, -1)}_proxy`]);
  const authorization = `Basic ${Buffer.from(`${proxy.username}:${proxy.password}`).toString('base64')}`;
  const tunnel = target.protocol === 'https:';
  const host = tunnel ? `${target.hostname}:${target.port || 443}` : target.host;
  return new Promise((done) => {
    const request = http.request({
      host: proxy.hostname,
      port: proxy.port,
      method: tunnel ? 'CONNECT' : 'GET',
      path: tunnel ? host : target.href,
      headers: { host, 'proxy-authorization': authorization },
    });
    request.on('error', (cause) => fail(`Unable to download webpage: ${cause.message}`));
    const judge = (answer) => {
      if (answer.statusCode >= 400) fail(`Unable to download webpage: HTTP Error ${answer.statusCode}: Forbidden`);
      const { location } = answer.headers;
      if (location) ask(new URL(location, target).href).then(done);
      else done();
    };
    request.on('connect', (answer, socket) => {
      socket.destroy();
      judge(answer);
    });
    request.on('response', (answer) => judge(answer.resume()));
    request.end();
  });
}
