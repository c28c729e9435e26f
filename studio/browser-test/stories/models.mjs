// A model is loaded, looked at, copied, unloaded, and its copy deleted.
import assert from 'node:assert/strict';

export default async function models(stage) {
  const page = await stage.open('#/settings');
  // As on the disk alone, whatever was played before.
  await page.evaluate(async () => {
    const body = (model) => ({ body: JSON.stringify(model) });
    await fetch('/api/generate', { method: 'POST', ...body({ model: 'tiny', keep_alive: 0 }) });
    const { models: all } = await (await fetch('/api/tags')).json();
    if (all.some(({ name }) => name === 'second:latest')) await fetch('/api/delete', { method: 'DELETE', ...body({ model: 'second' }) });
  });
  await stage.go(page, 'models');
  const card = page.getByRole('article', { name: 'tiny:latest', exact: true });
  await card.getByRole('button', { name: 'Load', exact: true }).click();
  await card.getByText('in memory').waitFor();
  await card.getByRole('link', { name: 'Details' }).click();
  await page.getByRole('heading', { name: 'Details of tiny:latest' }).waitFor();
  await page.locator('details.card').evaluateAll((parts) => parts.forEach((part) => { part.open = true; }));
  await page.getByRole('cell', { name: 'blk.0.attn_q.weight' }).waitFor();
  await stage.look(page, 'details', true);
  await page.getByRole('link', { name: 'Close' }).click();
  await card.getByRole('button', { name: 'Copy' }).click();
  await page.getByLabel('New name').fill('second');
  await stage.look(page, 'copy');
  await page.keyboard.press('Enter');
  const copy = page.getByRole('article', { name: 'second:latest' });
  await copy.waitFor();

  // A name that is taken is asked about; one that is none is refused in words.
  await card.getByRole('button', { name: 'Copy' }).click();
  await page.getByLabel('New name').fill('second');
  await page.keyboard.press('Enter');
  await page.getByText('There is a model called second. Replace it?').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await card.getByRole('button', { name: 'Unload' }).click();
  await card.getByText('on disk', { exact: true }).waitFor();
  await copy.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Its files stay, because another name uses them.').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await copy.waitFor({ state: 'detached' });
  assert.equal(await card.count(), 1);
}
