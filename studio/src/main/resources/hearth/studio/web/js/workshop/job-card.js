/** One job: how far it is, and what came of it. */
import { cancelJob, forgetJob } from '../endpoints.js';
import { h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { bytes, date, number, t } from '../i18n.js';
import { button } from '../controls.js';
import { firstOf, keepFocus } from '../focus.js';
import { report } from './report.js';

/** @type {Record<Wire.Job['kind'], () => string>} */
const KINDS = { quantize: () => t('workshop.quantize'), convert: () => t('workshop.convert'), compare: () => t('workshop.compare'), verify: () => t('workshop.verify') };

/** @type {Record<Wire.JobState, () => string>} */
const STATES = { waiting: () => t('jobs.waiting'), running: () => t('jobs.running'), done: () => t('jobs.done'), failed: () => t('jobs.failed'),
  cancelled: () => t('jobs.cancelled'), interrupted: () => t('jobs.interrupted') };

/** @type {Partial<Record<string, (subject: string) => string>>} */
const STEPS = { reading: (name) => t('jobs.reading', { name }), loading: (name) => t('jobs.loading', { name }), quantizing: () => t('jobs.quantizing'),
  converting: () => t('jobs.converting'), comparing: () => t('jobs.comparing'), measuring: (name) => t('jobs.measuring', { name }), checksum: () => t('jobs.checksum') };

/** @param {Wire.JobState} state */
export const isOver = (state) => state !== 'waiting' && state !== 'running';

/** @param {Wire.JobState} state */
export const stateWord = (state) => STATES[state]();

export class JobCard {
  /** The one that is drawn. @type {Wire.JobState | null} */
  state = null;

  /** @param {Wire.Job} job @param {{refresh: () => Promise<void>, compare: (base: string, candidate: string) => unknown}} does */
  constructor(job, does) {
    this.does = does;
    this.bar = h('progress', { max: 1, 'aria-label': job.title });
    this.text = h('p', { class: 'hint' });
    this.body = h('div', {});
    this.buttons = h('div', { class: 'buttons' });
    this.tag = h('span', { class: 'tag' });
    this.element = h('article', { class: 'card job', 'aria-label': job.title },
      h('div', { class: 'row wrap' }, h('h3', { class: 'grow' }, job.title), h('span', { class: 'tag' }, KINDS[job.kind]()), this.tag),
      this.bar, this.text, this.body, this.buttons);
  }

  /** @param {Wire.Job} job */
  draw(job) {
    this.bar.hidden = job.state !== 'running';
    if (job.share === undefined) this.bar.removeAttribute('value');
    else this.bar.value = job.share;
    this.text.textContent = job.state === 'running' ? progress(job) : times(job);
    if (this.state === job.state) return;
    this.state = job.state;
    this.tag.textContent = stateWord(job.state);
    this.tag.classList.toggle('on', job.state === 'done');
    replace(this.body, job.notes.map((note) => h('p', { class: 'hint' }, note)), job.error ? h('p', { class: 'problem' }, job.error) : null, outcome(job));
    const buttons = isOver(job.state) ? [this.next(job), this.deed('bin', t('jobs.forget'), () => forgetJob(job.id))] : this.deed('stop', t('dialog.cancel'), () => cancelJob(job.id));
    keepFocus(this.buttons, () => replace(this.buttons, buttons), firstOf(this.buttons));
  }

  /** @param {'bin' | 'stop'} picture @param {string} label @param {() => Promise<null>} action */
  deed(picture, label, action) {
    return button(picture, label, async () => { await action(); await this.does.refresh(); });
  }

  /** What comes after it, often. @param {Wire.Job} job */
  next(job) {
    if (job.state !== 'done' || (job.kind !== 'quantize' && job.kind !== 'convert')) return null;
    const { name } = job.result;
    return [h('a', { class: 'button', href: `#/models/${encodeURIComponent(name)}` }, icon('models'), t('models.details')),
      job.kind === 'quantize' && button('compare', t('workshop.compareNow'), () => this.does.compare(job.request.source, name))];
  }
}

/** @param {Wire.Job} job */
function outcome(job) {
  if (job.state !== 'done') return null;
  switch (job.kind) {
    case 'quantize': {
      const { name, source_bytes: before, bytes: after, bits_per_weight: bits } = job.result;
      return h('p', {}, t('jobs.quantized', { name, before: bytes(before), after: bytes(after), bits: number(bits, 2) }));
    }
    case 'convert': return h('p', {}, t('jobs.converted', { name: job.result.name, size: bytes(job.result.bytes), type: job.result.type }));
    case 'verify': return job.result.sound ? h('p', { class: 'good' }, t('jobs.sound', { size: bytes(job.result.bytes) }))
      : h('ul', {}, job.result.problems.map((problem) => h('li', { class: 'problem' }, problem)));
    case 'compare': return report(job.result);
    default: return null;
  }
}

/** @param {Wire.Job} job */
function progress({ step, subject, share }) {
  return [STEPS[step]?.(subject) ?? step, share === undefined ? '' : `${number(share * 100)} %`].filter(Boolean).join(' · ');
}

/** @param {Wire.Job} job */
function times({ created, started, ended }) {
  return [date(created), started && ended ? t('jobs.took', { time: duration(started, ended) }) : ''].filter(Boolean).join(' · ');
}

/** @param {string} started @param {string} ended */
function duration(started, ended) {
  const all = Math.max(0, Math.round((Date.parse(ended) - Date.parse(started)) / 1000));
  return all < 60 ? `${number(all)} s` : `${number(Math.floor(all / 60))} min ${number(all % 60)} s`;
}
