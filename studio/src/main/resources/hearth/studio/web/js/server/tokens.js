/** API tokens: make one, see it once, take it back. */
import { h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { date, t } from '../i18n.js';
import { call, setToken, token } from '../api.js';
import { ask, confirm, copyText, guard, modal, notice } from '../dialog.js';

export class TokenList {
  constructor() {
    this.list = h('div', {});
    this.state = h('p', {});
    this.element = h('div', { class: 'card' }, this.state, this.list, h('div', { class: 'buttons' },
      h('button', { type: 'button', onclick: guard(() => this.make()) }, icon('plus'), t('apitoken.make'))));
  }

  async show() {
    const { required, start_tokens: atStart, tokens } = await call('GET', '/studio/api/tokens');
    this.required = required;
    this.atStart = atStart;
    replace(this.state, t(required ? 'apitoken.required' : 'apitoken.open'), atStart ? ` ${t('apitoken.atStart')}` : '');
    replace(this.list, tokens.length ? h('ul', { class: 'plain-list' }, tokens.map((each) => h('li', { class: 'row' },
      h('span', { class: 'grow' }, each.label), h('small', {}, date(each.created)),
      h('button', { type: 'button', class: 'danger', 'aria-label': t('apitoken.revokeOf', { name: each.label }), onclick: guard(() => this.revoke(each)) }, icon('bin'), t('apitoken.revoke'))))) : null);
  }

  async make() {
    if (!this.required && !await confirm(t('apitoken.make'), t('apitoken.first'), t('apitoken.makeIt'))) return;
    const label = await ask(t('apitoken.make'), t('apitoken.label'), { hint: t('apitoken.labelHint'), action: t('apitoken.makeIt') });
    if (!label) return;
    const { secret } = await call('POST', '/studio/api/tokens', { label });
    // From now on this page needs one too.
    if (!this.required) setToken(secret);
    await modal(t('apitoken.made'), () => h('div', {}, h('p', {}, t('apitoken.once')), h('pre', { class: 'secret', tabindex: '0', role: 'region', 'aria-label': t('token.label') }, secret),
      h('div', { class: 'buttons' }, h('button', { type: 'button', class: 'primary', onclick: () => copyText(secret) }, icon('copy'), t('code.copy')))));
    await this.show();
  }

  async revoke(each) {
    if (!await confirm(t('apitoken.revoke'), t('apitoken.revokeText', { name: each.label }), t('apitoken.revoke'))) return;
    await call('DELETE', `/studio/api/tokens/${each.id}`);
    notice(t('apitoken.revoked', { name: each.label }));
    const { tokens } = await call('GET', '/studio/api/tokens');
    if (!tokens.length && token() && !this.atStart) setToken('');
    await this.show();
  }
}
