// How smooth the review page is on a two-hour mix with three hundred entries, in headless Chromium: time between frames while the
// larger picture is scrolled and zoomed, and what drawing takes of it. Needs a build.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const dist = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist/web');
const TYPES = { html: 'text/html', js: 'text/javascript', css: 'text/css' };
const [LENGTH, ENTRIES, FRAMES] = [7200, 300, 240];

const server = createServer((request, response) => {
  const place = request.url.slice(1);
  if (place === 'api/mix') return response.end(JSON.stringify(state()));
  if (place === 'api/events')
    return response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': here\n\n');
  const name = place || 'review.html';
  response.setHeader('content-type', TYPES[name.split('.').at(-1)]);
  response.end(readFileSync(join(dist, name)));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  for (const [width, height] of [
    [390, 844],
    [1280, 900],
    [1920, 1080],
  ]) {
    const page = await browser.newPage({ viewport: { width, height } });
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.locator('.near').waitFor();
    for (const [what, wheel] of [
      ['scrolling', { deltaX: 6, deltaY: 0 }],
      ['zooming', { deltaX: 0, deltaY: 1 }],
    ]) {
      const { times, drawn } = await page.evaluate(measure, { wheel, frames: FRAMES });
      console.log(`${width} px, ${what}: ${said(times)} between frames; ${said(drawn)} drawing`);
    }
    await page.close();
  }
} finally {
  await browser.close();
  server.close();
  server.closeAllConnections();
}

/** In the page: turns the wheel once a frame. What follows in the same turn, drawing among it, is ours. */
function measure({ wheel, frames }) {
  const near = document.querySelector('.near');
  return new Promise((resolve) => {
    const [times, drawn] = [[], []];
    let last = performance.now();
    let turn = 1;
    const frame = () => {
      const now = performance.now();
      times.push(now - last);
      last = now;
      if (times.length % 60 === 0) turn = -turn;
      near.dispatchEvent(
        new WheelEvent('wheel', { deltaX: wheel.deltaX * turn, deltaY: wheel.deltaY * turn, cancelable: true }),
      );
      // Callbacks of this frame that were asked for before run before this task does.
      const channel = new MessageChannel();
      channel.port1.onmessage = () => drawn.push(performance.now() - now);
      channel.port2.postMessage(null);
      if (times.length < frames) requestAnimationFrame(frame);
      else resolve({ times: times.slice(1), drawn });
    };
    requestAnimationFrame(frame);
  });
}

function said(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1);
  return `${at(0.5)} ms (95 %: ${at(0.95)}, most: ${at(1)})`;
}

function state() {
  const band = (seed) =>
    Buffer.from(Uint8Array.from({ length: LENGTH * 10 }, (_, i) => (i * 2654435761 * seed) >>> 24)).toString('base64');
  const entries = Array.from({ length: ENTRIES }, (_, i) => {
    const track = { title: `Track ${i}`, artists: ['Somebody'] };
    const start = (i * LENGTH) / ENTRIES;
    const none = { speed: 1, evidence: [], alternatives: [], transition: null };
    return { kind: 'track', start, end: start + LENGTH / ENTRIES + 6, track, confidence: 0.9, ...none };
  });
  const source = { name: 'mix', kind: 'file', location: '/mix.mp3' };
  return {
    revision: '1',
    file: 'mix.json',
    tracklist: { source, duration: LENGTH, entries },
    waveform: { perSecond: 10, low: band(1), mid: band(3), high: band(5) },
    audio: { missing: 'none' },
    candidates: entries.map(() => []),
    canUndo: false,
    ids: false,
  };
}
