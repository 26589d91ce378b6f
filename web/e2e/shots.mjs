// Takes a picture of every screen in every phase, and checks each with axe:  npm run build && npm run shots [NAME...]
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { acceptanceShots } from './acceptance.mjs';
import { adminShots } from './admin-shots.mjs';
import { appraisalShots } from './appraisal.mjs';
import { startFakeServer } from './fake-server.mjs';
import { figureShots } from './figures.mjs';
import { reportShots } from './reports.mjs';
import { serviceShots } from './service-shots.mjs';
import { supervisionShots } from './supervision.mjs';
import { surveyShots } from './survey-shots.mjs';
import { ticketShots } from './ticket-shots.mjs';

const here = new URL('..', import.meta.url).pathname;
const out = process.env.SHOTS ?? `${here}test-results/shots`;
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const only = process.argv.slice(2);

const click = (testId) => (page) => page.getByTestId(testId).first().click();
const zhou = '00000000-0000-7000-8000-000000000500';
/** Who sets the service up. */
const service = ['desk.use', 'board.view', 'admin.service'];
const messaging = ['message.view', 'admin.service'];
const dispatching = ['board.view', 'workorder.view', 'workorder.dispatch', 'admin.service', 'customer.view'];
const late = '00000000-0000-7000-8000-000000006000';
const shots = [
  ['login', { loggedOut: true }],
  [
    'login-throttled',
    {
      loggedOut: true,
      problem: ['POST /api/session', { status: 429, code: 'too-many-attempts', retryAfter: 42 }],
      act: logIn,
    },
  ],
  [
    'login-wrong',
    {
      loggedOut: true,
      problem: ['POST /api/session', { status: 401, code: 'wrong-credentials' }],
      act: logIn,
    },
  ],
  ['idle', {}],
  ['not-ready', {}],
  ['signed-out', {}],
  ['ringing', {}],
  ['talking', {}],
  ['held', {}],
  ['consulting', {}],
  ['conference', {}],
  ['lost', {}],
  ['wrap-up', {}],
  ['unknown', {}],
  ['several', {}],
  ['dialing', {}],
  ['elsewhere', {}],
  ['switch-down', {}],
  ['stale', {}],
  ['transfer', { scenario: 'talking', act: click('transfer') }],
  ['keypad', { scenario: 'talking', act: click('keypad') }],
  ['player', { scenario: 'talking', act: click('play-recording') }],
  ['state-menu', { scenario: 'idle', act: click('state-button') }],
  ['new-customer', { scenario: 'unknown', act: (page) => page.getByRole('tab').last().click() }],
  ['search', { scenario: 'idle', act: search }],
  ['looked-up', { scenario: 'idle', path: '/?customer=00000000-0000-7000-8000-000000000500' }],
  [
    'customer-error',
    {
      scenario: 'idle',
      path: '/?customer=x',
      problem: ['GET /api/customers/x', { status: 503, code: 'database-unavailable' }],
    },
  ],
  ['customer-products', { scenario: 'talking', act: click('customer-tab-products') }],
  ['customer-bills', { scenario: 'talking', act: openBill }],
  ['customer-bills-stale', { scenario: 'stale', act: click('customer-tab-bills') }],
  [
    'customer-bills-error',
    {
      scenario: 'talking',
      problem: [`GET /api/customers/${zhou}/payments`, { status: 503, code: 'billing-unavailable' }],
      act: click('customer-tab-bills'),
    },
  ],
  ['customer-contacts', { scenario: 'talking', act: click('customer-tab-contacts') }],
  ['customer-sms', { scenario: 'talking', act: (page) => onlyKind(page, 3) }],
  ['customer-no-sms', { scenario: 'stale', act: (page) => onlyKind(page, 3) }],
  [
    'customer-history-error',
    {
      scenario: 'talking',
      problem: [`GET /api/customers/${zhou}/timeline`, { status: 503, code: 'database-unavailable' }],
      act: (page) => onlyKind(page, 2),
    },
  ],
  ['customer-repeat', { scenario: 'talking', act: click('repeat-earlier') }],
  ['customer-devices', { scenario: 'talking', act: click('customer-tab-devices') }],
  [
    'customer-devices-not-offered',
    {
      scenario: 'talking',
      problem: [`GET /api/customers/${zhou}/devices`, { status: 501, code: 'billing-not-offered' }],
      act: click('customer-tab-devices'),
    },
  ],
  ['customer-refresh', { scenario: 'talking', act: refresh }],
  [
    'customer-refresh-uncertain',
    {
      scenario: 'talking',
      problem: [
        `POST /api/customers/${zhou}/devices/CZ00771204/refresh`,
        { status: 504, code: 'billing-outcome-unknown' },
      ],
      act: (page) => refresh(page).then(() => page.getByTestId('refresh-confirm').click()),
    },
  ],
  ['board', { scenario: 'idle', path: '/board' }],
  ['board-selected', { scenario: 'idle', path: '/board', act: click('agent-1042') }],
  ['board-force', { scenario: 'idle', path: '/board', act: force }],
  ['board-call', { scenario: 'talking', path: '/board' }],
  ['board-supervising', { scenario: 'supervising', path: '/board', act: click('agent-1042') }],
  ['board-message', { scenario: 'idle', path: '/board', act: writeMessage }],
  ['supervising', { scenario: 'supervising' }],
  ['whispered-to', {}],
  ['messaged', {}],
  ['forbidden', { scenario: 'idle', path: '/board', permissions: ['desk.use'] }],
  ['expired', { scenario: 'talking', act: expire }],
  ['offline', { scenario: 'talking', act: disconnect }],
  ['forms', { scenario: 'idle', permissions: service, path: '/forms' }],
  ['forms-new', { scenario: 'idle', permissions: service, path: '/forms', act: click('add-form') }],
  ['forms-builder', { scenario: 'idle', permissions: service, path: '/forms?form=repair-survey', act: rate }],
  [
    'forms-problems',
    {
      scenario: 'idle',
      permissions: service,
      path: '/forms?form=repair-survey',
      hasProblems: true,
      act: click('entry-on_time'),
    },
  ],
  [
    'forms-jumps',
    { scenario: 'idle', permissions: service, path: '/forms?form=repair-survey', act: picture },
  ],
  ['board-offline', { scenario: 'idle', path: '/board', act: disconnect }],
  ['dispatch', { scenario: 'idle', path: '/dispatch', permissions: dispatching }],
  [
    'dispatch-order',
    { scenario: 'idle', path: `/dispatch?order=${late}`, permissions: dispatching, act: selectOrders },
  ],
  [
    'dispatch-assign',
    {
      scenario: 'idle',
      path: `/dispatch?order=${late}`,
      permissions: dispatching,
      act: click('order-assign'),
    },
  ],
  [
    'dispatch-assign-message',
    {
      scenario: 'idle',
      path: `/dispatch?order=${late}`,
      permissions: dispatching,
      act: async (page) => {
        await page.getByTestId('order-assign').click();
        await page.getByTestId('assign-option').nth(1).click();
        await page.getByTestId('assign-message').waitFor();
      },
    },
  ],
  [
    'dispatch-book',
    { scenario: 'idle', path: `/dispatch?order=${late}`, permissions: dispatching, act: click('order-book') },
  ],
  ['dispatch-map', { scenario: 'idle', path: '/dispatch?view=map', permissions: dispatching, act: onMap }],
  ['dispatch-crews', { scenario: 'idle', path: '/dispatch?view=crews', permissions: dispatching }],
  [
    'dispatch-outage',
    { scenario: 'idle', path: '/dispatch', permissions: dispatching, act: click('outage-edit') },
  ],
  ['dispatch-empty', { scenario: 'idle', path: '/dispatch', permissions: dispatching, isEmpty: true }],
  [
    'dispatch-error',
    {
      scenario: 'idle',
      path: '/dispatch',
      permissions: dispatching,
      problem: ['GET /api/work-orders', { status: 503, code: 'database-unavailable' }],
      act: (page) => page.getByRole('alert').waitFor(),
    },
  ],
  ['dispatch-forbidden', { scenario: 'idle', path: '/dispatch', permissions: ['board.view'] }],
  ['service', { scenario: 'idle', path: '/service', permissions: dispatching }],
  ['service-area', { scenario: 'idle', path: '/service', permissions: dispatching, act: editSecond }],
  ['service-crews', { scenario: 'idle', path: '/service?room=crews', permissions: dispatching }],
  [
    'service-crew',
    { scenario: 'idle', path: '/service?room=crews', permissions: dispatching, act: editSecond },
  ],
  [
    'service-type',
    { scenario: 'idle', path: '/service?room=types', permissions: dispatching, act: editSecond },
  ],
  ['service-severities', { scenario: 'idle', path: '/service?room=severities', permissions: dispatching }],
  [
    'service-severity',
    {
      scenario: 'idle',
      path: '/service?room=severities',
      permissions: dispatching,
      act: click('service-edit'),
    },
  ],
  ['service-choices', { scenario: 'idle', path: '/service?room=choices', permissions: dispatching }],
  ['service-slots', { scenario: 'idle', path: '/service?room=slots', permissions: dispatching }],
  [
    'service-slot',
    { scenario: 'idle', path: '/service?room=slots', permissions: dispatching, act: editSecond },
  ],
  ['messages', { scenario: 'idle', path: '/messages', permissions: messaging }],
  ['messages-empty', { scenario: 'idle', path: '/messages', permissions: messaging, isEmpty: true }],
  ['messages-detail', { scenario: 'idle', path: '/messages?message=x', permissions: messaging }],
  ['messages-received', { scenario: 'idle', path: '/messages?room=received', permissions: messaging }],
  [
    'messages-error',
    {
      scenario: 'idle',
      path: '/messages',
      permissions: messaging,
      problem: ['GET /api/messages', { status: 503, code: 'database-unavailable' }],
    },
  ],
  ['messages-forbidden', { scenario: 'idle', path: '/messages', permissions: ['board.view'] }],
  ['messages-templates', { scenario: 'idle', path: '/messages?room=templates', permissions: messaging }],
  [
    'messages-template',
    {
      scenario: 'idle',
      path: '/messages?room=templates',
      permissions: messaging,
      act: click('template-open'),
    },
  ],
];
shots.push(...surveyShots(click), ...acceptanceShots(), ...ticketShots(click));
shots.push(
  ...serviceShots(click, editSecond),
  ...adminShots(click),
  ...appraisalShots(click),
  ...supervisionShots(click),
);
shots.push(...figureShots(click), ...reportShots(click));
const looks = [
  ['zh-CN', 1366, 768],
  ['en', 1366, 768],
  ['zh-CN', 1920, 1080],
  ['en', 1920, 1080],
  ['zh-CN', 1440, 900],
];

