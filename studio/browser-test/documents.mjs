// Documents in a real browser, against a running server with a chat model and an embedding model: see README.md.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [url = 'http://127.0.0.1:11434', shots = 'screenshots'] = process.argv.slice(2);
const require = createRequire(`${process.cwd()}/`);
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
mkdirSync(shots, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const troubles = [];

/** A PDF of two pages, by hand. */
function pdf() {
  const page = (text) => `BT /F1 12 Tf 50 700 Td (${text}) Tj ET`;
  const streams = [page('The annual meeting takes place in Lisbon.'), page('The treasurer is Maria Alves. Membership costs 40 euros a year.')];
  const objects = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>',
    ...[5, 6].map((n) => `<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents ${n} 0 R/Resources<</Font<</F1 7 0 R>>>>>>`),
    ...streams.map((text) => `<</Length ${text.length}>>\nstream\n${text}\nendstream`), '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, i) => { const at = text.length; text += `${i + 1} 0 obj\n${object}\nendobj\n`; return at; });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}`;
  return Buffer.from(`${text}trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`, 'latin1');
}

async function open(options, hash) {
  const context = await browser.newContext({ locale: 'en-US', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(90_000);
  page.on('request', (request) => { if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) troubles.push(`asked ${request.url()}`); });
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => { if (message.type() === 'error' && !message.text().includes('400 (Bad Request)')) troubles.push(message.text()); });
  await page.goto(`${url}/${hash}`);
  return page;
}

async function judge(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
  await page.screenshot({ path: `${shots}/${name}.png` });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  for (const each of violations) console.log(`  ${each.impact} ${each.id}: ${each.nodes.map((node) => node.target.join(' ')).slice(0, 4).join(' | ')}`);
  assert.deepEqual(violations.filter((each) => ['serious', 'critical'].includes(each.impact)).map((each) => each.id), [], `axe on ${name}`);
  console.log(`looked at ${name}: ${violations.length} issues`);
}

const file = (name, text, mimeType = 'text/plain') => ({ name, mimeType, buffer: Buffer.isBuffer(text) ? text : Buffer.from(text) });

/** A library is made, filled, searched and renamed. */
async function library(page) {
  await page.getByRole('button', { name: 'New library' }).click();
  await page.getByLabel('Name').fill('Club papers');
  assert.notEqual(await page.getByLabel('Embedding model').inputValue(), '', 'no embedding model is installed');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { name: 'Club papers' }).waitFor();
  await page.getByLabel('Add files').first().setInputFiles([file('club.pdf', pdf(), 'application/pdf'),
    file('rules.md', '# Rules\n\n## Dogs\n\nDogs must be kept on a leash.\n\n## Quiet hours\n\nNo music after ten at night.\n', 'text/markdown')]);
  await page.waitForFunction(() => [...document.querySelectorAll('.documents .tag')].filter((tag) => tag.textContent === 'ready').length === 2);
  await page.getByLabel('Add files').first().setInputFiles(file('picture.bin', Buffer.from([0, 1, 2, 0])));
  await page.getByText('picture.bin: is not text', { exact: false }).waitFor();
  await page.locator('.notice button').first().click();
  await page.getByLabel('A question or words').fill('Who looks after the money?');
  await page.getByRole('button', { name: 'Find' }).click();
  const first = page.locator('.passages > li').first();
  await first.waitFor();
  console.log('found:', (await first.innerText()).replace(/\s+/g, ' '));
  assert.match(await first.innerText(), /club\.pdf · page 2/);
  assert.match(await first.innerText(), /meaning #1/);
  await first.getByRole('button').click();
  await page.locator('.reader mark').waitFor();
  assert.match(await page.locator('.reader mark').innerText(), /Maria Alves/);
  await judge(page, 'documents-library');
  await page.keyboard.press('Escape');
  assert.ok(await page.locator('.reader').isHidden());
}

/** The library and an attached file answer a question; the sources open. */
async function chat(page) {
  await page.goto(`${url}/#/chat`);
  await page.getByText('Sampling', { exact: true }).click();
  await page.getByLabel('temperature').fill('0');
  await page.getByLabel('num_predict').fill('24');
  await page.getByRole('button', { name: 'Choose libraries' }).click();
  await page.getByLabel('Club papers').check();
  await page.getByLabel('How documents reach the model').selectOption('passages');
  await page.getByRole('button', { name: 'OK' }).click();
  await page.locator('.chip', { hasText: 'Club papers' }).waitFor();
  await page.locator('.composer input[type=file]').setInputFiles(file('menu.txt', 'On Friday the canteen serves lentil soup.'));
  await page.locator('.chip', { hasText: 'menu.txt' }).waitFor();
  await page.getByLabel('Write a message').fill('Who is the treasurer?');
  await page.keyboard.press('Enter');
  await page.locator('.message.assistant .stats').last().waitFor();
  console.log('context:', await page.locator('.message.user .context').innerText());
  console.log('answer:', await page.locator('.message.assistant .body').last().innerText());
  const sources = page.locator('.message.assistant .sources').last();
  await sources.waitFor();
  if (!await sources.getAttribute('open')) await sources.locator('summary').click();
  await sources.locator('li', { hasText: 'club.pdf' }).first().getByRole('button').click();
  await page.locator('.reader mark').waitFor();
  await judge(page, 'documents-chat');

  // The numbers in an answer are buttons; code is left alone.
  const id = page.url().split('/').at(-1);
  await page.waitForTimeout(1200);
  await page.evaluate(async (chatId) => {
    const saved = await (await fetch(`/studio/api/chats/${chatId}`)).json();
    saved.nodes.at(-1).content = 'It is Maria [1], see `a[1]` and [77].';
    await fetch(`/studio/api/chats/${chatId}`, { method: 'PUT', body: JSON.stringify(saved) });
  }, id);
  await page.goto('about:blank');
  await page.goto(`${url}/#/chat/${id}`);
  await page.locator('.message .cite').first().waitFor();
  assert.equal(await page.locator('.message.assistant .markdown .cite').count(), 1);
  await page.locator('.chip', { hasText: 'menu.txt' }).waitFor();
  await page.locator('.message.assistant .markdown .cite').click();
  await page.locator('.reader mark').waitFor();
}

async function end(page) {
  await page.goto(`${url}/#/documents`);
  await page.getByRole('link', { name: 'Club papers' }).click();
  await page.getByRole('button', { name: 'Remove rules.md' }).click();
  await page.locator('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.documents > li').length === 1);
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.locator('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'New library' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Club papers' }).count(), 0);
}

const page = await open({ viewport: { width: 1360, height: 860 }, colorScheme: 'light' }, '#/documents');
await library(page);
await chat(page);
for (const [name, options] of [['documents-phone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, locale: 'de-DE' }],
  ['documents-zh', { viewport: { width: 1100, height: 800 }, locale: 'zh-CN', colorScheme: 'dark' }]]) {
  const other = await open(options, '#/documents');
  await other.locator('.card a').first().waitFor();
  await judge(other, name);
  await other.locator('.card a').first().click();
  await other.locator('.documents li').first().waitFor();
  await judge(other, `${name}-library`);
  await other.context().close();
}
await end(page);
assert.deepEqual(troubles, [], 'errors in the browser');
await browser.close();
console.log('the story of the documents is complete');
