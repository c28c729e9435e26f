// Theme and language are kept by the browser, defaults of a model by the server.
import assert from 'node:assert/strict';
import { newChat, noticed } from '../stage.mjs';

export default async function settings(stage) {
  const page = await stage.open('#/settings');
  await page.locator('dd.mono').first().waitFor();
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByLabel('Theme').selectOption('dark');
  const dark = await ground();
  assert.notEqual(dark, light);
  await page.reload();
  await page.locator('dd.mono').first().waitFor();
  assert.equal(await ground(), dark, 'the theme is not kept');
  await page.getByLabel('Theme').selectOption('system');
  assert.equal(await ground(), light);

  await page.getByLabel('Language').selectOption('de');
  await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
  await page.getByLabel('Sprache').selectOption('');
  await page.getByRole('heading', { name: 'Settings' }).waitFor();

  const model = page.getByLabel('Model', { exact: true });
  await model.selectOption('told:latest');
  await page.getByLabel('System prompt').fill('Be brief.');
  await page.getByLabel('temperature').fill('0.25');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await noticed(page, 'Saved.');
  const other = await newChat(stage, 'told:latest');
  await other.waitForFunction(() => document.querySelector('.panel textarea')?.value === 'Be brief.');
  assert.equal(await other.getByLabel('temperature').inputValue(), '0.25');
  await model.selectOption('told:latest');
  await page.getByRole('button', { name: 'Remove these defaults' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove these defaults' }).click();
  await page.waitForFunction(() => document.querySelector('.card textarea')?.value === '');
}
