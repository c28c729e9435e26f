/** Which programs call the server. */
import { listClients } from '../endpoints.js';
import { h, replace } from '../dom.js';
import { clock, number, t } from '../i18n.js';
import { bodyRows, headRow, region } from '../controls.js';

export class ClientTable {
  constructor() {
    this.columns = [{ name: t('clients.program') }, { name: t('server.address') }, { name: t('clients.running'), number: true }, { name: t('clients.requests'), number: true },
      { name: t('clients.failures'), number: true }, { name: t('clients.last') }];
    this.body = h('tbody', {});
    this.element = region(t('server.clients'), { class: 'card scroll' }, h('table', {}, h('thead', {}, headRow(this.columns)), this.body),
      h('p', { class: 'hint' }, t('clients.hint')));
  }

  async refresh() {
    const { clients } = await listClients();
    replace(this.body, bodyRows(this.columns, clients.map(({ agent, address, running, requests, failures, last_route: route, last_time: time }) => [
      h('td', { class: 'path' }, agent || t('clients.nameless')), address, number(running), number(requests), number(failures), `${clock(time)} ${route}`.trim()])));
  }
}
