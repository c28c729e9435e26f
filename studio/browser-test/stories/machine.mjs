// Measured, benchmarked; benchmarks of before are a plot that tells its values to the pointer and follows the colours of the page.
import assert from 'node:assert/strict';

export default async function machine(stage) {
  const page = await stage.open('#/machine');
  await page.locator('.big').first().waitFor();
  await page.getByRole('button', { name: 'Measure' }).click();
  await page.getByText(/Measured with \d+ threads/).waitFor();
  // What fits stands above the benchmark, and moves it when it comes.
  await page.locator('[aria-busy="false"] .card table').first().waitFor();
  await page.getByRole('combobox', { name: 'Model' }).selectOption('tiny:latest');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('region', { name: 'Results' }).getByText('tiny').waitFor();
  await stage.look(page, 'benchmark', true);

  const kept = await page.evaluate(async () => (await fetch('/studio/api/settings')).json());
  const benchmarks = [31.5, 30.2, 33.8, 29.9].map((decode, i) => ({ when: new Date(Date.UTC(2026, 0, 1 + i)).toISOString(), model: 'm:1', first: 0.4, prefill: 210 + i, decode }));
  const keep = (body) => page.evaluate((each) => fetch('/studio/api/settings', { method: 'PUT', body: JSON.stringify(each) }), body);
  await keep({ ...kept, benchmarks });
  await page.reload();
  const plot = page.locator('.columns');
  await plot.locator('canvas').waitFor();
  assert.match(await plot.getAttribute('aria-label'), /4 runs, from 29.9 to 33.8/);
  const ink = () => plot.locator('canvas').evaluate((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(Math.round(canvas.width * 0.4), canvas.height - 20, 1, 1);
    return [...data].join();
  });
  const drawn = (unlike) => page.waitForFunction((other) => {
    const canvas = document.querySelector('.columns canvas');
    const { data } = canvas.getContext('2d').getImageData(Math.round(canvas.width * 0.4), canvas.height - 20, 1, 1);
    return [...data].join() !== other;
  }, unlike);
  await drawn('0,0,0,0');
  const light = await ink();
  await plot.scrollIntoViewIfNeeded();
  const { width, height } = await plot.boundingBox();
  await plot.hover({ position: { x: width * 0.85, y: height / 2 } });
  await plot.locator('.reading').filter({ hasText: '29.9' }).waitFor();
  await stage.look(page, 'plot');
  await page.emulateMedia({ colorScheme: 'dark' });
  await drawn(light);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 700, height: 860 });
  await page.waitForFunction(() => document.documentElement.scrollWidth <= window.innerWidth);
  await keep(kept);
}
