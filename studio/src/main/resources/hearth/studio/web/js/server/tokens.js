/** API tokens: make one, see it once, take it back. */
import { h, replace } from '../dom.js';
import { date, t } from '../i18n.js';
import { issueToken, listTokens, revokeToken } from '../endpoints.js';
import { setToken, token } from '../api.js';
import { button } from '../controls.js';
import { ask, confirm, copyText, modal, notice } from '../dialog.js';
import { keepFocus } from '../focus.js';

export class TokenList {
  required = false;
  /** Whether the server was started with tokens of its own. */
  atStart = false;

  constructor() {
    this.list = h('div', {});
    this.state = h('p', {});
    this.making = button('plus', t('apitoken.make'), () => this.make());
    this.element = h('div', { class: 'card' }, this.state, this.list, h('div', { class: 'buttons' }, this.making));
  }

  async show() {
    const { required, start_tokens: atStart, tokens } = await listTokens();
    this.required = required;
    this.atStart = atStart;
    replace(this.state, t(required ? 'apitoken.required' : 'apitoken.open'), atStart ? ` ${t('apitoken.atStart')}` : '');
    const items = tokens.map((each) => h('li', { class: 'row', 'data-id': each.id }, h('span', { class: 'grow' }, each.label), h('small', {}, date(each.created)),
      button('bin', t('apitoken.revoke'), () => this.revoke(each), { class: 'danger', 'aria-label': t('apitoken.revokeOf', { name: each.label }) })));
    keepFocus(this.list, () => replace(this.list, items.length ? h('ul', { class: 'plain-list' }, items) : null), () => this.making);
  }

  async make() {
    if (!this.required && !await confirm(t('apitoken.make'), t('apitoken.first'), t('apitoken.makeIt'))) return;
    const label = await ask(t('apitoken.make'), t('apitoken.label'), { hint: t('apitoken.labelHint'), action: t('apitoken.makeIt') });
    if (!label) return;
    // From now on this page needs one too.
    const { secret } = await issueToken(label, (issued) => { if (!this.required) setToken(issued.secret); });
    await modal(t('apitoken.made'), () => h('div', {}, h('p', {}, t('apitoken.once')), h('pre', { class: 'secret', tabindex: '0', role: 'region', 'aria-label': t('token.label') }, secret),
      h('div', { class: 'buttons' }, button('copy', t('code.copy'), () => copyText(secret), { class: 'primary' }))));
    await this.show();
  }

  /** @param {Wire.Token} each */
  async revoke(each) {
    if (!await confirm(t('apitoken.revoke'), t('apitoken.revokeText', { name: each.label }), t('apitoken.revoke'))) return;
    await revokeToken(each.id);
    notice(t('apitoken.revoked', { name: each.label }));
    const { tokens } = await listTokens();
    if (!tokens.length && token() && !this.atStart) setToken('');
    await this.show();
  }
}
