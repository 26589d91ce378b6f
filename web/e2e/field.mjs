// The repairman's day on a telephone:  npm run build && node e2e/field.mjs
// Offline: accept, photo, complete, reload; online: everything arrives, once and in order. Conflict, log-in that has
// ended, empty, error, no permission. Takes pictures in both languages and checks each with axe.
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { startFakeServer } from './fake-server.mjs';
import { fieldServer } from './field-orders.mjs';

const here = new URL('..', import.meta.url).pathname;
const out = process.env.SHOTS ?? `${here}test-results/field`;
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const findings = [];

async function look(page, name) {
  await page.waitForTimeout(150);
  await page.screenshot({ path: `${out}/${name}.png` });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }),
  );
  for (const { id, nodes } of violations)
    findings.push(`${name}: axe ${id} ${nodes.length}x ${nodes[0].html.slice(0, 160)}`);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (overflow > 0) findings.push(`${name}: ${overflow} px too wide`);
}

async function day(browser, fake, language, width) {
  const field = fieldServer();
  fake.state.field = field;
  field.isLoggedIn = false;
  const context = await browser.newContext({
    viewport: { width, height: 844 },
    locale: language,
    hasTouch: true,
    isMobile: true,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  page.on('pageerror', (error) => findings.push(`${language}: ${error}`));
  const id = (name) => page.getByTestId(name);
  const shot = (name) => look(page, `${name}-${language}-${width}`);
  const bar = (count) => page.waitForSelector(`[data-testid=outbox-bar][data-count="${count}"]`);
  const noBar = () => id('outbox-bar').waitFor({ state: 'detached' });

  await page.goto(`${fake.url}/field?order=261122-0420711`);
  await shot('login');
  await id('field-login').fill('lizhiqiang');
  await id('field-password').fill('wrong');
  await id('field-submit').tap();
  await id('login-error').filter({ hasText: /\S/ }).waitFor();
  await id('field-password').fill('secret');
  const form = page.waitForResponse(/\/api\/forms\//);
  await id('field-submit').tap();
  await id('action-accept').waitFor(); // the order of the SMS
  await (await form).finished();
  await shot('order');
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => caches.match('/field').then(Boolean));

  await context.setOffline(true);
  await id('action-accept').tap();
  await bar(1);
  await id('not-sent').waitFor();
  await page.reload();
  await bar(1);
  await id('action-arrive').tap();
  await bar(2);
  await id('action-complete').tap();
  await id('complete-submit').tap();
  await shot('complete-missing');
  await id('result-fixed').tap();
  await page.getByTestId('field-result').locator('input').first().check();
  await page.getByTestId('field-power').locator('input').fill('-18.5');
  const large = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 2400, height: 1800 });
    canvas.getContext('2d').fillRect(300, 300, 900, 700);
    return canvas.toDataURL('image/png').split(',')[1];
  });
  await id('photo-input').setInputFiles({
    name: 'a.png',
    mimeType: 'image/png',
    buffer: Buffer.from(large, 'base64'),
  });
  await page.waitForSelector('[data-testid=photos][data-count="1"] img');
  const made = await page
    .getByTestId('photo')
    .locator('img')
    .evaluate((each) => each.naturalWidth);
  assert.equal(made, 1600);
  await id('signature').evaluate((each) => each.scrollIntoView({ block: 'center' })); // above the footer
  const pad = await id('signature').boundingBox();
  await page.mouse.move(pad.x + 30, pad.y + 60);
  await page.mouse.down();
  for (let x = 40; x < 200; x += 8) await page.mouse.move(pad.x + x, pad.y + 60 + 30 * Math.sin(x / 12));
  await page.mouse.up();
  await page.waitForTimeout(300); // written down
  await page.reload(); // what he has written so far stays
  await id('action-complete').tap();
  await page.waitForSelector('[data-testid=photos][data-count="1"] img');
  await shot('complete');
  await id('complete-submit').tap();
  await bar(5);
  await shot('order-unsent');
  await id('back').tap();
  await id('tab-done').tap();
  await page.locator('[data-testid=order-card][data-order="261122-0420711"]').waitFor();
  await shot('list-offline');

  field.lose = 2; // done by the server, but the telephone does not hear of it
  await context.setOffline(false);
  await noBar();
  assert.deepEqual(
    field.done.map(({ action }) => action),
    ['accept', 'arrive', 'complete'],
  );
  assert.equal(field.photos.size, 2); // the photo and the signature
  assert.ok(
    [...field.photos.values()].every(({ isJpeg, at }) => isJpeg && at === 2),
    'photos come before the end',
  );
  const said = field.done[2].detail;
  assert.equal(said.result_code, 'fixed');
  assert.equal(said.answers.power, -18.5);
  assert.equal(said.answers.photos.length, 1);
  assert.ok(field.photos.has(said.answers.signature) && said.signature.startsWith('data:image/jpeg'));

  await id('tab-accept').tap();
  await shot('list');
  await context.setOffline(true);
  await page.locator('[data-testid=order-card]').first().tap();
  await id('action-return').tap();
  await id('reason').fill('不是我的区域');
  await shot('reason');
  await id('reason-submit').tap();
  await bar(1);
  const second = field.orders[1];
  Object.assign(second, { disturbed: 3, version: 4, person_id: null });
  await context.setOffline(false);
  await id('undecided-bar').waitFor();
  await id('conflict').waitFor();
  await shot('conflict');
  await id('conflict-keep').tap();
  await id('undecided-bar').waitFor({ state: 'detached' });
  assert.equal(field.conflicts.length, 1);

  field.isLoggedIn = false;
  await page.goto(`${fake.url}/field?order=261122-0420713`);
  await id('lost-bar').waitFor();
  await id('action-set_out').tap();
  await bar(1);
  await shot('lost');
  await id('log-in-again').tap();
  await shot('login-again');
  await id('field-password').fill('secret');
  await id('field-submit').tap();
  await id('order').waitFor();
  await noBar();
  assert.equal(field.done.at(-1).action, 'set_out');

  field.isEmpty = true;
  await page.goto(`${fake.url}/field`);
  await id('empty').waitFor();
  await shot('empty');
  field.mayUse = false;
  await page.reload();
  await id('forbidden').waitFor();
  await shot('forbidden');
  await id('log-out').tap();
  await id('log-out-confirm').tap();
  await id('field-submit').waitFor();
  await context.close();
}

