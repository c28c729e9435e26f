// Sizes and losses, a comparison with its plots, a long one and a quantization that are cancelled, a model that is made, verified, deleted.

const jobs = (page) => page.locator('.job');

/** The job that was begun last. */
async function begun(page, before) {
  await jobs(page).nth(before).waitFor();
  return jobs(page).first();
}

export default async function workshop(stage) {
  const page = await stage.open('#/workshop');
  await page.getByLabel('From', { exact: true }).selectOption('smollm2:135m');
  await page.getByText('This model is quantized already').waitFor();
  await page.getByLabel('Also from a model that is quantized').check();
  await page.getByRole('radio', { name: 'Q8_0' }).waitFor();
  await page.getByLabel('From', { exact: true }).selectOption('tiny:latest');
  await page.getByRole('radio', { name: 'Q8_0' }).check();
  await page.getByRole('button', { name: 'Measure the loss' }).click();
  await page.waitForFunction(() => [...document.querySelectorAll('tbody tr td:nth-child(5)')].some((cell) => cell.textContent.includes('%')));
  await stage.look(page, 'sizes', true);

  // A small one is made.
  await page.getByLabel('Name of the new model').fill('made-here');
  let before = await jobs(page).count();
  await page.getByRole('button', { name: 'Quantize', exact: true }).last().click();
  let job = await begun(page, before);
  await job.getByText('done', { exact: true }).waitFor();
  await job.getByRole('button', { name: 'Compare with the source' }).click();

  // Compared with what it was made of.
  await page.getByText('How it is measured').click();
  await page.getByLabel('Chunks').fill('1');
  await page.getByLabel('Tokens a chunk').fill('64');
  await page.getByLabel('Measure the speed').uncheck();
  before = await jobs(page).count();
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  job = await begun(page, before);
  await job.getByText('done', { exact: true }).waitFor();
  await job.locator('.columns canvas').nth(1).waitFor();

  // A comparison that would take hours runs, a quantization waits behind it; both are cancelled.
  await page.getByLabel('Base', { exact: true }).selectOption('smollm2:135m');
  await page.getByLabel('To be judged').selectOption('smollm2:135m');
  await page.getByLabel('Chunks').fill('1000');
  await page.getByLabel('Tokens a chunk').fill('512');
  before = await jobs(page).count();
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await begun(page, before);
  await page.locator('.tabs').getByRole('button', { name: 'Quantize' }).click();
  await page.getByLabel('From', { exact: true }).selectOption('smollm2:135m');
  await page.getByRole('radio', { name: 'Q8_0' }).check();
  await page.getByRole('button', { name: 'Quantize', exact: true }).last().click();
  await begun(page, before + 1);
  const [waiting, running] = [jobs(page).first(), jobs(page).nth(1)];
  await waiting.getByText('waiting', { exact: true }).waitFor();
  await running.getByText('running', { exact: true }).waitFor();
  await stage.look(page, 'jobs', true);
  await waiting.getByRole('button', { name: 'Cancel' }).click();
  await waiting.getByText('cancelled', { exact: true }).waitFor();
  await running.getByRole('button', { name: 'Cancel' }).click();
  await running.getByText('cancelled', { exact: true }).waitFor();

  // They are listed after loading the page again.
  await page.reload();
  await jobs(page).nth(2).getByText('done', { exact: true }).waitFor();
  await stage.look(page, 'over', true);

  await stage.go(page, 'models');
  const card = page.getByRole('article', { name: 'made-here:latest' });
  await card.getByRole('button', { name: 'Verify' }).click();
  await jobs(page).first().getByText('are as they should be').waitFor();
  while (await page.getByRole('button', { name: 'Remove from the list' }).count()) {
    const count = await jobs(page).count();
    await page.getByRole('button', { name: 'Remove from the list' }).first().click();
    await page.waitForFunction((n) => document.querySelectorAll('.job').length < n, count);
  }
  await stage.go(page, 'models');
  await card.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await card.waitFor({ state: 'detached' });
}
