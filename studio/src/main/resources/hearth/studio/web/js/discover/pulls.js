/** Downloads: jobs on the server, which go on without this page. What is known of them here comes from asking. */
import { beginDownload, cancelDownload, forgetDownload, listDownloads } from '../endpoints.js';
import { h } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { report } from '../dialog.js';
import { newest } from '../poll.js';

const EVERY = 1000;
const LATER = 5 * EVERY;
/** How often a download that is being ended is looked at. */
const PATIENCE = 20;

/**
 * @typedef {'waiting' | 'running' | 'done' | 'cancelled' | 'failed'} PullState
 * @typedef {object} Pull a download as the page shows it
 * @property {string} name
 * @property {string} id
 * @property {PullState} state
 * @property {string} status
 * @property {number} completed bytes of all files together
 * @property {number} total
 * @property {{now: number, completed: number} | null} since when its speed began to be measured
 * @property {number} rate bytes a second; 0 while it is not known
 */

/** @type {Map<string, Pull>} */
export const pulls = new Map();
/** @type {Set<() => void>} */
const listeners = new Set();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
const newestOf = newest();

/** @param {() => void} listener */
export function onPulls(listener) {
  listeners.add(listener);
}

/** Whether it waits or runs. @param {Pull | undefined} pull */
export function isActive(pull) {
  return pull?.state === 'waiting' || pull?.state === 'running';
}

/** Asks how far they are, and again as long as one is not over. */
export async function refreshPulls() {
  const listed = await newestOf(listDownloads());
  if (!listed) {
    askAgain(EVERY);
    return;
  }
  const { jobs } = listed;
  const names = new Set(jobs.map((job) => job.title));
  for (const name of pulls.keys()) if (!names.has(name)) pulls.delete(name);
  for (const job of jobs.toReversed()) pulls.set(job.title, merged(pulls.get(job.title), job));
  listeners.forEach((listener) => listener());
  if ([...pulls.values()].some(isActive)) askAgain(EVERY);
  else clearTimeout(timer);
}

/** @param {number} time */
function askAgain(time) {
  clearTimeout(timer);
  timer = setTimeout(() => refreshPulls().catch(() => askAgain(LATER)), time);
}

/** @param {Pull | undefined} old @param {Wire.Download} job @returns {Pull} */
function merged(old, { id, title, state, step, subject, error, detail: { completed = 0, total = 0 } }) {
  const now = performance.now();
  const begins = state === 'running' && total > 0 ? { now, completed } : null;
  const since = (old?.id === id ? old.since : null) ?? begins;
  const elapsed = since ? (now - since.now) / 1000 : 0;
  const rate = since && elapsed > 0.5 ? Math.max(0, completed - since.completed) / elapsed : 0;
  const status = state === 'failed' ? error : [step, subject].filter(Boolean).join(' ');
  return { name: title, id, state: state === 'interrupted' ? 'cancelled' : state, status, completed, total, since, rate };
}

/** @param {() => Promise<unknown>} deed */
async function change(deed) {
  try {
    await deed();
    await refreshPulls();
  } catch (error) {
    report(error);
  }
}

/** Puts a download at the end of the queue; one that was paused goes on. One runs at a time: two would only share the line. @param {string} name */
export const startPull = (name) => change(() => beginDownload(name));

/** Ends it; what has arrived is kept. @param {string} name */
export const cancelPull = (name) => change(async () => {
  const pull = pulls.get(name);
  if (pull) await cancelDownload(pull.id);
});

/** Takes it off the list. @param {string} name */
export const forgetPull = (name) => change(async () => {
  const pull = pulls.get(name);
  if (pull) await forgetDownload(pull.id);
});

/** Ends it if it runs, and takes it off the list as soon as it has ended. @param {string} name */
export async function dropPull(name) {
  await cancelPull(name);
  for (let i = 0; i < PATIENCE && isActive(pulls.get(name)); i += 1) {
    await new Promise((done) => { setTimeout(done, EVERY / 4); });
    await refreshPulls();
  }
  if (pulls.has(name)) await forgetPull(name);
}

/** @param {string} reference @param {string} label for those who hear many such buttons */
export function pullButton(reference, label) {
  return h('button', { type: 'button', 'aria-label': t('hub.pullOf', { name: label }), onclick: () => startPull(reference) }, icon('discover'), t('discover.pull'));
}
