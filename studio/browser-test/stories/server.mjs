// A token is made, seen once, and taken back; the log grows, plots fill, clients are listed, snippets can be copied.
import assert from 'node:assert/strict';
import { copied } from '../stage.mjs';

export default async function server(stage) {
  const page = await stage.open('#/server');
  await page.locator('.big').first().waitFor();
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.getByLabel('What it is for').fill('story');
  await page.getByRole('button', { name: 'Make it' }).click();
  const secret = await page.locator('.secret').innerText();
  assert.match(secret, /^hearth_/);
  await stage.look(page, 'token');
  await page.getByRole('dialog').getByRole('button', { name: 'Copy' }).click();
  await copied(page, (text) => text === secret, 'the token is not copied');
  await page.keyboard.press('Escape');
  try {
    assert.equal((await fetch(`${stage.url}/api/tags`)).status, 401);
    assert.equal((await fetch(`${stage.url}/api/tags`, { headers: { Authorization: `Bearer ${secret}`, 'User-Agent': 'story/1.0' } })).status, 200);

    // Another browser is asked for it, once, and goes on.
    const other = await stage.open('#/models', undefined, /status of 401/);
    await other.getByText('This server wants a token').waitFor();
    await stage.look(other, 'asked');
    await other.getByLabel('API token').fill(secret);
    await other.keyboard.press('Enter');
    await other.locator('article.card').first().waitFor();
    assert.equal(await other.getByRole('dialog').count(), 0);
    await other.context().close();
  } finally {
    // Whatever went wrong, the stories after this one must get in.
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Take back story' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
  }
  await page.getByText('No token is asked for.').waitFor();
  assert.equal((await fetch(`${stage.url}/api/tags`)).status, 200);
  await page.getByText('story/1.0').waitFor();
  await page.getByLabel('Show the requests of these pages too').check();
  await page.getByRole('log', { name: 'Log' }).filter({ hasText: 'event=request' }).waitFor();
  await page.waitForFunction(() => document.querySelectorAll('.plot canvas').length === 6);
  const buttons = await page.getByRole('group', { name: 'Language' }).getByRole('button').all();
  assert.ok(buttons.length >= 4);
  for (const button of buttons) {
    await button.click();
    assert.ok((await page.getByRole('region', { name: 'Calling it from programs' }).innerText()).includes(new URL(stage.url).host), await button.innerText());
  }
  await stage.look(page, 'page', true);
}