async function selectOrders(page) {
  for (const n of [1, 2, 3])
    await page
      .getByRole('checkbox', { name: /2611\d\d-/ })
      .nth(n)
      .check();
  await page.getByTestId('bulk').waitFor();
}
async function onMap(page) {
  await page.getByTestId('area-map').waitFor();
}
async function editSecond(page) {
  await page.getByTestId('service-edit').nth(1).click();
  await page.getByTestId('service-save').waitFor();
}
async function logIn(page) {
  await page.getByTestId('login-name').fill('lina');
  await page.getByTestId('login-password').fill('secret');
  await page.getByTestId('login-submit').click();
  await page.getByTestId('login-error').filter({ hasText: /\S/ }).waitFor();
}
async function search(page) {
  await page.keyboard.press('Control+K');
  await page.getByTestId('customer-search').first().pressSequentially('周');
  await page.keyboard.type('晓');
  await page.getByTestId('candidate').first().waitFor();
}
async function onlyKind(page, n) {
  await page.getByTestId('customer-tab-contacts').click();
  await page
    .getByTestId('timeline-kinds')
    .last()
    .locator('label')
    .nth(n + 1)
    .click();
}
async function openBill(page) {
  await page.getByTestId('customer-tab-bills').click();
  await page.getByTestId('bill').first().getByRole('button').click();
}
async function refresh(page) {
  await page.getByTestId('customer-tab-devices').click();
  await page.getByTestId('refresh-device').first().click();
  await page.getByTestId('refresh-confirm').waitFor();
}
async function writeMessage(page) {
  await click('agent-1042')(page);
  await click('message')(page);
  await page.getByTestId('message-text').fill('请注意语速');
}

