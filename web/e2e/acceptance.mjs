// What the picture server says while something is being accepted, and the pictures of it. Invented people.

const uuid = (n) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const inMinutes = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString();
const text = (zh, en) => ({ 'zh-CN': zh, en });

const outage = () => ({
  outage_id: uuid(8800),
  text: text('施工挖断光缆，抢修中', 'Fibre cut by roadworks, being repaired'),
  area: text('常州天宁区红梅街道', 'Hongmei, Tianning, Changzhou'),
  begins_at: inMinutes(-180),
  expected_until: inMinutes(240),
});

const order = () => ({
  type_code: 'repair',
  due_at: inMinutes(24 * 60),
  is_repeat: true,
  area: { area_id: uuid(8801), text: text('天宁区红梅', 'Hongmei') },
  crew: { crew_id: uuid(8802), text: text('天宁维修一班', 'Tianning repairs 1'), open_orders: 12 },
});

/** What an acceptance would come to: a crew for reports, a department for the rest, sooner for a regulator. */
function prospect(query) {
  const category = query.get('category_code');
  const isReport = query.get('kind') === 'report';
  const byRegulator = query.has('regulator_code') ? inMinutes(20 * 60) : null;
  return {
    ticket: category && {
      due_at: byRegulator ?? inMinutes(48 * 60),
      first_answer_due_at: null,
      regulator_due_at: byRegulator,
      limit_h: 48,
      severity: 'ordinary',
      local_network_id: uuid(11),
      department: isReport ? null : { department_id: uuid(8900), name: text('计费账务部', 'Billing') },
    },
    order: category && isReport ? order() : null,
    outages: isReport && category ? [outage()] : [],
  };
}

export const answerAcceptance = (path, query) =>
  path === '/api/acceptance/prospect' ? prospect(query) : undefined;

const handling = [
  'desk.use',
  'call.outbound',
  'customer.view',
  'workorder.view',
  'ticket.view',
  'ticket.handle',
];
const called = uuid(700);

async function choose(page) {
  await page.getByTestId('acceptance-category').click();
  await page.locator('[role=menuitemcheckbox], [role=menuitem]').first().click();
  await page.getByTestId('acceptance-sla').locator('dd').first().waitFor();
}

/** Choose what is reported: the fields of its form appear, and the outage. */
async function report(page) {
  await choose(page);
  await page.getByTestId('form-fields').waitFor();
  await page.getByTestId('acceptance-outage-use').click();
}

async function product(page) {
  await report(page);
  await page.getByTestId('acceptance-product').click();
  await page.getByRole('option').first().waitFor({ state: 'attached' });
  await page.keyboard.press('Enter');
}

async function regulated(page) {
  await page.getByTestId('acceptance-kind-complaint').click();
  await choose(page);
  await page.getByTestId('acceptance-regulator').click();
  await page.getByTestId('acceptance-regulator').locator('input').press('Enter');
  await page.getByTestId('acceptance-case-no').fill('GX-2026-118');
  await page.locator('#ticket-regulator-received-on').fill('2026-11-20');
  await page.getByTestId('acceptance-description').fill('上月账单多收点播费，已两次致电未解决。');
}

async function marked(page) {
  await choose(page);
  await page.getByTestId('field-address').getByRole('textbox').fill('');
  await page.getByTestId('acceptance-submit').click();
}

async function refused(page) {
  await page.getByTestId('acceptance-kind-complaint').click();
  await choose(page);
  await page.getByTestId('acceptance-submit').click();
  await page.getByRole('alert').first().waitFor();
}

async function disputed(page) {
  await page.getByTestId('acceptance-description').fill('电视没有信号，已重启机顶盒。');
  await page.getByTestId('acceptance-conflict').waitFor();
}

async function done(page) {
  await page.getByTestId('acceptance-kind-enquiry').click();
  await choose(page);
  await page.getByTestId('acceptance-submit').click();
  await page.getByTestId('acceptance-order').waitFor();
}

export function acceptanceShots() {
  const shot = (name, more) => [name, { scenario: 'talking', permissions: handling, path: '/', ...more }];
  const draft = {
    slot: called,
    version: 7,
    content: { kind: 'complaint', category_code: 'complaint', description: '客户说昨晚已经恢复。' },
  };
  return [
    shot('acceptance', {}),
    shot('acceptance-report', { act: report }),
    shot('acceptance-product', { act: product }),
    shot('acceptance-regulator', { act: regulated }),
    shot('acceptance-missing', { act: marked }),
    shot('acceptance-refused', {
      act: refused,
      problem: [
        'POST /api/tickets',
        { status: 422, code: 'ticket-invalid', errors: [{ field: 'reply_to', code: 'unreachable' }] },
      ],
    }),
    shot('acceptance-conflict', {
      act: disputed,
      problem: [
        `PUT /api/tickets/drafts/${called}`,
        { status: 409, code: 'draft-changed', facts: { draft } },
      ],
    }),
    shot('acceptance-done', { act: done }),
    shot('acceptance-outlook-error', {
      act: async (page) => {
        await page.getByTestId('acceptance-category').click();
        await page.locator('[role=menuitemcheckbox], [role=menuitem]').first().click();
        await page.getByTestId('acceptance-sla').waitFor();
        await page.waitForTimeout(600);
      },
      problem: ['GET /api/acceptance/prospect', { status: 503, code: 'database-unavailable' }],
    }),
    shot('acceptance-settings-error', {
      problem: ['GET /api/ticket-settings', { status: 503, code: 'database-unavailable' }],
    }),
    shot('ticket-new', { scenario: 'idle', path: '/tickets/new' }),
    shot('ticket-new-for', {
      scenario: 'idle',
      path: `/tickets/new?customer=${uuid(500)}&kind=complaint&order_no=261121-0000417&survey_case=${uuid(9)}`,
      act: choose,
    }),
    shot('ticket-new-forbidden', { scenario: 'idle', path: '/tickets/new', permissions: ['desk.use'] }),
  ];
}
