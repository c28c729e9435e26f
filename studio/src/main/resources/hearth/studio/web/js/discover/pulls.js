/** Downloads: jobs on the server, which go on without this page. What is known of them here comes from asking. */
import { call } from '../api.js';
import { report } from '../dialog.js';

const EVERY = 1000;
const STATES = { waiting: 'waiting', running: 'running', done: 'done', cancelled: 'cancelled', interrupted: 'cancelled', failed: 'failed' };

export const pulls = new Map();
const listeners = new Set();
let timer = null;

export function onPulls(listener) {
  listeners.add(listener);
}

/** Asks how far they are, and again as long as one is not over. */
export async function refreshPulls() {
  const { jobs } = await call('GET', '/studio/api/downloads');
  const names = new Set(jobs.map((job) => job.title));
  for (const name of pulls.keys()) if (!names.has(name)) pulls.delete(name);
  for (const job of jobs.toReversed()) pulls.set(job.title, merged(pulls.get(job.title), job));
  listeners.forEach((listener) => listener());
  clearTimeout(timer);
  if ([...pulls.values()].some((pull) => pull.state === 'waiting' || pull.state === 'running')) {
    timer = setTimeout(() => refreshPulls().catch(() => { timer = setTimeout(() => refreshPulls().catch(() => {}), 5 * EVERY); }), EVERY);
  }
}

function merged(old, job) {
  const { completed = 0, total = 0 } = job.detail ?? {};
  const now = performance.now();
  const since = old?.id === job.id && old.since ? old.since : job.state === 'running' && total > 0 ? { now, completed } : null;
  const elapsed = since ? (now - since.now) / 1000 : 0;
  return { name: job.title, id: job.id, state: STATES[job.state] ?? 'failed', status: job.state === 'failed' ? job.error : [job.step, job.subject].filter(Boolean).join(' '),
    completed, total, since, rate: elapsed > 0.5 ? Math.max(0, completed - since.completed) / elapsed : 0 };
}

async function change(method, path, body) {
  try {
    await call(method, `/studio/api/downloads${path}`, body);
    await refreshPulls();
  } catch (error) {
    report(error);
  }
}

/** Puts a download at the end of the queue; one that was paused goes on. One runs at a time: two would only share the line. */
export const startPull = (name) => change('POST', '', { model: name });

/** Ends it; what has arrived is kept. */
export const cancelPull = (name) => change('POST', `/${pulls.get(name)?.id}/cancel`);

/** Takes it off the list. */
export const forgetPull = (name) => change('DELETE', `/${pulls.get(name)?.id}`);

/** Ends it if it runs, and takes it off the list as soon as it has ended. */
export async function dropPull(name) {
  await cancelPull(name);
  for (let i = 0; i < 20 && ['waiting', 'running'].includes(pulls.get(name)?.state); i += 1) {
    await new Promise((done) => { setTimeout(done, EVERY / 4); });
    await refreshPulls();
  }
  if (pulls.has(name)) await forgetPull(name);
}

/** Bytes of all files together. */
export function progressOf({ completed, total }) {
  return { done: completed, all: total };
}