async function force(page) {
  await page.getByTestId('agent-1042').click();
  await page.getByTestId('force-log-off').click();
}
async function expire(page, fake) {
  for (const socket of fake.state.sockets) socket.push('session_expired', {});
  await page.getByTestId('relogin-dialog').waitFor();
}
async function disconnect(page, fake) {
  fake.state.problems['POST /api/realtime/ticket'] = { status: 503, code: 'unavailable' };
  for (const socket of fake.state.sockets) socket.close();
  await page.getByTestId('offline-bar').waitFor();
}

async function rate(page) {
  await page.getByTestId('entry-solved').click();
  await page.getByTestId('form-preview').getByTestId('field-overall').locator('label').nth(1).click();
}
async function picture(page) {
  const preview = page.getByTestId('form-preview');
  await preview.locator('label').nth(1).click();
  await preview.getByRole('img').waitFor();
}

async function take(browser, fake, name, shot, [language, width, height]) {
  Object.assign(fake.state, {
    scenario: shot.scenario ?? (shot.loggedOut ? 'idle' : name),
    permissions: shot.permissions,
    hasProblems: shot.hasProblems,
    isEmpty: shot.isEmpty,
    survey: shot.survey,
    isService: shot.isService,
    isAdmin: shot.isAdmin,
    isAnswered: shot.isAnswered,
    isLoggedIn: !shot.loggedOut,
    problems: shot.problem ? { [shot.problem[0]]: shot.problem[1] } : {},
  });
  const context = await browser.newContext({
    viewport: { width, height },
    locale: language,
    permissions: ['microphone'],
  });
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on(
    'console',
    (message) =>
      message.type() === 'error' &&
      !/Failed to load resource|WebSocket/.test(message.text()) &&
      errors.push(message.text().slice(0, 300)),
  );
  await page.goto(fake.url + (shot.path ?? '/'));
  await page.getByTestId(shot.loggedOut ? 'login-submit' : shot.isWall ? 'wall' : 'user-menu').waitFor();
  if (!shot.loggedOut && !shot.permissions && !shot.isWall) await page.locator('[aria-busy=false]').waitFor();
  await page.waitForTimeout(500);
  await shot.act?.(page, fake);
  await page.waitForTimeout(400);
  await page.screenshot({ path: `${out}/${name}-${language}-${width}.png` });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }),
  );
  for (const { id, nodes } of violations)
    errors.push(
      `axe ${id}: ${nodes.length}x ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary?.slice(0, 200)}`,
    );
  if (errors.length > 0) console.log(`${name} ${language} ${width}:\n  ${errors.join('\n  ')}`);
  await context.close();
  return errors.length;
}

await mkdir(out, { recursive: true });
const fake = await startFakeServer({ dist: process.env.DIST ?? `${here}dist` });
const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
  });
let found = 0;
for (const [name, shot] of shots) {
  if (only.length > 0 && !only.includes(name)) continue;
  const wanted = process.env.LOOKS
    ? looks.filter(([language, width]) => process.env.LOOKS.includes(`${language}-${width}`))
    : looks;
  const browser = await launch();
  for (const look of wanted) found += await take(browser, fake, name, shot, look);
  await browser.close();
}
fake.stop();
console.log(`${found} findings`);
process.exit(found > 0 ? 1 : 0);
