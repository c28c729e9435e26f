// A model is found in a hub, looked at, downloaded with a pause, dropped, and talks. The hub stands on this machine and is slow when told.
import assert from 'node:assert/strict';
import { answered, ask, lastAnswer } from '../stage.mjs';

const LARGE = 'hf.co/Story/Small-GGUF:Q8_0';
const SMALL = 'hf.co/Story/Small-GGUF:Q4_0';

export default async function download(stage) {
  if (!stage.hub) {
    stage.say('left out: STORY_HUB names no hub that can be told to be slow');
    return;
  }
  const tell = async (what, method = 'POST') => (await fetch(`${stage.hub}/control/${what}`, { method })).text();
  const sent = async () => Number(await tell('sent', 'GET'));
  await tell('fast');
  const begun = await sent();
  // A download that fails is told on the page.
  const page = await stage.open('#/discover', undefined, /studio\/api\/hub/);
  await page.locator('article.card').first().waitFor();
  await page.getByLabel('Search models').fill('small');
  await page.getByRole('button', { name: 'Search the hub' }).click();
  const repository = page.getByRole('article', { name: 'Story/Small-GGUF' });
  await repository.getByRole('button', { name: 'Files of Story/Small-GGUF' }).click();
  await repository.getByRole('button', { name: 'Will it fit? small-Q8_0.gguf' }).click();
  await repository.getByText('the file\'s header says it all').waitFor();
  assert.ok(await sent() - begun < 2_000_000, 'more than the header was fetched');
  await stage.look(page, 'hub', true);

  // Pause and go on: what has arrived is not fetched again.
  await tell('slow');
  const before = await sent();
  await repository.getByRole('button', { name: 'Download small-Q8_0.gguf' }).click();
  const card = page.getByRole('region', { name: LARGE });
  const share = () => card.locator('progress').evaluate((bar) => bar.value);
  await page.waitForFunction((name) => document.querySelector(`section[aria-label="${name}"] progress`)?.value > 0.3, LARGE);
  // What is done with a download that is running must not wait until it is over.
  await tell('crawl');
  const early = await share();
  await page.waitForFunction(([name, least]) => document.querySelector(`section[aria-label="${name}"] progress`)?.value > least, [LARGE, early]);
  await card.getByText(/[kM]B\/s/).waitFor();
  await stage.look(page, 'running');
  await card.getByRole('button', { name: 'Pause' }).click();
  await card.getByText('Stopped; what has arrived is kept.').waitFor();
  const paused = await sent();
  await stage.picture(page, 'paused');
  await tell('fast');
  await card.getByRole('button', { name: 'Go on' }).click();
  await card.getByText('Complete.').waitFor();
  const rest = await sent() - paused;
  stage.say(`${paused - before} bytes before the pause, ${rest} after it`);
  assert.ok(rest < 5_500_000, `the download began anew: ${rest} bytes after the pause`);

  // A second one is dropped: it is neither in the list nor among the models.
  await tell('crawl');
  await page.getByLabel('Name of a model').fill(SMALL);
  await page.locator('form').first().getByRole('button', { name: 'Download' }).click();
  const other = page.getByRole('region', { name: SMALL });
  await other.locator('progress').waitFor();
  await other.getByRole('button', { name: 'Cancel' }).click();
  await other.waitFor({ state: 'detached' });
  await tell('fast');

  // What can't be had says why; it is there again after loading the page again.
  await page.getByLabel('Name of a model').fill('hf.co/no-such-owner/no-such-repository');
  await page.locator('form').first().getByRole('button', { name: 'Download' }).click();
  const none = page.getByRole('region', { name: 'hf.co/no-such-owner/no-such-repository' });
  await none.getByText('Failed').waitFor();
  await page.reload();
  await none.getByText('Failed').waitFor();
  await none.getByRole('button', { name: 'Close' }).click();
  await none.waitFor({ state: 'detached' });
  await card.getByRole('button', { name: 'Close' }).click();
  await card.waitFor({ state: 'detached' });

  await stage.go(page, 'models');
  assert.equal(await page.getByRole('article', { name: SMALL }).count(), 0);
  await page.getByRole('article', { name: LARGE }).getByRole('link', { name: 'Chat' }).click();
  await page.getByText('Sampling', { exact: true }).click();
  await page.getByLabel('num_predict').fill('5');
  await ask(page, 'Hello!');
  await answered(page);
  assert.match(await lastAnswer(page).locator('.stats').innerText(), /\d tokens?\b/);
  await stage.go(page, 'models');
  await page.getByRole('article', { name: LARGE }).getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('article', { name: LARGE }).waitFor({ state: 'detached' });
}
