// Pictures of how tickets are set up, of the figures of work orders, of every kind of task, of orders opened by hand.
const setting = ['desk.use', 'admin.service'];
const counting = ['figures.view', 'workorder.view'];
const having = ['desk.use', 'ticket.view', 'survey.call', 'workorder.view'];
const dispatching = ['board.view', 'workorder.view', 'workorder.dispatch', 'customer.view'];

export function serviceShots(click, editSecond) {
  const shot = (name, more) => [name, { scenario: 'idle', permissions: setting, isService: true, ...more }];
  const room = (name) => ({ path: `/service?room=${name}` });
  const orders = { path: '/figures?room=orders', permissions: counting };
  const board = { path: '/dispatch', permissions: dispatching };
  const refused = {
    status: 422,
    code: 'ticket-setting-invalid',
    errors: [
      { field: 'ladder.2.person_id', code: 'unknown' },
      { field: 'ladder', code: 'not-in-order' },
    ],
  };
  return [
    shot('categories', room('categories')),
    shot('categories-empty', { ...room('categories'), isEmpty: true }),
    shot('categories-error', {
      ...room('categories'),
      problem: ['GET /api/ticket-settings', { status: 503, code: 'database-unavailable' }],
    }),
    shot('category', { ...room('categories'), act: editSecond }),
    shot('category-new', { ...room('categories'), act: click('service-add') }),
    shot('departments', room('departments')),
    shot('department', { ...room('departments'), act: click('service-edit') }),
    shot('department-refused', {
      ...room('departments'),
      problem: [`PUT /api/ticket-settings/departments/00000000-0000-7000-8000-000000009200`, refused],
      act: async (page) => {
        await click('service-edit')(page);
        await click('department-rung-add')(page);
        await page.getByTestId('service-save').click();
        await page.getByRole('alert').first().waitFor();
      },
    }),
    shot('regulators', room('regulators')),
    shot('regulator', { ...room('regulators'), act: editSecond }),
    shot('order-figures', orders),
    shot('order-figures-empty', { ...orders, isEmpty: true }),
    shot('tasks-all', { path: '/tasks', permissions: having }),
    shot('dispatch-new', { ...board, act: click('order-new') }),
    shot('dispatch-place', {
      ...board,
      path: '/dispatch?order=00000000-0000-7000-8000-000000006000',
      act: click('order-place'),
    }),
  ];
}
