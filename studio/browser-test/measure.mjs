// Figures of the pages in a real browser, against a running server: see README.md. Answers come from here, at 100 tokens a second, so that
// only the pages are measured.
import { createServer, request } from 'node:http';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { readFileSync, readdirSync } from 'node:fs';
import { ARGUMENTS } from './stage.mjs';

const [target = 'http://127.0.0.1:11434'] = process.argv.slice(2);
const require = createRequire(`${process.cwd()}/`);
const { chromium } = require('playwright-core');
const TOKENS = 1000;
const EVERY_MS = 10;

const pieces = '## A heading\n\nSome **words** of `code` and $x^2$ in a row, one after the other.\n\n- an item\n- another\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```java\nint a = 5; // x\n```\n\n'
  .match(/\s*\S+\s?/g);

/** Everything goes to the server but chats, which are answered here. */
const proxy = createServer((incoming, outgoing) => {
  if (incoming.method === 'POST' && incoming.url === '/api/chat') {
    incoming.resume();
    incoming.on('end', () => stream(outgoing));
    return;
  }
  const { origin: _, host: __, ...headers } = incoming.headers;
  const { hostname, port } = new URL(target);
  incoming.pipe(request({ hostname, port, method: incoming.method, path: incoming.url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
  }));
});

function stream(outgoing) {
  outgoing.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
  const start = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    // As many as are due: timers are late on a busy machine.
    while (sent < TOKENS && sent * EVERY_MS <= performance.now() - start) {
      outgoing.write(`${JSON.stringify({ message: { role: 'assistant', content: pieces[sent % pieces.length] }, done: false })}\n`);
      sent += 1;
    }
    if (sent === TOKENS) {
      clearInterval(timer);
      outgoing.end(`${JSON.stringify({ message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop', eval_count: TOKENS, eval_duration: 1e10, prompt_eval_count: 10, prompt_eval_duration: 1e8, total_duration: 1e10 })}\n`);
    }
  }, EVERY_MS);
}

await new Promise((ready) => { proxy.listen(0, '127.0.0.1', ready); });
const url = `http://127.0.0.1:${proxy.address().port}`;

function bundle(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = new URL(entry.isDirectory() ? `${entry.name}/` : entry.name, folder);
    const [raw, zipped] = entry.isDirectory() ? bundle(path) : [readFileSync(path).length, gzipSync(readFileSync(path)).length];
    return [sum[0] + raw, sum[1] + zipped];
  }, [0, 0]);
}
const [raw, zipped] = bundle(new URL('../target/classes/hearth/studio/web/', import.meta.url));
console.log(`all files: ${(raw / 1000).toFixed(0)} kB, gzipped ${(zipped / 1000).toFixed(0)} kB`);

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGUMENTS });
const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, locale: 'en-US' });
const page = await context.newPage();
page.setDefaultTimeout(60_000);
const paints = [];
for (let i = 0; i < 5; i += 1) {
  await page.goto('about:blank');
  await page.goto(`${target}/`);
  await page.getByLabel('Write a message').waitFor();
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
  paints.push(await page.evaluate(() => Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime)));
}
console.log(`first paint, ms, first visit and again: ${paints.join(', ')}`);

await page.goto(url);
await page.getByLabel('Write a message').fill('Tell a story.');
await page.evaluate(() => {
  window.long = [];
  window.frames = [];
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => window.long.push(Math.round(entry.duration)))).observe({ entryTypes: ['longtask'] });
  let last = performance.now();
  const frame = (now) => { window.frames.push(now - last); last = now; requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
});
await page.keyboard.press('Enter');
await page.locator('.message.assistant .stats').waitFor();
const { long, frames } = await page.evaluate(() => ({ long: window.long, frames: window.frames.toSorted((a, b) => a - b) }));
const at = (share) => frames[Math.floor(share * (frames.length - 1))].toFixed(1);
console.log(`streaming ${TOKENS} tokens at 100 a second: tasks over 50 ms: ${long.length ? long.join(', ') : 'none'}; frames: median ${at(0.5)} ms, p95 ${at(0.95)} ms, worst ${at(1)} ms`);

await page.evaluate(async () => {
  const nodes = Array.from({ length: 1000 }, (_, i) => ({ id: `n${i}`, parent: i ? `n${i - 1}` : null, role: i % 2 ? 'assistant' : 'user', content: 'Some **words** of `code` and $x^2$.\n\n- a\n- b\n\n```java\nint a = 5; // x\n```\n'.repeat(2) }));
  await fetch('/studio/api/chats/measure', { method: 'PUT', body: JSON.stringify({ title: 'measure', nodes, leaf: 'n999', revision: 0 }) });
});
const start = performance.now();
await page.goto(`${url}/#/chat/measure`);
await page.waitForFunction(() => document.querySelectorAll('.message').length === 1000);
const shown = Math.round(performance.now() - start);
const scroll = await page.evaluate(async () => {
  const thread = document.querySelector('.thread');
  const times = [];
  let last = performance.now();
  for (let i = 0; i < 240; i += 1) {
    thread.scrollTop -= 400;
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    times.push(now - last);
    last = now;
  }
  return times.toSorted((a, b) => a - b);
});
console.log(`1,000 messages: shown after ${shown} ms; scrolling 240 steps of 400 px: median ${scroll[120].toFixed(1)} ms, p95 ${scroll[228].toFixed(1)} ms, worst ${scroll[239].toFixed(1)} ms`);
await page.evaluate(() => fetch('/studio/api/chats/measure', { method: 'DELETE' }));
await browser.close();
proxy.close();
