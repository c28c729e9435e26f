/** Workshop: makes and judges models. What takes long is a job on the server. */
import { h, replace } from '../dom.js';
import { t } from '../i18n.js';
import { beginJob, listModels, workshopFacts } from '../endpoints.js';
import { guard, notice, report } from '../dialog.js';
import { CompareFiles } from './compare.js';
import { Convert } from './convert.js';
import { JobList } from './jobs.js';
import { Quantize } from './quantize.js';

/** @typedef {'quantize' | 'compare' | 'convert'} ToolName */

/** @implements {Studio.Page} */
export class WorkshopPage {
  constructor() {
    this.jobs = new JobList({
      ended: ({ state, kind }) => { if (state === 'done' && (kind === 'quantize' || kind === 'convert')) this.refresh().catch(report); },
      compare: guard((base, candidate) => this.compare(base, candidate)),
    });
    /** @param {Wire.JobRequest} request */
    const begin = async (request) => {
      await beginJob(request);
      notice(t('jobs.begun'));
      await this.jobs.refresh();
    };
    this.tools = { quantize: new Quantize(begin), compare: new CompareFiles(begin), convert: new Convert(begin) };
    /** @param {ToolName} name @param {string} label */
    const button = (name, label) => h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => this.choose(name) }, label);
    this.buttons = { quantize: button('quantize', t('workshop.quantize')), compare: button('compare', t('workshop.compare')), convert: button('convert', t('workshop.convert')) };
    this.tool = h('div', {});
    this.places = h('p', { class: 'hint' });
    this.element = h('div', { class: 'page' }, h('h1', {}, t('nav.workshop')), this.places,
      h('div', { class: 'tabs', role: 'group', 'aria-label': t('workshop.tools') }, Object.values(this.buttons)), this.tool, this.jobs.element);
    this.choose('quantize');
  }

  /** @param {string} base @param {string} candidate */
  async compare(base, candidate) {
    await this.refresh();
    this.tools.compare.choose(base, candidate);
    this.choose('compare');
    this.buttons.compare.focus();
  }

  /** @param {ToolName} name */
  choose(name) {
    for (const [each, button] of Object.entries(this.buttons)) button.setAttribute('aria-pressed', String(each === name));
    replace(this.tool, this.tools[name].element);
  }

  async show() {
    await Promise.all([this.refresh(), this.jobs.start()]);
  }

  async refresh() {
    const [facts, { models }] = await Promise.all([workshopFacts(), listModels()]);
    replace(this.places, t('workshop.places', { folders: facts.places.join(', ') }));
    this.tools.compare.show(models, facts.found);
    this.tools.convert.show(facts.found, facts.convert_types);
    await this.tools.quantize.show(models, facts.found);
  }

  leave() {
    // Jobs go on; only looking at them ends.
    this.jobs.stop();
  }
}
