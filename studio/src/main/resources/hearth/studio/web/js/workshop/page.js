/** Workshop: makes and judges models. What takes long is a job on the server. */
import { h, replace } from '../dom.js';
import { t } from '../i18n.js';
import { call } from '../api.js';
import { guard, notice, report } from '../dialog.js';
import { installedModels } from '../models/list.js';
import { CompareFiles } from './compare.js';
import { Convert } from './convert.js';
import { JobList, beginJob } from './jobs.js';
import { Quantize } from './quantize.js';

export class WorkshopPage {
  constructor() {
    this.jobs = new JobList({
      ended: (job) => { if (job.result?.name) this.refresh().catch(report); },
      compare: (base, candidate) => guard(async () => { await this.refresh(); this.tools.compare.choose(base, candidate); this.choose('compare', true); })(),
    });
    const begin = async (request) => {
      await beginJob(request);
      notice(t('jobs.begun'));
      await this.jobs.refresh();
    };
    this.tools = { quantize: new Quantize(begin), compare: new CompareFiles(begin), convert: new Convert(begin) };
    const names = { quantize: t('workshop.quantize'), compare: t('workshop.compare'), convert: t('workshop.convert') };
    this.buttons = Object.fromEntries(Object.keys(this.tools).map((name) => [name,
      h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => this.choose(name) }, names[name])]));
    this.tool = h('div', {});
    this.places = h('p', { class: 'hint' });
    this.element = h('div', { class: 'page' }, h('h1', {}, t('nav.workshop')), this.places,
      h('div', { class: 'tabs', role: 'group', 'aria-label': t('workshop.tools') }, Object.values(this.buttons)), this.tool, this.jobs.element);
    this.choose('quantize');
  }

  choose(name, focus = false) {
    for (const [each, button] of Object.entries(this.buttons)) button.setAttribute('aria-pressed', String(each === name));
    replace(this.tool, this.tools[name].element);
    if (focus) this.buttons[name].focus();
  }

  async show() {
    await Promise.all([this.refresh(), this.jobs.start()]);
  }

  async refresh() {
    const [facts, models] = await Promise.all([call('GET', '/studio/api/workshop'), installedModels()]);
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
