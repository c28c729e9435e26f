/** Jobs on the server: they go on without this page, and are there again when it is loaded again. */
import { listJobs } from '../endpoints.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { Poll, newest } from '../poll.js';
import { JobCard, isOver, stateWord } from './job-card.js';

const EVERY = 1000;

export class JobList {
  /** @type {Map<string, JobCard>} */
  cards = new Map();
  newest = newest();

  /** @param {{ended: (job: Wire.Job) => void, compare: (base: string, candidate: string) => unknown}} does */
  constructor(does) {
    this.does = does;
    this.said = h('p', { class: 'unseen', role: 'status' });
    this.list = h('div', {});
    this.none = h('p', { class: 'hint' }, t('jobs.none'));
    this.element = h('section', { 'aria-label': t('jobs.title') }, h('h2', {}, t('jobs.title')), h('p', { class: 'hint' }, t('jobs.hint')), this.said, this.list, this.none);
    this.poll = new Poll(EVERY, () => this.refresh());
  }

  async start() {
    this.poll.start();
    await this.refresh();
  }

  stop() {
    this.poll.stop();
  }

  async refresh() {
    const listed = await this.newest(listJobs());
    if (!listed) return;
    const { jobs } = listed;
    const ids = new Set(jobs.map((job) => job.id));
    for (const [id, card] of this.cards) {
      if (ids.has(id)) continue;
      card.element.remove();
      this.cards.delete(id);
    }
    // Newest first; cards stay the same elements while they fill, so that focus stays where it is.
    for (const job of jobs.toReversed()) this.draw(job);
    this.none.hidden = jobs.length > 0;
  }

  /** @param {Wire.Job} job */
  draw(job) {
    const card = this.card(job);
    const before = card.state;
    card.draw(job);
    if (before === job.state || !isOver(job.state)) return;
    this.said.textContent = `${job.title}: ${stateWord(job.state)}`;
    if (before !== null) this.does.ended(job);
  }

  /** @param {Wire.Job} job */
  card(job) {
    const old = this.cards.get(job.id);
    if (old) return old;
    const card = new JobCard(job, { refresh: () => this.refresh(), compare: this.does.compare });
    this.cards.set(job.id, card);
    this.list.prepend(card.element);
    return card;
  }
}
