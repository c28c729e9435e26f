// A library is made, filled, searched; it and an attached file answer a question; the sources open; everything is deleted again.
import assert from 'node:assert/strict';
import { PHONE, answered, answerText, ask, eventually, file, newChat } from '../stage.mjs';

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

/** A library is made, filled and searched. */
async function library(stage, page) {
  await page.getByRole('button', { name: 'New library' }).click();
  await page.getByLabel('Name').fill('Club papers');
  await page.getByLabel('Embedding model').selectOption('embed:latest');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { name: 'Club papers' }).waitFor();
  await page.getByLabel('Add files').first().setInputFiles([file('club.pdf', pdf(), 'application/pdf'),
    file('rules.md', '# Rules\n\n## Dogs\n\nDogs must be kept on a leash.\n\n## Quiet hours\n\nNo music after ten at night.\n', 'text/markdown')]);
  await page.waitForFunction(() => [...document.querySelectorAll('.documents .tag')].filter((tag) => tag.textContent === 'ready').length === 2);
  await page.getByLabel('Add files').first().setInputFiles(file('picture.bin', Buffer.from([0, 1, 2, 0])));
  await page.getByText('picture.bin: is not text', { exact: false }).waitFor();
  await page.getByRole('alert').filter({ hasText: 'picture.bin' }).getByRole('button', { name: 'Close' }).click();
  await page.getByLabel('A question or words').fill('Who is the treasurer?');
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  const first = page.locator('.passages > li').first();
  await first.waitFor();
  assert.match(await first.innerText(), /club\.pdf · page 2/);
  assert.match(await first.innerText(), /words #1/);
  assert.ok(await page.locator('.passages small', { hasText: 'meaning #' }).count() > 0, 'nothing was searched by meaning');
  await first.getByRole('button').click();
  await page.locator('.reader mark').waitFor();
  assert.match(await page.locator('.reader mark').innerText(), /Maria Alves/);
  await stage.look(page, 'library');
  await page.keyboard.press('Escape');
  await page.locator('.reader').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Papers of the club');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Papers of the club' }).waitFor();
}

/** The library and an attached file go into a question; the numbers in the answer lead to the passages. */
async function chat(stage) {
  const page = await newChat(stage, 'told:latest');
  await page.getByRole('button', { name: 'Choose libraries' }).click();
  await page.getByLabel('Papers of the club').check();
  await page.getByLabel('How documents reach the model').selectOption('passages');
  await stage.look(page, 'choose');
  await page.getByRole('button', { name: 'OK' }).click();
  await page.locator('.chip', { hasText: 'Papers of the club' }).waitFor();
  await page.locator('.composer input[type=file]').setInputFiles(file('menu.txt', 'On Friday the canteen serves lentil soup.'));
  await page.locator('.chip', { hasText: 'menu.txt' }).waitFor();
  await ask(page, 'Who is the treasurer? say: It is Maria [1][2][3, 4][5][6], see `a[1]` and [77].');
  await answered(page);
  stage.say(await page.locator('.message.user .context').innerText());
  // Code is left alone, and so are numbers without a source.
  await eventually(page, () => answerText(page).locator('.cite').count(), 6, 'citations');
  await answerText(page).locator('.cite[aria-label*="club.pdf, page 2"]').first().click();
  await page.locator('.reader mark').waitFor();
  assert.match(await page.locator('.reader mark').innerText(), /Maria Alves/);
  await stage.look(page, 'citation');
  await page.keyboard.press('Escape');
  const sources = page.locator('.message.assistant .sources').last();
  await sources.evaluate((list) => { list.open = true; });
  await sources.locator('li', { hasText: 'club.pdf · page 2' }).first().getByRole('button').click();
  await page.locator('.reader mark').waitFor();
  await page.reload();
  await page.locator('.message .cite').first().waitFor();
  await page.locator('.chip', { hasText: 'menu.txt' }).getByRole('button').click();
  await page.locator('.chip', { hasText: 'menu.txt' }).waitFor({ state: 'detached' });
  await stage.picture(page, 'chat');
}

async function end(page) {
  await page.getByRole('link', { name: 'All libraries' }).click();
  await page.getByRole('link', { name: 'Papers of the club' }).click();
  await page.getByRole('button', { name: 'Remove rules.md' }).click();
  await page.locator('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.documents > li').length === 1);
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.locator('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'New library' }).waitFor();
  // The list of before stands there until the server has answered.
  await page.getByRole('link', { name: 'Papers of the club' }).waitFor({ state: 'detached' });
}

export default async function documents(stage) {
  // A file that can't be read is refused with 400, and told on the page.
  const page = await stage.open('#/documents', undefined, /status of 400/);
  await library(stage, page);
  await chat(stage);
  for (const [name, options] of [['phone', { ...PHONE, locale: 'de-DE' }], ['zh', { viewport: { width: 1100, height: 800 }, locale: 'zh-CN', colorScheme: 'dark' }]]) {
    const other = await stage.open('#/documents', options);
    await other.locator('.card a').first().waitFor();
    await stage.look(other, name);
    await other.locator('.card a').first().click();
    await other.locator('.documents li').first().waitFor();
    await stage.look(other, `${name}-library`);
  }
  await end(page);
}
