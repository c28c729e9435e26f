/** Which programs call the server. */
import { h, replace } from '../dom.js';
import { language, number, t } from '../i18n.js';
import { call } from '../api.js';

export class ClientTable {
  constructor() {
    this.body = h('tbody', {});
    const head = [t('clients.program'), t('server.address'), t('clients.running'), t('clients.requests'), t('clients.failures'), t('clients.last')];
    this.element = h('div', { class: 'card scroll', tabindex: '0', role: 'region', 'aria-label': t('server.clients') }, h('table', {},
      h('thead', {}, h('tr', {}, head.map((each, i) => h('th', { scope: 'col', class: i > 1 && i < 5 ? 'number' : null }, each)))), this.body),
    h('p', { class: 'hint' }, t('clients.hint')));
  }

  async refresh() {
    const { clients } = await call('GET', '/studio/api/clients');
    replace(this.body, clients.map((client) => h('tr', {}, h('td', { class: 'path' }, client.agent || t('clients.nameless')), h('td', {}, client.address),
      h('td', { class: 'number' }, number(client.running)), h('td', { class: 'number' }, number(client.requests)), h('td', { class: 'number' }, number(client.failures)),
      h('td', {}, `${new Date(client.last_time).toLocaleTimeString(language())} ${client.last_route}`.trim()))));
  }
}