/** Dispatch sees where he is when he agrees; when the telephone forbids it he works on. */
async function whereabouts(browser, fake, isAllowed) {
  const field = fieldServer();
  fake.state.field = field;
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    locale: isAllowed ? 'zh-CN' : 'en',
    hasTouch: true,
    isMobile: true,
    geolocation: { longitude: 119.95, latitude: 31.75, accuracy: 20 },
    permissions: isAllowed ? ['geolocation'] : [],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  page.on('pageerror', (error) => findings.push(`whereabouts: ${error}`));
  const id = (name) => page.getByTestId(name);
  await page.goto(`${fake.url}/field`);
  await id('share').waitFor();
  await id('share').scrollIntoViewIfNeeded();
  assert.deepEqual(field.positions, []);
  await id('share-switch').tap();
  await page.waitForSelector(`[data-testid=share][data-sharing=${isAllowed ? 'on' : 'blocked'}]`);
  await look(page, isAllowed ? 'share-on' : 'share-blocked');
  if (isAllowed) {
    await page.waitForTimeout(300);
    assert.deepEqual(field.positions, [{ lon: 119.95, lat: 31.75, accuracy_m: 20 }]);
    await page.reload(); // he need not say it again
    await page.waitForSelector('[data-testid=share][data-sharing=on]');
    await id('share-switch').tap();
    await page.waitForSelector('[data-testid=share][data-sharing=off]');
  } else {
    await page.locator('[data-testid=order-card]').first().tap();
    await id('action-accept').tap();
    await id('action-arrive').waitFor();
    assert.deepEqual([field.positions, field.done.length], [[], 1]);
  }
  await context.close();
}

await mkdir(out, { recursive: true });
const fake = await startFakeServer({ dist: process.env.DIST ?? `${here}dist` });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  for (const [language, width] of [
    ['zh-CN', 390],
    ['en', 390],
    ['zh-CN', 320],
  ])
    await day(browser, fake, language, width);
  for (const isAllowed of [true, false]) await whereabouts(browser, fake, isAllowed);
} finally {
  await browser.close();
  fake.stop();
}
console.log(findings.length > 0 ? findings.join('\n') : 'the day is done');
process.exit(findings.length > 0 ? 1 : 0);
