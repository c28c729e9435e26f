/** Jobs on the server: they go on without this page, and are there again when it is loaded again. */
import { h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { bytes, date, number, t } from '../i18n.js';
import { call } from '../api.js';
import { guard } from '../dialog.js';
import { report } from './report.js';

const EVERY = 1000;
const KINDS = { quantize: () => t('workshop.quantize'), convert: () => t('workshop.convert'), compare: () => t('workshop.compare'), verify: () => t('workshop.verify') };
const STATES = { waiting: () => t('jobs.waiting'), running: () => t('jobs.running'), done: () => t('jobs.done'), failed: () => t('jobs.failed'),
  cancelled: () => t('jobs.cancelled'), interrupted: () => t('jobs.interrupted') };
const STEPS = { reading: (name) => t('jobs.reading', { name }), loading: (name) => t('jobs.loading', { name }), quantizing: () => t('jobs.quantizing'),
  converting: () => t('jobs.converting'), comparing: () => t('jobs.comparing'), measuring: (name) => t('jobs.measuring', { name }), checksum: () => t('jobs.checksum') };
const OVER = ['done', 'failed', 'cancelled', 'interrupted'];

export const beginJob = (request) => call('POST', '/studio/api/jobs', request);

export class JobList {
  /** @param does {ended(job): a job is over, compare(base, candidate)} */
  constructor(does) {
    this.does = does;
    this.cards = new Map();
    this.said = h('p', { class: 'unseen', role: 'status' });
    this.list = h('div', {});
    this.element = h('section', { 'aria-label': t('jobs.title') }, h('h2', {}, t('jobs.title')), h('p', { class: 'hint' }, t('jobs.hint')), this.said, this.list);
  }

  async start() {
    clearInterval(this.timer);
    this.timer = setInterval(() => this.refresh().catch(() => {}), EVERY);
    await this.refresh();
  }

  stop() {
    clearInterval(this.timer);
  }

  async refresh() {
    const { jobs } = await call('GET', '/studio/api/jobs');
    const ids = new Set(jobs.map((job) => job.id));
    for (const [id, card] of this.cards) {
      if (!ids.has(id)) {
        card.element.remove();
        this.cards.delete(id);
      }
    }
    // Newest first; cards stay the same elements while they fill, so that focus stays where it is.
    for (const job of jobs.toReversed()) {
      let card = this.cards.get(job.id);
      if (!card) {
        card = new Card(job, this);
        this.cards.set(job.id, card);
        this.list.prepend(card.element);
      }
      if (card.draw(job) && OVER.includes(job.state)) {
        this.said.textContent = `${job.title}: ${STATES[job.state]()}`;
        if (card.wasOpen) this.does.ended(job);
      }
      card.wasOpen = !OVER.includes(job.state);
    }
    this.list.dataset.empty = String(jobs.length === 0);
    if (!jobs.length) replace(this.list, h('p', { class: 'hint' }, t('jobs.none')));
    else this.list.querySelector(':scope > p')?.remove();
  }
}

class Card {
  constructor(job, list) {
    this.list = list;
    this.bar = h('progress', { max: 1, 'aria-label': job.title });
    this.text = h('p', { class: 'hint' });
    this.body = h('div', {});
    this.buttons = h('div', { class: 'buttons' });
    this.tag = h('span', { class: 'tag' });
    this.element = h('article', { class: 'card job', 'aria-label': job.title },
      h('div', { class: 'row wrap' }, h('h3', { class: 'grow' }, job.title), h('span', { class: 'tag' }, KINDS[job.kind]?.() ?? job.kind), this.tag),
      this.bar, this.text, this.body, this.buttons);
    this.state = '';
  }

  /** @returns whether its state is another than before */
  draw(job) {
    const share = job.share;
    this.bar.hidden = job.state !== 'running';
    if (share === undefined) this.bar.removeAttribute('value');
    else this.bar.value = share;
    this.text.textContent = job.state === 'running' ? [STEPS[job.step]?.(job.subject) ?? job.step, share === undefined ? null : `${number(share * 100)} %`].filter(Boolean).join(' · ')
      : [date(job.created), job.ended && job.started ? t('jobs.took', { time: duration(job) }) : null].filter(Boolean).join(' · ');
    if (this.state === job.state) return false;
    this.state = job.state;
    this.tag.textContent = STATES[job.state]?.() ?? job.state;
    this.tag.classList.toggle('on', job.state === 'done');
    replace(this.body, job.notes.map((note) => h('p', { class: 'hint' }, note)), job.error ? h('p', { class: 'problem' }, job.error) : null,
      job.state === 'done' ? this.outcome(job) : null);
    const button = (name, label, action) => h('button', { type: 'button', onclick: guard(async () => { await action(); await this.list.refresh(); }) }, icon(name), label);
    replace(this.buttons, OVER.includes(job.state)
      ? [this.next(job), button('bin', t('jobs.forget'), () => call('DELETE', `/studio/api/jobs/${job.id}`))]
      : button('stop', t('dialog.cancel'), () => call('POST', `/studio/api/jobs/${job.id}/cancel`)));
    return true;
  }

  outcome({ kind, result }) {
    switch (kind) {
      case 'quantize': return h('p', {}, t('jobs.quantized', { name: result.name, before: bytes(result.source_bytes), after: bytes(result.bytes), bits: number(result.bits_per_weight, 2) }));
      case 'convert': return h('p', {}, t('jobs.converted', { name: result.name, size: bytes(result.bytes), type: result.type }));
      case 'verify': return result.sound ? h('p', { class: 'good' }, t('jobs.sound', { size: bytes(result.bytes) }))
        : h('ul', {}, result.problems.map((problem) => h('li', { class: 'problem' }, problem)));
      case 'compare': return report(result);
      default: return null;
    }
  }

  /** What comes after it, often. */
  next({ kind, state, request, result }) {
    if (state !== 'done' || !result.name) return null;
    return [h('a', { class: 'button', href: `#/models/${encodeURIComponent(result.name)}` }, icon('models'), t('models.details')),
      kind === 'quantize' ? h('button', { type: 'button', onclick: () => this.list.does.compare(request.source, result.name) }, icon('compare'), t('workshop.compareNow')) : null];
  }
}

function duration({ started, ended }) {
  const all = Math.max(0, Math.round((new Date(ended) - new Date(started)) / 1000));
  return all < 60 ? `${number(all)} s` : `${number(Math.floor(all / 60))} min ${number(all % 60)} s`;
}
