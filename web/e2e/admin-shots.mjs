// Pictures of the administration: people, files, roles, groups and sites, results, reasons, the audit.
/** Who may do everything has every room in the rail. */
const everything = [
  'desk.use',
  'board.view',
  'ticket.view',
  'workorder.view',
  'survey.call',
  'survey.manage',
  'figures.view',
  'message.view',
  'admin.people',
  'admin.routing',
  'admin.service',
  'audit.view',
];
const running = ['desk.use', 'admin.people', 'admin.routing', 'audit.view'];

export function adminShots(click) {
  const shot = (name, more) => [
    name,
    { scenario: 'idle', permissions: running, isAdmin: true, path: '/admin', ...more },
  ];
  const room = (name) => ({ path: `/admin?room=${name}` });
  const refused = {
    status: 422,
    code: 'organisation-invalid',
    errors: [
      { field: 'login', code: 'taken' },
      { field: 'agent.number', code: 'malformed' },
    ],
  };
  const person = '00000000-0000-7000-8000-000000009702';
  const openThird = async (page) => {
    await page.getByTestId('person-open').nth(2).click();
    await page.getByTestId('admin-save').waitFor();
  };
  return [
    shot('admin-people', {}),
    shot('admin-everything', { permissions: everything }),
    shot('admin-people-empty', { isEmpty: true }),
    shot('admin-people-error', {
      problem: ['GET /api/people', { status: 503, code: 'database-unavailable' }],
      act: (page) => page.getByRole('alert').waitFor(),
    }),
    shot('admin-person', { act: openThird }),
    shot('admin-person-refused', {
      problem: [`PUT /api/people/${person}`, refused],
      act: async (page) => {
        await openThird(page);
        await page.locator('#person-login').fill('li.na');
        await page.getByTestId('admin-save').click();
        await page.getByRole('alert').waitFor();
      },
    }),
    shot('admin-person-above', {
      act: async (page) => {
        await page.getByTestId('person-open').nth(9).click();
        await page.getByTestId('admin-locked').waitFor();
      },
    }),
    shot('admin-person-new', {
      act: async (page) => {
        await click('admin-add')(page);
        await click('role-give')(page);
        await click('is-agent')(page);
      },
    }),
    shot('admin-password', {
      act: async (page) => {
        await openThird(page);
        await click('password-reset')(page);
        await click('password-confirm')(page);
        await page.getByTestId('password').waitFor();
      },
    }),
    shot('admin-files', {
      ...room('files'),
      act: async (page) => {
        const content = { name: '新员工名单.csv', mimeType: 'text/csv', buffer: Buffer.from('x') };
        await page.getByTestId('file-input').setInputFiles(content);
        await page.getByTestId('bad-lines').waitFor();
      },
    }),
    shot('admin-roles', room('roles')),
    shot('admin-role', {
      ...room('roles'),
      act: async (page) => {
        await page.getByTestId('service-edit').nth(1).click();
        await page.getByTestId('admin-save').waitFor();
      },
    }),
    shot('admin-structure', room('structure')),
    shot('admin-site', { ...room('structure'), act: click('site-add') }),
    shot('admin-results', room('results')),
    shot('admin-result', {
      ...room('results'),
      act: async (page) => {
        await page.getByTestId('service-edit').nth(1).click();
        await page.getByTestId('service-save').waitFor();
      },
    }),
    shot('admin-reasons', room('reasons')),
    shot('admin-audit', { ...room('audit'), act: verify }),
    shot('admin-audit-broken', { ...room('audit'), hasProblems: true, act: verify }),
    shot('admin-audit-entry', { ...room('audit'), act: click('audit-open') }),
    shot('admin-audit-empty', { ...room('audit'), isEmpty: true }),
    shot('admin-forbidden', { permissions: ['desk.use'] }),
  ];
}

async function verify(page) {
  await page.getByTestId('audit-verify').click();
  await page.getByTestId('audit-verdict').waitFor();
}
