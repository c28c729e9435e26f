/** Downloads that run, whatever page is shown; they end with the browser's page, and what has arrived is kept. */
import { stream } from '../api.js';

export const pulls = new Map();
const listeners = new Set();
const queue = [];
let running = false;

export function onPulls(listener) {
  listeners.add(listener);
}

function tell() {
  listeners.forEach((listener) => listener());
}

/** Puts a download at the end of the queue. One runs at a time: two would only share the line. */
export function startPull(name) {
  if (pulls.get(name)?.state === 'running' || pulls.get(name)?.state === 'waiting') return;
  const pull = { name, state: 'waiting', status: '', parts: new Map(), control: new AbortController(), since: null, rate: 0 };
  pulls.set(name, pull);
  queue.push(pull);
  tell();
  work();
}

export function cancelPull(name) {
  const pull = pulls.get(name);
  pull?.control.abort();
  if (pull?.state === 'waiting') pull.state = 'cancelled';
  tell();
}

export function forgetPull(name) {
  pulls.delete(name);
  tell();
}

async function work() {
  if (running) return;
  running = true;
  for (let pull = queue.shift(); pull; pull = queue.shift()) {
    if (pull.state === 'waiting') await run(pull);
  }
  running = false;
}

async function run(pull) {
  pull.state = 'running';
  tell();
  try {
    await stream('/api/pull', { model: pull.name }, pull.control.signal, (line) => {
      pull.status = line.status ?? '';
      if (line.digest) measure(pull, line);
      tell();
    });
    pull.state = 'done';
  } catch (error) {
    pull.state = error.name === 'AbortError' ? 'cancelled' : 'failed';
    pull.status = error.message;
  }
  tell();
}

function measure(pull, { digest, completed = 0, total = 0 }) {
  const now = performance.now();
  pull.parts.set(digest, { completed, total });
  const { done } = progressOf(pull);
  pull.since ??= { now, done };
  const elapsed = (now - pull.since.now) / 1000;
  if (elapsed > 0.5) pull.rate = Math.max(0, done - pull.since.done) / elapsed;
}

/** Bytes of all files together. */
export function progressOf(pull) {
  let done = 0;
  let all = 0;
  for (const part of pull.parts.values()) {
    done += part.completed;
    all += part.total;
  }
  return { done, all };
}
