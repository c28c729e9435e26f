// Names and facts that others choose: of models, files, hubs, clients, jobs, documents. Every text that the server sends is made hostile
// on its way to the pages; then real files with such names and contents.
import assert from 'node:assert/strict';
import { XSS } from '../hostile-texts.mjs';
import { PAGES, PATIENCE, file } from '../stage.mjs';

const BAD = ':is(script, img, iframe, object, embed, link, style, svg:not(.icon), video, audio, base, meta)';
/** What the pages choose by; nobody else can choose it. */
const OWN = new Set(['id', 'digest', 'state', 'kind', 'step', 'type', 'mode', 'created', 'started', 'ended', 'updated', 'modified_at', 'expires_at', 'when', 'role', 'parent', 'leaf', 'capabilities', 'last_time']);

async function clean(page, where) {
  assert.equal(await page.locator(`body ${BAD}`).count(), 0, where);
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('body *')].flatMap((element) => element.getAttributeNames()).filter((name) => /^on|^srcdoc$/.test(name))), [], where);
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href')).filter((href) => !/^(#|https?:|mailto:|blob:)/.test(href))), [], where);
  assert.equal(await page.evaluate(() => window.hacked), undefined, where);
}

/** Every page, with one hostile text in every field. */
async function everywhere(stage, text) {
  const page = await stage.open('', undefined, /status of 4\d\d|Failed to load resource/);
  const spoil = (value, key, foreign) => {
    if (typeof value === 'string') return OWN.has(key) && key !== foreign ? value : `${value}${text}`;
    if (Array.isArray(value)) return OWN.has(key) ? value : value.map((each) => spoil(each, key, foreign));
    if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, spoil(each, name, foreign)]));
    return value;
  };
  let spoilt = 0;
  await page.route(/\/(studio\/api|api)\//, async (route) => {
    try {
      const response = await route.fetch({ timeout: PATIENCE });
      const text = await response.text();
      if (!/^[[{]/.test(text)) return await route.fulfill({ response });
      spoilt += 1;
      return await route.fulfill({ response, json: spoil(JSON.parse(text), '', route.request().url().includes('/hub/') ? 'id' : '') });
    } catch {
      // The page that asked has gone meanwhile.
      return route.abort().catch(() => {});
    }
  });
  await page.reload();
  for (const [name, ready] of Object.entries(PAGES)) {
    // Every page is loaded anew, so that nothing of before is shown.
    await page.goto('about:blank');
    await page.goto(`${stage.url}/#/${name}`);
    await page.locator(name === 'workshop' ? '.tabs' : ready).first().waitFor({ state: 'attached' });
    await clean(page, name);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${name} is ${wide} px too wide with long names`);
  }
  await page.goto(`${stage.url}/#/discover`);
  await page.getByLabel('Search models').fill('small');
  await page.getByRole('button', { name: 'Search the hub' }).click();
  await page.locator('[aria-label="Found in the hub"] [role="status"]').filter({ hasText: /\d|can't/ }).waitFor();
  await clean(page, 'the hub');
  await stage.picture(page, 'hub');
  assert.ok(spoilt > 20, 'the answers of the server were not made hostile');
  await page.unrouteAll({ behavior: 'ignoreErrors' });
}

export default async function hostileNames(stage) {
  await everywhere(stage, XSS[1]);
  await everywhere(stage, XSS.slice(0, 33).join(' '));

  // A model's file says hostile things of itself.
  const page = await stage.open('#/models/told%3Alatest');
  await page.getByRole('heading', { name: 'Details of told:latest' }).waitFor();
  await page.locator('details.card').evaluateAll((parts) => parts.forEach((part) => { part.open = true; }));
  await page.getByRole('cell', { name: 'general.description' }).waitFor();
  assert.match(await page.locator('body').innerText(), /<img src=x onerror/);
  await clean(page, 'details of a model');
  await stage.look(page, 'metadata');

  // A document with a hostile name and hostile contents is read, found and opened.
  await stage.go(page, 'documents');
  await page.getByRole('button', { name: 'New library' }).click();
  await page.getByLabel('Name').fill(XSS[1]);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { name: XSS[1] }).waitFor();
  const name = '<img src=x onerror=window.hacked=1>.html';
  await page.getByLabel('Add files').first().setInputFiles([file('plain.md', `# ${XSS[0]}\n\nTreasure ${XSS.slice(0, 60).join('\n\n')}\n`, 'text/markdown'),
    file(name, `<html><head><title>${XSS[1]}</title><script>window.hacked=1</script></head><body><p>Treasure in markup &lt;img src=x onerror="window.hacked=1"&gt;</p></body></html>`, 'text/html')]);
  await page.waitForFunction(() => [...document.querySelectorAll('.documents .tag')].filter((tag) => tag.textContent === 'ready').length === 2);
  await page.getByLabel('A question or words').fill('treasure');
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await page.locator('.passages > li').nth(1).waitFor();
  await clean(page, 'passages');
  await page.locator('.passages > li').first().getByRole('button').click();
  await page.locator('.reader mark').waitFor();
  await clean(page, 'the reader');
  await stage.look(page, 'document');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.locator('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'New library' }).waitFor();
}
